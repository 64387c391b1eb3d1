'use strict';
// Nothing of ours is seen in the page.
module.exports = {};

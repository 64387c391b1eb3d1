'use strict';
module.exports = window;

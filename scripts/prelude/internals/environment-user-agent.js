'use strict';
module.exports = '';

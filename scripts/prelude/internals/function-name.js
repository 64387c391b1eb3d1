'use strict';
module.exports = { EXISTS: true, PROPER: true, CONFIGURABLE: false };

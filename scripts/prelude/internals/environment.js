'use strict';
module.exports = 'BROWSER';

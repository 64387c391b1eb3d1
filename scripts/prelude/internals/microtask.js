'use strict';
module.exports = require('../own/microtask');

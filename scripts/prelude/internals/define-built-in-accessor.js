'use strict';
module.exports = require('../internals/object-define-property').f;

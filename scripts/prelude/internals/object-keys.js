'use strict';
var order = require('../own/key-order');
var native = Object.keys;

module.exports = function (object) {
  var names = native(object);
  return object instanceof Array ? names : order(names);
};

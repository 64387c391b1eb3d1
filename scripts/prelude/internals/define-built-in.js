'use strict';
// Functions keep their own names here: the engine's cannot be changed.
var define = require('../internals/object-define-property').f;

module.exports = function (object, key, value, options) {
  options = options || {};
  return define(object, key, {
    value: value,
    enumerable: !!options.enumerable,
    configurable: !options.nonConfigurable,
    writable: !options.nonWritable
  });
};

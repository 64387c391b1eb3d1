'use strict';
// Functions keep their own names here: the engine's cannot be changed.
module.exports = function (object, key, value, options) {
  options = options || {};
  try {
    return Object.defineProperty(object, key, {
      value: value,
      enumerable: !!options.enumerable,
      configurable: !options.nonConfigurable,
      writable: !options.nonWritable
    });
  } catch (e) {
    // The engine's own may be put away, and not be made anew.
    object[key] = value;
    return object;
  }
};

'use strict';
// Defines what is missing, as the engine's own things are: not to be seen in `for in`.
exports.value = function (object, name, value) {
  if (object && !(name in object)) {
    Object.defineProperty(object, name, { value: value, writable: true, configurable: true, enumerable: false });
  }
};

exports.getter = function (object, name, get, set) {
  if (object && !(name in object)) {
    Object.defineProperty(object, name, { get: get, set: set, configurable: true, enumerable: false });
  }
};

'use strict';
// The engine's arrays do not grow by `defineProperty`.
var define = Object.defineProperty;

module.exports = function (object, key, value) {
  if (object instanceof Array) object[key] = value;
  else define(object, key, { value: value, configurable: true, enumerable: true, writable: true });
};

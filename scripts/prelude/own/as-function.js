'use strict';
// The engine's constructors are objects to `typeof`. A function stands for one, with its
// prototype, so that `instanceof` holds.
var define = require('../internals/define-built-in');

module.exports = function (name, make) {
  var native = window[name], key;
  if (typeof native == 'function') return native;
  for (key in native) {
    if (!(key in make)) try { define(make, key, native[key], { enumerable: true }); } catch (e) {}
  }
  make.prototype = native.prototype;
  try { define(native.prototype, 'constructor', make); } catch (e) {}
  define(window, name, make);
  return make;
};

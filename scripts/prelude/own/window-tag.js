'use strict';
// Libraries know by `[object Window]` that they run in a browser; the engine says `[object DOMWindow]`.
var define = require('../internals/define-built-in');
var said = Object.prototype.toString;
define(Object.prototype, 'toString', function toString() {
  var tag = said.call(this);
  return tag == '[object DOMWindow]' ? '[object Window]' : tag;
});
// What it is for proxies (proxy-arrays.js).
if (said.$v) Object.defineProperty(Object.prototype.toString, '$v', { value: said.$v, writable: true, configurable: true, enumerable: false });

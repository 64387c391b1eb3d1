'use strict';
// Libraries know by `[object Window]` that they run in a browser; the engine says `[object DOMWindow]`.
var define = require('../internals/define-built-in');
var said = Object.prototype.toString;
define(Object.prototype, 'toString', function toString() {
  var tag = said.call(this);
  return tag == '[object DOMWindow]' ? '[object Window]' : tag;
});

'use strict';
// An object that says itself what it is as a number or as a text. The engine asks for `valueOf` and
// `toString`; for `+` scripts ask here (crates/script/src/primitives.rs).
var define = require('../internals/define-built-in');
require('../modules/es.symbol.to-primitive');
require('../modules/es.object.to-string');
require('../modules/es.symbol');
var proto = Object.prototype, Symbol = window.Symbol, KEY = Symbol.toPrimitive;

function told(object, hint) {
  if (object === null || typeof object != 'object' && typeof object != 'function') return object;
  return typeof object[KEY] == 'function' ? object[KEY](hint) : object;
}
function asked(name, hint) {
  var native = proto[name];
  define(proto, name, function () {
    // A symbol has methods of its own: what asks for that of all objects wants to know what it is.
    var own = this !== null && this !== undefined && this !== proto && !(this instanceof Symbol) && this[KEY];
    return typeof own == 'function' ? own.call(this, hint) : native.call(this);
  });
}
asked('valueOf', 'number');
asked('toString', 'string');
define(window, 'h2pPlus', function (a, b) { return told(a, 'default') + told(b, 'default'); });

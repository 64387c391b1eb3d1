'use strict';
// The engine's own is no constructor.
var define = require('../internals/define-built-in');
var native = window.DOMException, codes = {
  IndexSizeError: 1, HierarchyRequestError: 3, WrongDocumentError: 4, InvalidCharacterError: 5, NotFoundError: 8, NotSupportedError: 9, InvalidStateError: 11,
  SyntaxError: 12, InvalidAccessError: 15, SecurityError: 18, NetworkError: 19, AbortError: 20, TimeoutError: 23, DataCloneError: 25
};

function DOMException(message, name) {
  var made = Object.create(DOMException.prototype);
  define(made, 'message', message === undefined ? '' : String(message));
  define(made, 'name', name === undefined ? 'Error' : String(name));
  define(made, 'code', codes[made.name] || 0);
  return made;
}
for (var key in native) try { if (key != 'prototype') DOMException[key] = native[key]; } catch (e) {}
// Those of the engine are of the same kind.
DOMException.prototype = native.prototype;
DOMException.prototype.__proto__ = Error.prototype;
define(DOMException.prototype, 'constructor', DOMException);
// The engine's own tells nothing but of its own, and throws for others.
var told = DOMException.prototype.toString;
define(DOMException.prototype, 'toString', function () {
  try { return told.call(this); } catch (e) { return this.name + (this.message && ': ' + this.message); }
});
define(window, 'DOMException', DOMException);

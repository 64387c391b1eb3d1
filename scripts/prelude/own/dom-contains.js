'use strict';
// Nothing is in an element as well: the engine throws, and knows it of elements alone.
var define = require('../internals/define-built-in');

function contains(node) {
  for (; node; node = node.parentNode) if (node === this) return true;
  return false;
}
[Node, Element, HTMLElement, Document].forEach(function (kind) {
  if (kind === Node || {}.hasOwnProperty.call(kind.prototype, 'contains')) define(kind.prototype, 'contains', contains, { enumerable: true });
});

'use strict';
var add = require('../own/add').value;
var native = Element.prototype.webkitMatchesSelector;

add(Element.prototype, 'matches', function (selector) {
  return native.call(this, selector);
});
add(Element.prototype, 'closest', function (selector) {
  for (var node = this; node && node.nodeType == 1; node = node.parentNode) {
    if (native.call(node, selector)) return node;
  }
  return null;
});

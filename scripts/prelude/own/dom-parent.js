'use strict';
// What a node does with what is in it: append, prepend, replaceChildren; and its elements.
var tools = require('../own/add');
var nodes = require('../own/dom-nodes');
var kinds = [Element.prototype, Document.prototype, DocumentFragment.prototype], i;

function elements(parent) {
  var found = [], node;
  for (node = parent.firstChild; node; node = node.nextSibling) if (node.nodeType == 1) found.push(node);
  found.item = function (at) { return this[at] || null; };
  return found;
}

function nextElement(node, side) {
  while (node && node.nodeType != 1) node = node[side];
  return node;
}

for (i = 0; i < kinds.length; i++) {
  tools.value(kinds[i], 'append', function () {
    this.appendChild(nodes(arguments));
  });
  tools.value(kinds[i], 'prepend', function () {
    this.insertBefore(nodes(arguments), this.firstChild);
  });
  tools.value(kinds[i], 'replaceChildren', function () {
    var made = nodes(arguments);
    while (this.lastChild) this.removeChild(this.lastChild);
    this.appendChild(made);
  });
  // HTML elements have their own; those of SVG, documents and fragments lack some.
  tools.getter(kinds[i], 'children', function () { return elements(this); });
  tools.getter(kinds[i], 'childElementCount', function () { return elements(this).length; });
  tools.getter(kinds[i], 'firstElementChild', function () { return nextElement(this.firstChild, 'nextSibling'); });
  tools.getter(kinds[i], 'lastElementChild', function () { return nextElement(this.lastChild, 'previousSibling'); });
}
tools.getter(CharacterData.prototype, 'nextElementSibling', function () { return nextElement(this.nextSibling, 'nextSibling'); });
tools.getter(CharacterData.prototype, 'previousElementSibling', function () { return nextElement(this.previousSibling, 'previousSibling'); });

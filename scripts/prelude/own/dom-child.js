'use strict';
// What a node does beside others: before, after, replaceWith, remove.
var add = require('../own/add').value;
var nodes = require('../own/dom-nodes');
var kinds = [Element.prototype, CharacterData.prototype, DocumentType.prototype], i;

function among(given, node) {
  for (var i = 0; i < given.length; i++) if (given[i] === node) return true;
  return false;
}

// The next or previous one that is not itself to be moved.
function neighbour(node, given, side) {
  do node = node[side]; while (node && among(given, node));
  return node;
}

for (i = 0; i < kinds.length; i++) {
  add(kinds[i], 'remove', function () {
    if (this.parentNode) this.parentNode.removeChild(this);
  });
  add(kinds[i], 'before', function () {
    var parent = this.parentNode, last;
    if (!parent) return;
    last = neighbour(this, arguments, 'previousSibling');
    var made = nodes(arguments);
    parent.insertBefore(made, last ? last.nextSibling : parent.firstChild);
  });
  add(kinds[i], 'after', function () {
    var parent = this.parentNode, next;
    if (!parent) return;
    next = neighbour(this, arguments, 'nextSibling');
    parent.insertBefore(nodes(arguments), next);
  });
  add(kinds[i], 'replaceWith', function () {
    var parent = this.parentNode, next, made;
    if (!parent) return;
    next = neighbour(this, arguments, 'nextSibling');
    made = nodes(arguments);
    if (this.parentNode === parent) parent.replaceChild(made, this);
    else parent.insertBefore(made, next);
  });
}

'use strict';
var tools = require('../own/add');

function root(node) {
  while (node.parentNode) node = node.parentNode;
  return node;
}

tools.getter(Node.prototype, 'isConnected', function () { return root(this) === (this.ownerDocument || this); });
tools.value(Node.prototype, 'getRootNode', function () { return root(this); });

'use strict';
// The engine takes what is in a template for a part of the page: it is moved out of it before
// anything else is done with it.
var tools = require('../own/add');
var kept = 'h2pContent';

function contentOf(template) {
  var fragment, node;
  if (!template[kept]) {
    Object.defineProperty(template, kept, { value: document.createDocumentFragment(), configurable: true });
  }
  fragment = template[kept];
  while ((node = template.firstChild)) fragment.appendChild(node);
  return fragment;
}

tools.getter(HTMLElement.prototype, 'content', function () {
  return this.nodeName == 'TEMPLATE' ? contentOf(this) : undefined;
}, function (value) {
  Object.defineProperty(this, 'content', { value: value, writable: true, configurable: true, enumerable: true });
});

document.addEventListener('DOMContentLoaded', function () {
  var all = document.getElementsByTagName('template'), list = [].slice.call(all);
  list.forEach(function (template) { if (template.parentNode) contentOf(template); });
}, true);

// A copy has copies of what is in its templates.
var cloneNode = Node.prototype.cloneNode, importNode = Document.prototype.importNode;
function copied(from, to, deep) {
  if (!deep || !to.querySelectorAll) return to;
  var theirs = [].slice.call(from.querySelectorAll('template')), ours = [].slice.call(to.querySelectorAll('template'));
  if (from.nodeName == 'TEMPLATE') {
    theirs.unshift(from);
    ours.unshift(to);
  }
  ours.forEach(function (template, i) {
    var content = contentOf(template), kept = theirs[i] && theirs[i].h2pContent;
    if (kept) content.appendChild(kept.cloneNode(true));
  });
  return to;
}
Node.prototype.cloneNode = function (deep) { return copied(this, cloneNode.call(this, !!deep), deep); };
Document.prototype.importNode = function (node, deep) { return copied(node, importNode.call(this, node, !!deep), deep); };

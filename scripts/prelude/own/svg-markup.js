'use strict';
// Markup of what is in a drawing: the engine knows it of HTML alone.
var tools = require('../own/add');
var SVG = 'http://www.w3.org/2000/svg', owner = window.SVGElement && SVGElement.prototype;

// Of `foreignObject` it is markup of HTML.
function nodesOf(html, inside) {
  var scratch = document.createElement('div'), out = document.createDocumentFragment(), root = scratch;
  if (inside.localName == 'foreignObject') scratch.innerHTML = html;
  else {
    scratch.innerHTML = '<svg xmlns:xlink="http://www.w3.org/1999/xlink">' + html + '</svg>';
    root = scratch.firstChild;
  }
  while (root && root.firstChild) out.appendChild(root.firstChild);
  return out;
}
function markup(nodes) {
  var scratch = document.createElement('div'), root = document.createElementNS(SVG, 'svg'), i;
  for (i = 0; i < nodes.length; i++) root.appendChild(nodes[i].cloneNode(true));
  scratch.appendChild(root);
  return scratch.innerHTML.replace(/^<svg[^>]*>|<\/svg>$/g, '');
}

tools.getter(owner, 'innerHTML', function () { return markup(this.childNodes); }, function (html) {
  while (this.lastChild) this.removeChild(this.lastChild);
  this.appendChild(nodesOf(String(html), this));
});
tools.getter(owner, 'outerHTML', function () {
  var scratch = document.createElement('div');
  scratch.appendChild(this.cloneNode(true));
  return scratch.innerHTML;
}, function (html) {
  if (this.parentNode) this.parentNode.replaceChild(nodesOf(String(html), this.parentNode), this);
});
tools.value(owner, 'insertAdjacentHTML', function (where, html) {
  var parent = this.parentNode, nodes = nodesOf(String(html), /^(afterbegin|beforeend)$/i.test(where) ? this : parent || this);
  switch (String(where).toLowerCase()) {
    case 'beforebegin': parent.insertBefore(nodes, this); break;
    case 'afterbegin': this.insertBefore(nodes, this.firstChild); break;
    case 'beforeend': this.appendChild(nodes); break;
    case 'afterend': parent.insertBefore(nodes, this.nextSibling); break;
    default: throw new SyntaxError('The value provided (' + where + ') is not one of beforebegin, afterbegin, beforeend, or afterend.');
  }
});

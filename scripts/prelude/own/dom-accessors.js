'use strict';
// What nodes are is on each of them here, and on their prototypes in browsers, where libraries that trust
// nobody (DOMPurify) look for what reads it.
var asked = false;
function reader(owner, name) {
  if (!owner || Object.prototype.hasOwnProperty.call(owner, name)) return;
  Object.defineProperty(owner, name, {
    get: function () {
      // A node has its own; what has none comes here again.
      if (asked) return undefined;
      asked = true;
      try { return this[name]; } finally { asked = false; }
    },
    configurable: true, enumerable: true
  });
}
'nodeType nodeName nodeValue ownerDocument parentNode childNodes firstChild lastChild nextSibling previousSibling textContent'.split(' ').forEach(function (name) {
  reader(Node.prototype, name);
});
'attributes namespaceURI tagName localName id className shadowRoot'.split(' ').forEach(function (name) { reader(Element.prototype, name); });
'content innerHTML'.split(' ').forEach(function (name) { reader(window.HTMLElement.prototype, name); });

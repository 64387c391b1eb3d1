'use strict';
// In a document of HTML the engine writes markup of HTML: without the names of kinds of elements no picture can be
// made of a drawing.
var define = require('../internals/define-built-in');
var native = XMLSerializer.prototype.serializeToString;
var HTML = 'http://www.w3.org/1999/xhtml', XLINK = 'http://www.w3.org/1999/xlink';
var VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;
var SIGNS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

function escaped(text, signs) { return String(text).replace(signs, function (sign) { return SIGNS[sign]; }); }

// `kind` is that of what is around, `links` whether that of links has its name there.
function element(node, kind, links) {
  var name = (node.prefix ? node.prefix + ':' : '') + node.localName, own = node.namespaceURI, out = '', attributes = '', child, i, one, key, hasLinks = links;
  for (i = 0; i < node.attributes.length; i++) {
    one = node.attributes[i];
    if (one.name == 'xmlns' || /^h2p/i.test(one.name)) continue;
    if (one.name == 'xmlns:xlink') hasLinks = true;
    key = one.namespaceURI == XLINK && one.name.indexOf(':') < 0 ? 'xlink:' + one.name : one.name;
    if (/^xlink:/.test(key) && !hasLinks && !node.hasAttribute('xmlns:xlink')) {
      attributes += ' xmlns:xlink="' + XLINK + '"';
      hasLinks = true;
    }
    attributes += ' ' + key + '="' + escaped(one.value, /[&<>"\t\n\r]/g) + '"';
  }
  if (own && own !== kind && !node.prefix) attributes = ' xmlns="' + own + '"' + attributes;
  for (child = node.firstChild; child; child = child.nextSibling) out += written(child, own || kind, hasLinks);
  if (out || own === HTML && !VOID.test(name)) return '<' + name + attributes + '>' + out + '</' + name + '>';
  return '<' + name + attributes + (own === HTML ? ' />' : '/>');
}

function written(node, kind, links) {
  var out = '', child;
  switch (node.nodeType) {
    case 1: return element(node, kind, links);
    case 3: return escaped(node.data, /[&<>]/g);
    case 4: return '<![CDATA[' + node.data + ']]>';
    case 8: return '<!--' + node.data + '-->';
    case 10: return '<!DOCTYPE ' + node.name + '>';
    case 9: case 11:
      for (child = node.firstChild; child; child = child.nextSibling) out += written(child, kind, links);
      return out;
  }
  return '';
}

define(XMLSerializer.prototype, 'serializeToString', function (node) {
  var owner = node && (node.nodeType == 9 ? node : node.ownerDocument);
  return owner && owner instanceof HTMLDocument ? written(node, null, false) : native.apply(this, arguments);
});

'use strict';
// Scripts that a script puts into the page, or writes: the engine runs them as they stand.
require('../modules/es.promise');
var text = require('../own/made-code');
var define = require('../internals/define-built-in');

function lowered(code, type) {
  if (type == 'module') return text.program('(async function(){' + code + '\n})()');
  return /^(|(text|application)\/(javascript|ecmascript|x-javascript))$/.test(type) && !text.reads(code) ? text.program(code) : code;
}
function see(node) {
  var code, type, all, i;
  if (!node) return;
  if (node.nodeType == 11 && node.querySelectorAll) {
    all = node.querySelectorAll('script');
    for (i = 0; i < all.length; i++) see(all[i]);
  } else if (node.nodeName == 'SCRIPT' && !node.getAttribute('src')) {
    type = (node.getAttribute('type') || '').toLowerCase();
    try { code = lowered(node.text, type); } catch (e) { return; }
    if (code === node.text || type == 'module' && /^\(async function/.test(code)) return;
    if (type == 'module') node.removeAttribute('type');
    node.text = code;
  }
}
['appendChild', 'insertBefore', 'replaceChild'].forEach(function (name) {
  var native = Node.prototype[name];
  define(Node.prototype, name, function (node) {
    see(node);
    return native.apply(this, arguments);
  });
});

['write', 'writeln'].forEach(function (name) {
  var native = document[name];
  define(HTMLDocument.prototype, name, function () {
    var all = [].slice.call(arguments).map(String).join('').replace(/(<script(?![^>]*\ssrc\s*=)[^>]*>)([\s\S]*?)(<\/script)/gi, function (whole, open, code, close) {
      var type = /\stype\s*=\s*["']?([^"'>\s]*)/i.exec(open);
      try { return open + lowered(code, type ? type[1] : '') + close; } catch (e) { return whole; }
    });
    return native.call(this, all);
  });
});

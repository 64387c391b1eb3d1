'use strict';
// Modern CSS is lowered before the page is laid out: what a browser knows holds.
var add = require('../own/add').value;

function supports(property, value) {
  var text = arguments.length > 1 ? property + ':' + value : String(property);
  if (/^\s*\(?\s*not\b/i.test(text)) return !supports(text.replace(/^\s*\(?\s*not\b/i, ''));
  if (/\bselector\(/i.test(text)) return true;
  // What a script asks for by these it writes itself, and then nothing is lowered.
  if (/\b(color|color-mix|light-dark|oklab|oklch|lab|lch)\(|\bfrom\s/i.test(text)) return false;
  // Prefixes of others, and what never came to be.
  return !/(^|[(\s:])-(moz|ms|o|khtml)-/i.test(text) && /:\s*[^\s;]/.test(text);
}

add(window, 'CSS', {
  supports: supports,
  escape: function (value) {
    var text = String(value), out = '', i, code;
    for (i = 0; i < text.length; i++) {
      code = text.charCodeAt(i);
      if (code === 0) out += '\ufffd';
      else if (code < 32 || code == 127 || code >= 48 && code < 58 && (!i || i == 1 && text.charCodeAt(0) == 45)) out += '\\' + code.toString(16) + ' ';
      else if (code >= 128 || /[\w-]/.test(text.charAt(i)) && !(text == '-')) out += text.charAt(i);
      else out += '\\' + text.charAt(i);
    }
    return out;
  },
  px: function (n) { return n + 'px'; }
});

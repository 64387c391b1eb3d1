'use strict';
// Letters with marks as one character or as several; of other writings what is most used.
var canonical, compatible = {}, whole = {};

function read(text, table, back) {
  text.split('|').forEach(function (entry) {
    table[entry.charAt(0)] = entry.slice(1);
    if (back) back[entry.slice(1)] = entry.charAt(0);
  });
}

// Not before anything is normalized: many pages name it and have nothing to normalize.
function prepare() {
  var data = require('../language/decompositions');
  canonical = {};
  read(data.canonical, canonical, whole);
  read(data.compatible, compatible);
}

function apart(text, table) {
  var out = '', i, c, code;
  for (i = 0; i < text.length; i++) {
    c = text.charAt(i);
    code = text.charCodeAt(i) - 0xac00;
    if (code >= 0 && code < 11172) {
      out += String.fromCharCode(0x1100 + (code / 588 | 0), 0x1161 + (code % 588 / 28 | 0));
      if (code % 28) out += String.fromCharCode(0x11a7 + code % 28);
    } else if (table && compatible[c] !== undefined) out += apart(compatible[c], table);
    else out += canonical[c] === undefined ? c : canonical[c];
  }
  return out;
}

function together(text) {
  text = text.replace(/([\u1100-\u1112])([\u1161-\u1175])([\u11a8-\u11c2])?/g, function (all, l, v, t) {
    return String.fromCharCode(0xac00 + (l.charCodeAt(0) - 0x1100) * 588 + (v.charCodeAt(0) - 0x1161) * 28 + (t ? t.charCodeAt(0) - 0x11a7 : 0));
  });
  return text.replace(/[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+/g, function (run) {
    for (var end = run.length; end > 1; end--) {
      if (whole[run.slice(0, end)]) return whole[run.slice(0, end)] + run.slice(end);
    }
    return run;
  });
}

require('../own/add').value(String.prototype, 'normalize', function (form) {
  if (!canonical) prepare();
  var text = String(this), plain = apart(text, /K/.test(form) ? compatible : null);
  form = form === undefined ? 'NFC' : String(form);
  if (!/^NFK?[CD]$/.test(form)) throw new RangeError('The normalization form should be one of NFC, NFD, NFKC, NFKD.');
  return /C$/.test(form) ? together(plain) : plain;
});

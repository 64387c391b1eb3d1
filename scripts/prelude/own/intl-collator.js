'use strict';
// Letters first, then what is on them, then small before large.
var locales = require('../own/intl-data');
var define = require('../internals/define-built-in');
var plain = require('../own/latin');
var LAST = { sv: 'åäö', fi: 'åäö', da: 'æøå', nb: 'æøå', de: '', et: 'õäöü' };

function key(text, s) {
  var lower = text.toLowerCase(), out = '', i, c, at;
  for (i = 0; i < lower.length; i++) {
    c = lower.charAt(i);
    at = s.last ? s.last.indexOf(c) : -1;
    out += at >= 0 ? 'z\uffff' + String.fromCharCode(0xff00 + at) : plain(c);
  }
  return out;
}

// Signs before digits before letters.
function rank(c) {
  var code = c.charCodeAt(0);
  return /\s/.test(c) ? code : /[0-9]/.test(c) ? 0x1000 + code : c == '_' ? 0x100 : c == '-' ? 0x101 : code < 128 && !/[a-z]/i.test(c) ? 0x200 + code : 0x2000 + code;
}

function ordered(a, b, numeric) {
  var i = 0, j = 0, x, y;
  while (i < a.length && j < b.length) {
    if (numeric && /\d/.test(a.charAt(i)) && /\d/.test(b.charAt(j))) {
      x = /^\d+/.exec(a.slice(i))[0];
      y = /^\d+/.exec(b.slice(j))[0];
      if (+x != +y) return +x < +y ? -1 : 1;
      i += x.length;
      j += y.length;
      continue;
    }
    x = rank(a.charAt(i++));
    y = rank(b.charAt(j++));
    if (x != y) return x < y ? -1 : 1;
  }
  return i < a.length ? 1 : j < b.length ? -1 : 0;
}

function compare(s, a, b) {
  var i, x, y, order;
  a = String(a);
  b = String(b);
  if (a === b) return 0;
  order = ordered(key(a, s), key(b, s), s.numeric);
  if (order || s.sensitivity == 'base') return order;
  if (s.sensitivity != 'case') {
    order = ordered(a.toLowerCase(), b.toLowerCase(), s.numeric);
    if (order || s.sensitivity == 'accent') return order;
  }
  for (i = 0; i < a.length && i < b.length; i++) {
    x = a.charAt(i);
    y = b.charAt(i);
    if (x !== y) return (x == x.toLowerCase()) == (s.first != 'upper') ? -1 : 1;
  }
  return 0;
}

function settle(tags, options) {
  var tag = locales.list(tags)[0] || 'en-US';
  options = options || {};
  return {
    tag: tag, numeric: options.numeric === undefined ? /-u-.*kn/.test(tag) : !!options.numeric, first: options.caseFirst || 'false', last: LAST[tag.split('-')[0]],
    sensitivity: locales.option(options, 'sensitivity', ['base', 'accent', 'case', 'variant'], 'variant'), usage: options.usage || 'sort'
  };
}

function Collator(tags, options) {
  if (!(this instanceof Collator)) return new Collator(tags, options);
  var s = settle(tags, options);
  define(this, 'h2p', s);
  define(this, 'compare', function (a, b) { return compare(s, a, b); });
}
define(Collator.prototype, 'resolvedOptions', function () {
  var s = this.h2p;
  return { locale: s.tag, usage: s.usage, sensitivity: s.sensitivity, ignorePunctuation: false, collation: 'default', numeric: s.numeric, caseFirst: s.first };
});
define(Collator, 'supportedLocalesOf', locales.supported);
var usual;
define(String.prototype, 'localeCompare', function (other, tags, options) {
  return compare(tags === undefined && options === undefined ? usual || (usual = settle()) : settle(tags, options), this, other);
});

module.exports = Collator;

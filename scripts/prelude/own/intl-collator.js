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
    if (c >= '\u3041' && c <= '\u30fa') c = kana(c);
    out += at >= 0 ? 'z\uffff' + String.fromCharCode(0xff00 + at) : plain(c);
  }
  return out;
}

// Both ways of writing a syllable are the same letter, and so are what is voiced or small.
var VOICED = 'がかぎきぐくげけごこざさじしずすぜせぞそだたぢちづつでてどとばはぱはびひぴひぶふぷふべへぺへぼほぽほぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゔう';
function kana(c) {
  var code = c.charCodeAt(0), at;
  if (code >= 0x30a1 && code <= 0x30f6) c = String.fromCharCode(code - 0x60);
  at = VOICED.indexOf(c);
  return at >= 0 && at % 2 === 0 ? VOICED.charAt(at + 1) : c;
}

// What a language has of its own comes before all other letters: the place of each is below 1.
var OWN = {
  ko: function (code) { return code >= 0xac00 && code < 0xd7a4 || code >= 0x3131 && code < 0x318f ? code / 65536 : code >= 0x4e00 && code < 0xa000 ? 0.9 + code / 1e6 : 0; },
  zh: function (code, c) {
    if (code < 0x4e00 || code >= 0xa000) return 0;
    var at = place(c);
    return at >= 0 ? 0.1 + at / 20000 : 0.5 + code / 1e6;
  }
};
var orders = {}, places;
// Where a letter stands among those of Chinese; a sort asks for it hundreds of thousands of times.
function place(c) {
  var i;
  if (!orders.zh) return -1;
  if (!places) for (places = {}, i = orders.zh.length; i--;) places[orders.zh.charAt(i)] = i;
  return c in places ? places[c] : -1;
}

// Signs before digits before letters.
function rank(c, own) {
  var code = c.charCodeAt(0), first = own && own(code, c);
  if (first) return 0x1ffe + first;
  return /\s/.test(c) ? code : /[0-9]/.test(c) ? 0x1000 + code : c == '_' ? 0x100 : c == '-' ? 0x101 : code < 128 && !/[a-z]/i.test(c) ? 0x200 + code : 0x2000 + code;
}

function ordered(a, b, numeric, own) {
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
    x = rank(a.charAt(i++), own);
    y = rank(b.charAt(j++), own);
    if (x != y) return x < y ? -1 : 1;
  }
  return i < a.length ? 1 : j < b.length ? -1 : 0;
}

function compare(s, a, b) {
  var i, x, y, order;
  a = String(a);
  b = String(b);
  if (a === b) return 0;
  order = ordered(key(a, s), key(b, s), s.numeric, s.own);
  if (order || s.sensitivity == 'base') return order;
  if (s.sensitivity != 'case') {
    order = ordered(a.toLowerCase(), b.toLowerCase(), s.numeric, s.own);
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
    tag: tag, numeric: options.numeric === undefined ? /-u-.*kn/.test(tag) : !!options.numeric, first: options.caseFirst || 'false', last: LAST[tag.split('-')[0]], own: OWN[tag.split('-')[0]],
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

// What the module of a language adds (order-zh.js).
Collator.orders = orders;
Object.defineProperty(Collator, 'orders', { enumerable: false });
module.exports = Collator;

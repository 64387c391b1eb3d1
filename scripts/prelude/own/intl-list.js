'use strict';
var define = require('../internals/define-built-in');
var locales = require('../own/intl-data');
var AND = { en: 'and', de: 'und', fr: 'et', es: 'y', it: 'e', pt: 'e', nl: 'en', sv: 'och', da: 'og', nb: 'og', pl: 'i', tr: 've', ru: 'и', uk: 'і', cs: 'a', sk: 'a', hu: 'és', fi: 'ja', ko: '및', vi: 'và', id: 'dan', ro: 'și', el: 'και', bg: 'и', hr: 'i' };
var OR = { en: 'or', de: 'oder', fr: 'ou', es: 'o', it: 'o', pt: 'ou', nl: 'of', sv: 'eller', da: 'eller', nb: 'eller', pl: 'lub', tr: 'veya', ru: 'или', uk: 'або', cs: 'nebo', sk: 'alebo', hu: 'vagy', fi: 'tai', ko: '또는', vi: 'hoặc', id: 'atau', ro: 'sau', el: 'ή', bg: 'или', hr: 'ili' };

// What stands between two of a list: [any but the last, the last, the only].
function between(found, type, style) {
  var language = found.language, isBritish = /^en-(GB|AU|NZ|IE|ZA|IN)/.test(found.tag), or = type == 'disjunction', word = (or ? OR : AND)[language] || (or ? 'or' : 'and'), last;
  if (type == 'unit') return style == 'narrow' ? /^(ja|zh)$/.test(language) ? ['', '', ''] : [' ', ' ', ' '] : [', ', ', ', ', '];
  if (language == 'ja') return or ? ['、', '、または', 'または'] : ['、', '、', '、'];
  if (language == 'he' && !or) return [', ', ' ו-', ' ו-'];
  if (language == 'zh') return or ? ['、', '或', '或'] : ['、', '和', '和'];
  if (language == 'en' && !or && style != 'long') word = style == 'narrow' ? '' : isBritish ? 'and' : '&';
  last = word ? ' ' + word + ' ' : ', ';
  return [', ', language == 'en' && word && !isBritish ? ',' + last : last, last];
}

function ListFormat(tags, options) {
  options = options || {};
  define(this, 'h2p', {
    found: locales.find(tags), type: locales.option(options, 'type', ['conjunction', 'disjunction', 'unit'], 'conjunction'),
    style: locales.option(options, 'style', ['long', 'short', 'narrow'], 'long')
  });
}
function all(list) {
  if (list === undefined) return [];
  return list.length === undefined && window.Array.from ? Array.from(list) : [].slice.call(list);
}
define(ListFormat.prototype, 'formatToParts', function (list) {
  var s = this.h2p, out = [], marks = between(s.found, s.type, s.style), items = all(list);
  items.forEach(function (item, i) {
    if (i) out.push({ type: 'literal', value: i < items.length - 1 ? marks[0] : items.length == 2 ? marks[2] : marks[1] });
    out.push({ type: 'element', value: String(item) });
  });
  return out;
});
define(ListFormat.prototype, 'format', function (list) {
  return this.formatToParts(list).map(function (part) { return part.value; }).join('');
});
define(ListFormat.prototype, 'resolvedOptions', function () { return { locale: this.h2p.found.tag, type: this.h2p.type, style: this.h2p.style }; });
define(ListFormat, 'supportedLocalesOf', locales.supported);

module.exports = ListFormat;

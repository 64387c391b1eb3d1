'use strict';
// How long ago, or how soon: what is said of it comes with the languages (cldr.mjs).
var define = require('../internals/define-built-in');
var locales = require('../own/intl-data');
var said = require('../own/intl-said');
var Intl = require('../own/intl').Intl;
require('../language/relative-en');
var UNITS = /^(second|minute|hour|day|week|month|quarter|year)s?$/;

function RelativeTimeFormat(tags, options) {
  options = options || {};
  var found = locales.find(tags), style = locales.option(options, 'style', ['long', 'short', 'narrow'], 'long');
  define(this, 'h2p', {
    found: found, style: style, auto: locales.option(options, 'numeric', ['always', 'auto'], 'always') == 'auto',
    data: said.of('relative', found.tag, found.language), plural: new Intl.PluralRules(found.tag), number: new Intl.NumberFormat(found.tag)
  });
}

// What stands before and behind the number, and the number; or one text.
function told(format, value, unit) {
  var s = format.h2p, name = UNITS.exec(String(unit)), field, back, pattern;
  value = Number(value);
  if (!name) throw new RangeError('Invalid unit argument for format() \'' + unit + '\'');
  if (!isFinite(value)) throw new RangeError('The value needs to be finite number for Intl.RelativeTimeFormat.prototype.format()');
  name = name[1];
  field = s.data[name];
  back = value < 0 || 1 / value < 0;
  // [what is said of near ones, of those to come, of those that were], for each style
  field = field[s.style == 'narrow' ? 2 : s.style == 'short' ? 1 : 0] || field[s.style == 'narrow' && field[1] ? 1 : 0];
  if (s.auto && field[0][value] !== undefined) return { text: field[0][value === 0 ? '0' : value] };
  pattern = field[back ? 2 : 1];
  return { pattern: pattern[s.plural.select(Math.abs(value))] || pattern.other, number: s.number.formatToParts(Math.abs(value)), unit: name };
}

define(RelativeTimeFormat.prototype, 'format', function (value, unit) {
  var it = told(this, value, unit);
  return it.text || it.pattern.replace('{0}', it.number.map(function (part) { return part.value; }).join(''));
});
define(RelativeTimeFormat.prototype, 'formatToParts', function (value, unit) {
  var it = told(this, value, unit), out = [], ends;
  if (it.text) return [{ type: 'literal', value: it.text }];
  ends = it.pattern.split('{0}');
  if (ends[0]) out.push({ type: 'literal', value: ends[0] });
  if (ends.length > 1) it.number.forEach(function (part) { out.push({ type: part.type, value: part.value, unit: it.unit }); });
  if (ends[1]) out.push({ type: 'literal', value: ends[1] });
  return out;
});
define(RelativeTimeFormat.prototype, 'resolvedOptions', function () {
  return { locale: this.h2p.found.tag, style: this.h2p.style, numeric: this.h2p.auto ? 'auto' : 'always', numberingSystem: 'latn' };
});
define(RelativeTimeFormat, 'supportedLocalesOf', locales.supported);
define(Intl, 'RelativeTimeFormat', RelativeTimeFormat);

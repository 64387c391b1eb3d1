'use strict';
var locales = require('../own/intl-data');
var define = require('../internals/define-built-in');

// `digits` are those that are shown behind the point.
function select(found, value, digits, ordinal) {
  var n = Math.abs(value), shown = digits === undefined ? (/\.(\d+)$/.exec(String(n)) || ['', ''])[1] : digits, trimmed = shown.replace(/0+$/, '');
  return (ordinal ? found.ordinal : found.cardinal)(n, Math.floor(n), shown.length, +shown || 0, +trimmed || 0, 0, 0);
}

// What a language tells apart, as its rules name it.
function categories(s) {
  var text = String(s.ordinal ? s.found.ordinal : s.found.cardinal);
  return ['zero', 'one', 'two', 'few', 'many', 'other'].filter(function (name) { return text.indexOf('"' + name + '"') >= 0 || text.indexOf("'" + name + "'") >= 0; });
}

function PluralRules(tags, options) {
  options = options || {};
  define(this, 'h2p', { found: locales.find(tags), ordinal: locales.option(options, 'type', ['cardinal', 'ordinal'], 'cardinal') == 'ordinal', least: locales.count(options, 'minimumFractionDigits', 0, 100, 0) });
}
define(PluralRules.prototype, 'select', function (value) {
  var s = this.h2p, digits = (/\.(\d+)$/.exec(String(Math.abs(value))) || ['', ''])[1].slice(0, 3);
  while (digits.length < s.least) digits += '0';
  return isFinite(value) ? select(s.found, +value, digits, s.ordinal) : 'other';
});
define(PluralRules.prototype, 'resolvedOptions', function () {
  return { locale: this.h2p.found.tag, type: this.h2p.ordinal ? 'ordinal' : 'cardinal', pluralCategories: categories(this.h2p), minimumIntegerDigits: 1, minimumFractionDigits: this.h2p.least, maximumFractionDigits: 3 };
});
define(PluralRules, 'supportedLocalesOf', locales.supported);
PluralRules.select = select;

module.exports = PluralRules;

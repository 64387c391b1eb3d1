'use strict';
// Spans of time of several units.
var define = require('../internals/define-built-in');
var locales = require('../own/intl-data');
var Intl = require('../own/intl').Intl;
var UNITS = 'years months weeks days hours minutes seconds milliseconds microseconds nanoseconds'.split(' ');
var SHORT = { years: 'yr,yrs', months: 'mth,mths', weeks: 'wk,wks', days: 'day,days', hours: 'hr,hr', minutes: 'min,min', seconds: 'sec,sec', milliseconds: 'ms,ms', microseconds: 'μs,μs', nanoseconds: 'ns,ns' };
var NARROW = { years: 'y', months: 'm', weeks: 'w', days: 'd', hours: 'h', minutes: 'm', seconds: 's', milliseconds: 'ms', microseconds: 'μs', nanoseconds: 'ns' };

function DurationFormat(tags, options) {
  options = options || {};
  define(this, 'h2p', { found: locales.find(tags), style: locales.option(options, 'style', ['long', 'short', 'narrow', 'digital'], 'short'), options: options });
}
function one(s, unit, value) {
  var tag = s.found.tag, language = s.found.language, forms;
  if (s.style == 'long' || /^(ko|ja|zh)$/.test(language)) return new Intl.NumberFormat(tag, { style: 'unit', unit: unit.slice(0, -1), unitDisplay: s.style == 'long' ? 'long' : 'short' }).format(value);
  forms = (s.style == 'short' ? SHORT : NARROW)[unit].split(',');
  return new Intl.NumberFormat(tag).format(value) + (s.style == 'short' ? ' ' : language == 'en' ? '' : ' ') + (Math.abs(value) == 1 ? forms[0] : forms[1] || forms[0]);
}
function two(value) { return (value < 10 ? '0' : '') + value; }
define(DurationFormat.prototype, 'format', function (given) {
  var s = this.h2p, out = [];
  UNITS.forEach(function (unit) {
    if (s.style == 'digital' && /^(hours|minutes|seconds)$/.test(unit)) return;
    if (given[unit]) out.push(one(s.style == 'digital' ? { found: s.found, style: 'short' } : s, unit, given[unit]));
  });
  if (s.style == 'digital') out.push((given.hours || 0) + ':' + two(given.minutes || 0) + ':' + two(given.seconds || 0));
  return s.style == 'narrow' ? out.join(' ') : s.found.language == 'ko' ? out.join(' ') : out.join(', ');
});
define(DurationFormat.prototype, 'resolvedOptions', function () { return { locale: this.h2p.found.tag, style: this.h2p.style, numberingSystem: 'latn' }; });
define(DurationFormat, 'supportedLocalesOf', locales.supported);
define(Intl, 'DurationFormat', DurationFormat);

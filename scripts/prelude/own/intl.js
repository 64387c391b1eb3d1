'use strict';
var define = require('../internals/define-built-in');
var locales = require('../own/intl-data');
require('../language/language-en');
var Intl = window.Intl || {};

define(Intl, 'NumberFormat', require('../own/intl-number'));
define(Intl, 'DateTimeFormat', require('../own/intl-date'));
define(Intl, 'PluralRules', require('../own/intl-plural'));
define(Intl, 'Collator', require('../own/intl-collator'));
define(Intl, 'getCanonicalLocales', locales.list);
define(Intl, 'supportedValuesOf', function () { return []; });
define(Intl, 'Locale', function (tag) {
  var name = locales.canonical(tag), parts = name.split('-');
  define(this, 'h2pTag', name);
  this.language = parts[0];
  this.baseName = name;
  this.region = parts.filter(function (part) { return /^[A-Z]{2}$/.test(part); })[0];
  this.toString = function () { return name; };
});
define(Intl, 'ListFormat', function (tags, options) {
  var language = locales.find(tags).language, or = options && options.type == 'disjunction', narrow = options && options.type == 'unit';
  var AND = { en: 'and', de: 'und', fr: 'et', es: 'y', it: 'e', pt: 'e', nl: 'en', sv: 'och', da: 'og', nb: 'og', pl: 'i', tr: 've', ru: 'и', cs: 'a', hu: 'és', fi: 'ja', ko: '및' };
  var OR = { en: 'or', de: 'oder', fr: 'ou', es: 'o', it: 'o', pt: 'ou', nl: 'of', sv: 'eller', da: 'eller', nb: 'eller', pl: 'lub', tr: 'veya', ru: 'или', cs: 'nebo', hu: 'vagy', fi: 'tai', ko: '또는' };
  var word = (or ? OR : AND)[language] || (or ? 'or' : 'and'), cjk = /^(ja|zh)$/.test(language);
  this.format = function (list) {
    var all = [].slice.call(list), last;
    if (all.length < 2 || narrow) return all.join(', ');
    if (cjk) return language == 'ja' ? all.join(or ? '、または' : '、') : all.slice(0, -1).join('、') + (or ? '或' : '和') + all[all.length - 1];
    last = all.pop();
    return all.join(', ') + (all.length > 1 && language == 'en' ? ', ' : ' ') + word + ' ' + last;
  };
});
try { define(Intl, window.Symbol && Symbol.toStringTag || 'h2pTag', 'Intl'); } catch (e) {}
if (!window.Intl) define(window, 'Intl', Intl);

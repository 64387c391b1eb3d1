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
define(Intl, 'ListFormat', require('../own/intl-list'));
try { define(Intl, window.Symbol && Symbol.toStringTag || 'h2pTag', 'Intl'); } catch (e) {}
if (!window.Intl) define(window, 'Intl', Intl);
exports.Intl = Intl;

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
define(Intl, 'supportedValuesOf', function (key) {
  switch (key) {
    case 'currency': return 'AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KRW KZT MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD UYU VND ZAR'.split(' ');
    case 'unit': return 'acre bit byte celsius centimeter day degree fahrenheit fluid-ounce foot gallon gigabit gigabyte gram hectare hour inch kilobit kilobyte kilogram kilometer liter megabit megabyte meter mile milliliter millimeter millisecond minute month ounce percent pound second stone terabyte week yard year'.split(' ');
    case 'calendar': return ['buddhist', 'gregory', 'iso8601', 'japanese'];
    case 'numberingSystem': return ['arab', 'arabext', 'beng', 'deva', 'fullwide', 'hanidec', 'latn', 'thai'];
    case 'collation': return ['default'];
    case 'timeZone': return ['Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Seoul', 'Asia/Tokyo', 'UTC'];
  }
  throw new RangeError('Invalid key : ' + key);
});
define(Intl, 'Locale', require('../own/intl-locale'));
define(Intl, 'ListFormat', require('../own/intl-list'));
try { define(Intl, window.Symbol && Symbol.toStringTag || 'h2pTag', 'Intl'); } catch (e) {}
if (!window.Intl) define(window, 'Intl', Intl);
exports.Intl = Intl;

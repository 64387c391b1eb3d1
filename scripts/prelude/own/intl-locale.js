'use strict';
// A tag of a language, and what is known of where it is spoken: weeks, and the direction of its script.
var define = require('../internals/define-built-in');
var getter = require('../own/add').getter;
var locales = require('../own/intl-data');
var LIKELY = { ar: 'Arab-EG', bg: 'Cyrl-BG', cs: 'Latn-CZ', da: 'Latn-DK', de: 'Latn-DE', el: 'Grek-GR', en: 'Latn-US', es: 'Latn-ES', fa: 'Arab-IR', fi: 'Latn-FI', fr: 'Latn-FR', he: 'Hebr-IL', hi: 'Deva-IN', hu: 'Latn-HU', id: 'Latn-ID', it: 'Latn-IT', ja: 'Jpan-JP', ko: 'Kore-KR', nb: 'Latn-NO', nl: 'Latn-NL', pl: 'Latn-PL', pt: 'Latn-BR', ro: 'Latn-RO', ru: 'Cyrl-RU', sv: 'Latn-SE', th: 'Thai-TH', tr: 'Latn-TR', uk: 'Cyrl-UA', ur: 'Arab-PK', vi: 'Latn-VN', zh: 'Hans-CN' };
var SUNDAY = /^(US|CA|MX|BR|KR|JP|TW|HK|IN|IL|TH|PH|ID|CO|PE|VE|ZA|SG|PK|SA|YE)$/, SATURDAY = /^(EG|DZ|AE|IQ|IR|JO|KW|LY|OM|QA|SY|SD|BH|AF)$/;
var KEYS = { calendar: 'ca', numberingSystem: 'nu', hourCycle: 'hc', collation: 'co', caseFirst: 'kf' };

function Locale(tag, options) {
  if (!(this instanceof Locale)) throw new TypeError("Constructor Intl.Locale requires 'new'");
  if (typeof tag != 'string' && !(tag && tag.h2pTag)) throw new TypeError('First argument to Intl.Locale constructor can\'t be empty or missing');
  var name = locales.canonical(tag), plain = name.split(/-u-/)[0].split('-'), keys = {}, own = {}, key, tail = '';
  options = options || {};
  (name.split(/-u-/)[1] || '').replace(/(?:^|-)([a-z0-9]{2})((?:-[a-z0-9]{3,8})*)/g, function (_, key, value) { keys[key] = value.slice(1); });
  own.language = options.language || plain[0];
  own.script = options.script || plain.filter(function (part) { return /^[A-Z][a-z]{3}$/.test(part); })[0];
  own.region = options.region || plain.slice(1).filter(function (part) { return /^([A-Z]{2}|\d{3})$/.test(part); })[0];
  for (key in KEYS) if (options[key] !== undefined) keys[KEYS[key]] = String(options[key]);
  if (options.numeric !== undefined) keys.kn = options.numeric ? '' : 'false';
  own.baseName = [own.language, own.script, own.region].filter(Boolean).join('-');
  Object.keys(keys).sort().forEach(function (key) { tail += '-' + key + (keys[key] ? '-' + keys[key] : ''); });
  own.tag = own.baseName + (tail && '-u' + tail);
  own.keys = keys;
  define(this, 'h2p', own);
  define(this, 'h2pTag', own.tag);
}
'language script region baseName'.split(' ').forEach(function (name) { getter(Locale.prototype, name, function () { return this.h2p[name]; }); });
Object.keys(KEYS).forEach(function (name) { getter(Locale.prototype, name, function () { return this.h2p.keys[KEYS[name]]; }); });
getter(Locale.prototype, 'numeric', function () { return 'kn' in this.h2p.keys && this.h2p.keys.kn != 'false'; });
define(Locale.prototype, 'toString', function () { return this.h2p.tag; });

function likely(own) { return (LIKELY[own.language] || 'Latn-').split('-'); }
function tail(own) { return own.tag.slice(own.baseName.length); }
define(Locale.prototype, 'maximize', function () {
  var own = this.h2p, more = likely(own);
  return new Locale([own.language, own.script || more[0], own.region || more[1]].filter(Boolean).join('-') + tail(own));
});
define(Locale.prototype, 'minimize', function () {
  var own = this.h2p, more = likely(own);
  return new Locale([own.language, own.script == more[0] ? '' : own.script, own.region == more[1] ? '' : own.region].filter(Boolean).join('-') + tail(own));
});
function told(name, tell) {
  define(Locale.prototype, 'get' + name.charAt(0).toUpperCase() + name.slice(1), tell);
  getter(Locale.prototype, name, tell);
}
told('weekInfo', function () {
  var own = this.h2p, region = own.region || likely(own)[1];
  return { firstDay: SUNDAY.test(region) ? 7 : SATURDAY.test(region) ? 6 : 1, weekend: SATURDAY.test(region) && region != 'AE' || /^(SA|IL|YE)$/.test(region) ? [5, 6] : region == 'IN' ? [7] : [6, 7] };
});
told('textInfo', function () {
  var own = this.h2p;
  return { direction: /^(Arab|Hebr|Thaa|Syrc|Nkoo)$/.test(own.script || likely(own)[0]) ? 'rtl' : 'ltr' };
});
told('calendars', function () { return [this.h2p.keys.ca || (this.h2p.language == 'th' ? 'buddhist' : 'gregory')]; });
told('numberingSystems', function () { return [this.h2p.keys.nu || locales.find([this.h2p.tag]).data.system || 'latn']; });
told('hourCycles', function () {
  var own = this.h2p;
  return [own.keys.hc || (/^(en|ko|hi|ar|ur)$/.test(own.language) && !/^(GB|IE)$/.test(own.region) ? 'h12' : 'h23')];
});

module.exports = Locale;

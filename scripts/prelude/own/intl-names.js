'use strict';
// What regions, languages and currencies are called: the names come with the languages (cldr.mjs).
var define = require('../internals/define-built-in');
var locales = require('../own/intl-data');
var said = require('../own/intl-said');
require('../language/names-en');
var KINDS = { region: /^([a-z]{2}|\d{3})$/i, language: /^[a-z]{2,8}([-_][a-z0-9]{1,8})*$/i, currency: /^[a-z]{3}$/i, script: /^[a-z]{4}$/i };

function DisplayNames(tags, options) {
  if (!options || options.type === undefined) throw new TypeError('Required option "type" must not be undefined');
  var found = locales.find(tags), type = locales.option(options, 'type', ['language', 'region', 'script', 'currency', 'calendar', 'dateTimeField'], 'region');
  define(this, 'h2p', { found: found, type: type, none: options.fallback == 'none', style: options.style || 'long', data: said.of('names', found.tag, found.language) });
}
define(DisplayNames.prototype, 'of', function (code) {
  var s = this.h2p, text = String(code), table = s.data[s.type] || {}, parts, name;
  if (KINDS[s.type] && !KINDS[s.type].test(text)) throw new RangeError('Invalid argument to Intl.DisplayNames.prototype.of');
  if (s.type == 'region' || s.type == 'currency') text = text.toUpperCase();
  if (s.type == 'script') text = text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
  if (s.type == 'language') {
    text = locales.canonical(text);
    if (table[text]) return table[text];
    parts = text.split('-');
    name = table[parts[0]];
    if (name && parts.length > 1) {
      return name + ' (' + parts.slice(1).map(function (part) {
        return s.data[part.length == 4 ? 'script' : 'region'][part] || part;
      }).join(', ') + ')';
    }
  } else name = table[text];
  return name || (s.none ? undefined : text);
});
define(DisplayNames.prototype, 'resolvedOptions', function () {
  return { locale: this.h2p.found.tag, style: this.h2p.style, type: this.h2p.type, fallback: this.h2p.none ? 'none' : 'code', languageDisplay: 'dialect' };
});
define(DisplayNames, 'supportedLocalesOf', locales.supported);
define(require('../own/intl').Intl, 'DisplayNames', DisplayNames);

'use strict';
// Turkish and its kin have an i with a dot and one without, small and large.
var locales = require('../own/intl-data');
var define = require('../internals/define-built-in');

function dotted(name, before) {
  var native = String.prototype[name.replace('Locale', '')];
  define(String.prototype, name, function (tags) {
    var text = String(this);
    if (tags !== undefined && /^(tr|az)\b/i.test(locales.list(tags)[0] || '')) text = before(text);
    return native.call(text);
  });
}
dotted('toLocaleUpperCase', function (text) { return text.replace(/i/g, '\u0130'); });
dotted('toLocaleLowerCase', function (text) { return text.replace(/I\u0307|\u0130/g, 'i').replace(/I/g, '\u0131'); });

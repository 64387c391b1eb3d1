'use strict';
// The engine's own can be sent and not be read.
var define = require('../internals/define-built-in');
require('../modules/es.array.iterator');
var iterator = require('../internals/well-known-symbol')('iterator');

function FormData(form) {
  define(this, 'h2pPairs', []);
  if (!form) return;
  // The engine puts those of a form that is not in the page into another order.
  var all = [].slice.call(form.elements).sort(function (a, b) { return a.compareDocumentPosition(b) & 2 ? 1 : -1; }), i, j, field, type;
  for (i = 0; i < all.length; i++) {
    field = all[i];
    type = String(field.type).toLowerCase();
    if (!field.name || field.disabled || /^(submit|button|reset|image|fieldset|output|object)$/.test(type) || /^(checkbox|radio)$/.test(type) && !field.checked) continue;
    if (/^select/.test(type)) {
      for (j = 0; j < field.options.length; j++) if (field.options[j].selected && !field.options[j].disabled) this.append(field.name, field.options[j].value);
    } else this.append(field.name, field.value);
  }
}
var own = FormData.prototype;

function method(name, run) { define(own, name, run); }
function values(pairs, key) {
  return pairs.filter(function (pair) { return pair[0] === String(key); }).map(function (pair) { return pair[1]; });
}
method('append', function (key, value) { this.h2pPairs.push([String(key), value && value.size !== undefined ? value : String(value)]); });
method('get', function (key) {
  var found = values(this.h2pPairs, key);
  return found.length ? found[0] : null;
});
method('getAll', function (key) { return values(this.h2pPairs, key); });
method('has', function (key) { return values(this.h2pPairs, key).length > 0; });
method('delete', function (key) {
  for (var i = this.h2pPairs.length - 1; i >= 0; i--) if (this.h2pPairs[i][0] === String(key)) this.h2pPairs.splice(i, 1);
});
method('set', function (key, value) {
  var pairs = this.h2pPairs, at = -1, i;
  for (i = 0; i < pairs.length && at < 0; i++) if (pairs[i][0] === String(key)) at = i;
  this['delete'](key);
  this.append(key, value);
  if (at >= 0) pairs.splice(at, 0, pairs.pop());
});
method('forEach', function (run, self) {
  var data = this;
  this.h2pPairs.slice().forEach(function (pair) { run.call(self, pair[1], pair[0], data); });
});
function listed(of) {
  return function () { return this.h2pPairs.map(of)[iterator](); };
}
method('entries', listed(function (pair) { return pair.slice(); }));
method('keys', listed(function (pair) { return pair[0]; }));
method('values', listed(function (pair) { return pair[1]; }));
method(iterator, own.entries);
define(window, 'FormData', FormData);

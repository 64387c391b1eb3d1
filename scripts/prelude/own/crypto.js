'use strict';
// The engine's own has nothing to call.
var crypto = {};
var define = require('../internals/define-built-in');

define(crypto, 'getRandomValues', function (values) {
  for (var i = 0; i < values.length; i++) values[i] = Math.floor(Math.random() * 4294967296);
  return values;
});
define(crypto, 'randomUUID', function () {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, function (c) {
    var digit = Math.random() * 16 | 0;
    return (c == 'x' ? digit : digit & 3 | 8).toString(16);
  });
});
if (!window.crypto || !window.crypto.randomUUID) window.__defineGetter__('crypto', function () { return crypto; });

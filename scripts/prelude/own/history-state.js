'use strict';
// What scripts put into the history of the page; the engine keeps addresses alone.
var define = require('../internals/define-built-in');
var state = null;

['pushState', 'replaceState'].forEach(function (name) {
  var native = history[name];
  define(history, name, function (given, title, url) {
    state = given === undefined ? null : given;
    try { if (native && url !== undefined && url !== null) native.call(history, null, '', String(url)); } catch (e) {}
  });
});
[history, Object.getPrototypeOf(history)].forEach(function (owner) {
  try { Object.defineProperty(owner, 'state', { get: function () { return state; }, configurable: true }); } catch (e) {}
});

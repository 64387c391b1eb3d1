'use strict';
// The engine keeps nothing from one page to another: what is stored lasts as long as the page.
if (!window.localStorage) {
  var kept = {}, has = {}.hasOwnProperty;
  var storage = {
    getItem: function (key) { return has.call(kept, key) ? kept[key] : null; },
    setItem: function (key, value) { kept[key] = String(value); },
    removeItem: function (key) { delete kept[key]; },
    clear: function () { kept = {}; },
    key: function (at) { var key = Object.keys(kept)[at]; return key === undefined ? null : key; }
  };
  Object.keys(storage).forEach(function (name) {
    Object.defineProperty(storage, name, { value: storage[name], enumerable: false });
  });
  Object.defineProperty(storage, 'length', { get: function () { return Object.keys(kept).length; } });
  try { Object.defineProperty(window, 'localStorage', { value: storage, configurable: true, writable: true }); } catch (e) {}
  if (!window.localStorage) window.__defineGetter__('localStorage', function () { return storage; });
}

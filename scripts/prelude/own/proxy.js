'use strict';
// Proxy, Reflect, and what scripts that were lowered for proxies ask.
require('../modules/es.symbol');
require('../modules/es.symbol.iterator');
require('../modules/es.symbol.to-primitive');
require('../modules/es.symbol.to-string-tag');
require('../modules/es.array.iterator');
require('../own/define-property');
require('../own/function-bind');
var core = require('../own/proxy-core');
require('../own/proxy-arrays');
var define = require('../internals/define-built-in');
var Px = core.Px, get = core.get, set = core.set;

function Proxy(target, handler) {
  if (!(this instanceof Proxy)) core.fail("Constructor Proxy requires 'new'");
  return core.make(target, handler);
}
define(Proxy, 'revocable', function (target, handler) {
  var proxy = core.make(target, handler), found = proxy.$px;
  return { proxy: proxy, revoke: function () { found.handler = null; } };
});
define(window, 'Proxy', Proxy);
define(window, '$Px', Px);

Px.g = function (object, key) { return get(object, key, object); };
Px.s = function (object, key, value) {
  set(object, key, value, object);
  return value;
};
// What has the method of a proxy as its own.
Px.m = function (object, key) {
  var made = typeof key == 'object' || key === '__proto__' ? Object.create(null) : {}, found = get(object, key, object), method;
  if (typeof found == 'function') {
    method = !(found instanceof Px) && found.$v || found;
    made[key] = function () { return method.apply(object, arguments); };
  } else made[key] = found;
  return made;
};
Px.d = core.remove;
Px.h = core.has;
Px.i = function (value, make) {
  var prototype, hasInstance;
  if (!(value instanceof Px) && !(make instanceof Px)) return value instanceof make;
  hasInstance = window.Symbol && window.Symbol.hasInstance && make instanceof Px && get(make, window.Symbol.hasInstance, make);
  if (typeof hasInstance == 'function' && hasInstance !== Function.prototype[window.Symbol.hasInstance]) return !!hasInstance.call(make, value);
  if (typeof make != 'function') core.fail('Right-hand side of instanceof is not callable');
  prototype = get(make, 'prototype', make);
  while (core.isObject(value) && (value = core.getPrototype(value)) !== null) if (value === prototype) return true;
  return false;
};
// What `for in` goes through.
Px.k = function (object) {
  var all, seen, keys, i, there;
  if (!(object instanceof Px)) return object;
  all = Object.create(null);
  seen = Object.create(null);
  for (; object !== null; object = core.getPrototype(object)) {
    keys = core.ownKeys(object);
    for (i = 0; i < keys.length; i++) {
      if (typeof keys[i] != 'string' || seen[keys[i]]) continue;
      there = core.getOwn(object, keys[i]);
      if (!there) continue;
      seen[keys[i]] = true;
      if (there.enumerable) all[keys[i]] = true;
    }
  }
  return all;
};
Px.n = function (make) {
  if (!(make instanceof Px)) return make;
  if (typeof make != 'function') core.fail('a proxy is not a constructor');
  return function () { return core.construct(make, arguments, make); };
};
// The function for `f.call(self)`: the engine's own have others for proxies.
Px.c = function (method, self) {
  var made;
  if (method instanceof Px && typeof method != 'function') {
    made = Px.m(method, 'call');
    made.apply = Px.m(method, 'apply').apply;
    return made;
  }
  return self instanceof Px && typeof method == 'function' && !(method instanceof Px) && method.$v || method;
};
Px.l = function (value) { return value instanceof Px && (core.isArray(value) || get(value, 'length', value) >= 0) ? core.list(value) : value; };
Px.u = function (object, key, step, prefix) {
  var old = +get(object, key, object);
  set(object, key, old + step, object);
  return prefix ? old + step : old;
};

// What the engine and core-js, which know of no proxies, read of one.
function primitive(object, hint) {
  var exotic = window.Symbol.toPrimitive && get(object, window.Symbol.toPrimitive, object), order, i, method, value;
  if (typeof exotic == 'function') {
    value = exotic.call(object, hint);
    if (core.isObject(value)) core.fail('Cannot convert object to primitive value');
    return value;
  }
  order = hint == 'string' ? ['toString', 'valueOf'] : ['valueOf', 'toString'];
  for (i = 0; i < 2; i++) {
    method = get(object, order[i], object);
    if (typeof method != 'function') continue;
    value = (!(method instanceof Px) && method.$v || method).call(object);
    if (!core.isObject(value)) return value;
  }
  core.fail('Cannot convert object to primitive value');
}
define(Px.prototype, 'toString', function () { return primitive(this, 'string'); });
define(Px.prototype, 'valueOf', function () { return primitive(this, 'default'); });
['length', 'then', 'constructor', 'toJSON', 'next', window.Symbol.iterator].forEach(function (name) {
  Object.defineProperty(Px.prototype, name, {
    get: function () {
      if (this === Px.prototype || this === Px.functions) return undefined;
      var value = get(this, name, this);
      return typeof value == 'function' && !(value instanceof Px) && value.$v || value;
    },
    configurable: true
  });
});
require('../own/proxy-natives');

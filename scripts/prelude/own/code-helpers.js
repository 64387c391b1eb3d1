'use strict';
// What code that is made at run time calls (own/code-writer): `core` says what is done to objects,
// with proxies (own/proxy-core) or without.
var native = require('../own/native-function');

module.exports = function (core) {
var Px = core.Px;

function get(object, key) {
  if (object instanceof Px) return core.get(object, key, object);
  if (object === null || object === undefined) throw new TypeError('Cannot read properties of ' + object + " (reading '" + String(key) + "')");
  return object[key];
}
function symbol(value) { return core.isSymbol(value); }
// All that can be gone through, as an array.
function list(value) {
  var all = [], step, method = core.isObject(value) && window.Symbol && get(value, window.Symbol.iterator), each;
  if (value instanceof Array && !(value instanceof Px)) return value;
  if (typeof value == 'string') return Array.from ? Array.from(value) : value.split('');
  if (typeof method != 'function') {
    if (core.isObject(value) && get(value, 'length') >= 0) return core.list(value);
    core.fail(String(value) + ' is not iterable');
  }
  for (each = (value instanceof Px && method.$v || method).call(value); !(step = call(each, 'next', [])).done;) all.push(get(step, 'value'));
  return all;
}
function apply(method, self, args) {
  if (typeof method != 'function') core.fail(String(method) + ' is not a function');
  return (self instanceof Px && !(method instanceof Px) && method.$v || method).apply(self, args);
}
function call(object, key, args) {
  var method = get(object, key);
  // Functions of the engine are objects to `typeof` now and then.
  if (typeof method != 'function' && !core.isObject(method)) core.fail(String(key) + ' is not a function');
  if (typeof method != 'function') return native.prototype.apply.call(method, object, args);
  if ((key === 'call' || key === 'apply') && typeof object == 'function') return apply(object, args[0], key === 'call' ? args.slice(1) : args[1] ? core.list(args[1]) : []);
  return apply(method, object, args);
}

// Goes on with how something ended, now or later.
function after(way, next) { return way && typeof way.then == 'function' ? way.then(next) : next(way); }

function property(object, key, kind, value, seen) {
  var there = { enumerable: seen, configurable: true };
  there[kind] = value;
  if (kind == 'value') there.writable = true;
  Object.defineProperty(object, key, there);
}

return {
  g: get, h: core.has, d: core.remove, i: Px.i, k: Px.k, m: Px.m, u: Px.u, call: call, apply: apply, list: list,
  s: function (object, key, value) {
    if (object instanceof Px) core.set(object, key, value, object);
    else object[key] = value;
    return value;
  },
  in: function (key, object) {
    if (!core.isObject(object)) core.fail("Cannot use 'in' operator");
    return core.has(object, key);
  },
  make: function (make, args) { return core.construct(make, args, make); },
  object: function (value) {
    if (value === null || value === undefined) core.fail('Cannot convert undefined or null to object');
    return Object(value);
  },
  type: function (value) { return symbol(value) ? 'symbol' : typeof value; },
  iterator: function (value) {
    var all = list(value), at = 0;
    return { next: function () { return at < all.length ? { value: all[at++], done: false } : { value: undefined, done: true }; } };
  },
  rest: function (object, keys) {
    var made = {};
    Object.keys(object).forEach(function (key) { if (keys.map(String).indexOf(key) < 0) made[key] = get(object, key); });
    return made;
  },
  spread: function (to, from) {
    if (core.isObject(from)) core.ownKeys(from).forEach(function (key) {
      var there = core.getOwn(from, key);
      if (there && there.enumerable) to[key] = get(from, key);
    });
    else if (typeof from == 'string') from.split('').forEach(function (one, i) { to[i] = one; });
  },
  define: function (object, kind, key, value) {
    if (kind == 'init') object[key] = value;
    else property(object, key, kind, value, true);
  },
  // Of classes: methods and fields, what they extend, and what was there before.
  method: function (object, kind, key, value) { property(object, key, kind == 'get' || kind == 'set' ? kind : 'value', value, false); },
  field: function (object, key, value) { property(object, key, 'value', value, String(key).slice(0, 3) != '__#'); },
  cls: function (make, derived, parent) {
    if (derived && parent !== null && typeof parent != 'function' && !core.isObject(parent)) core.fail('Class extends value ' + String(parent) + ' is not a constructor or null');
    if (derived) {
      make.prototype = Object.create(parent && parent.prototype);
      if (parent) make.__proto__ = parent;
    }
    property(make.prototype, 'constructor', 'value', make, false);
    return make;
  },
  up: function (object) { return object.__proto__; },
  sup: function (object, key, self) {
    for (var there; object; object = Object.getPrototypeOf(object)) {
      there = Object.prototype.hasOwnProperty.call(object, key) && Object.getOwnPropertyDescriptor(object, key);
      if (there) return there.get ? there.get.call(self) : there.set ? undefined : object[key];
    }
    return undefined;
  },
  superCall: function (parent, self, args) {
    var made, name = parent === Object || typeof parent == 'function' && / \[native code\]\s*}/.test(native.prototype.toString.call(parent));
    if (parent === Object || parent === native.prototype) return self;
    // What the engine makes itself it makes of nothing.
    made = name ? core.construct(parent, args, parent) : parent.apply(self, args);
    if (!core.isObject(made)) return self;
    if (name) made.__proto__ = Object.getPrototypeOf(self);
    return made;
  },
  raw: function (strings, raw) {
    strings.raw = raw;
    return strings;
  },
  names: function (object) {
    var all = [], key;
    for (key in Px.k(object)) all.push(key);
    return all;
  },
  wait: function (value, next) { return window.Promise.resolve(value).then(next); },
  after: after,
  attempt: function (run, caught, last) {
    var end = new window.Promise(function (resolve) { resolve(run()); });
    if (caught) end = end.then(null, caught);
    return !last ? end : end.then(function (way) {
      return after(last(), function (other) { return other || way; });
    }, function (e) {
      return after(last(), function (other) {
        if (other) return other;
        throw e;
      });
    });
  },
  loop: function loop(test, body, update) {
    return after(test(), function (go) {
      if (!go.r) return undefined;
      return after(body(), function (way) {
        if (way && !way.c) return way.b ? undefined : way;
        return after(update && update(), function () { return loop(test, body, update); });
      });
    });
  },
  waiting: function (run) {
    return function () {
      try {
        return window.Promise.resolve(run.apply(this, arguments)).then(function (way) { return way ? way.r : undefined; });
      } catch (e) { return window.Promise.reject(e); }
    };
  },
  async: function (run) {
    return function () {
      try { return window.Promise.resolve(run.apply(this, arguments)); } catch (e) { return window.Promise.reject(e); }
    };
  }
};
};

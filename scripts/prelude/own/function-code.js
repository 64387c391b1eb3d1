'use strict';
// `Function` for scripts that were lowered for proxies: what it makes of a text knows them too, and
// may be of today. `with` asks proxies for its names.
require('../own/proxy');
require('../modules/es.promise');
var write = require('../own/code-writer');
var Scope = require('../own/code-scopes');
var core = require('../own/proxy-core');
var define = require('../internals/define-built-in');
var Px = core.Px, native = window.Function;

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

var helpers = {
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
    var there;
    if (kind == 'init') {
      object[key] = value;
      return;
    }
    there = { enumerable: true, configurable: true };
    there[kind] = value;
    Object.defineProperty(object, key, there);
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

function made(args, before) {
  var given = [].slice.call(args).map(String), body = given.pop() || '', text = '(' + before + 'function anonymous(' + given.join() + '\n) {\n' + body + '\n})', tree;
  try {
    // Most pages that name it never get here, and it is the largest of all.
    tree = require('acorn/dist/acorn.js').parse(text, { ecmaVersion: 'latest' });
  } catch (e) {
    throw new SyntaxError(e.message);
  }
  return native('$r', 'return ' + write(tree.body[0].expression, new Scope(null, 'function')))(helpers);
}

function Function() { return made(arguments, ''); }
function AsyncFunction() { return made(arguments, 'async '); }
Function.prototype = AsyncFunction.prototype = native.prototype;
define(window, '$PxFunction', Function);
define(window, '$PxAsyncFunction', AsyncFunction);

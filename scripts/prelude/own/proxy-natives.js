'use strict';
// Reflect, and the functions of the language that are given objects which may be proxies.
require('../modules/es.object.keys');
require('../modules/es.object.get-own-property-descriptors');
var core = require('../own/proxy-core');
var define = require('../internals/define-built-in');
var Px = core.Px, get = core.get;

function known(object) { if (!core.isObject(object)) core.fail('Reflect called on non-object'); }

var reflect = {
  apply: function (method, self, args) {
    if (typeof method != 'function') core.fail(String(method) + ' is not a function');
    method = self instanceof Px && !(method instanceof Px) && method.$v || method;
    return core.apply(method, self, core.list(args));
  },
  construct: function (make, args, newTarget) {
    if (typeof make != 'function') core.fail(String(make) + ' is not a constructor');
    return core.construct(make, core.list(args), arguments.length < 3 ? make : newTarget);
  },
  defineProperty: function (object, key, given) { known(object); return core.defineOwn(object, key, given); },
  deleteProperty: function (object, key) { known(object); return core.remove(object, key); },
  get: function (object, key, receiver) { known(object); return get(object, key, receiver === undefined ? object : receiver); },
  getOwnPropertyDescriptor: function (object, key) { known(object); return core.getOwn(object, key); },
  getPrototypeOf: function (object) { known(object); return core.getPrototype(object); },
  has: function (object, key) { known(object); return core.has(object, key); },
  isExtensible: function (object) { known(object); return core.extensible(object); },
  ownKeys: function (object) { known(object); return core.ownKeys(object); },
  preventExtensions: function (object) { known(object); return core.prevent(object); },
  set: function (object, key, value, receiver) { known(object); return core.set(object, key, value, receiver === undefined ? object : receiver); },
  setPrototypeOf: function (object, prototype) { known(object); return core.setPrototype(object, prototype); }
};
if (!window.Reflect) define(window, 'Reflect', {});
Object.keys(reflect).forEach(function (name) { define(window.Reflect, name, reflect[name]); });

function enumerable(object, value) {
  return core.ownKeys(object).filter(function (key) {
    if (typeof key != 'string') return false;
    var there = core.getOwn(object, key);
    return there && there.enumerable;
  }).map(value);
}
function must(done, name) { if (!done) core.fail("'" + name + "' on proxy: trap returned falsish"); }

// Where the first argument is no proxy, the function that was there does it.
function see(object, name, other) {
  var native = object[name];
  if (!native) return;
  define(object, name, function (value) {
    return value instanceof Px ? other.apply(this, arguments) : native.apply(this, arguments);
  });
}
see(Object, 'keys', function (object) { return enumerable(object, function (key) { return key; }); });
see(Object, 'values', function (object) { return enumerable(object, function (key) { return get(object, key, object); }); });
see(Object, 'entries', function (object) { return enumerable(object, function (key) { return [key, get(object, key, object)]; }); });
see(Object, 'getOwnPropertyNames', function (object) { return core.ownKeys(object).filter(function (key) { return typeof key == 'string'; }); });
var names = Object.getOwnPropertyNames;
define(Object, 'getOwnPropertyNames', function (object) {
  return typeof object == 'function' ? names(object).filter(function (key) { return key != 'caller' && key != 'arguments'; }) : names(object);
});
see(Object, 'getOwnPropertySymbols', function (object) { return core.ownKeys(object).filter(core.isSymbol); });
see(Object, 'getOwnPropertyDescriptor', core.getOwn);
see(Object, 'getOwnPropertyDescriptors', function (object) {
  var all = {};
  core.ownKeys(object).forEach(function (key) { all[key] = core.getOwn(object, key); });
  return all;
});
see(Object, 'hasOwn', function (object, key) { return !!core.getOwn(object, key); });
see(Object, 'getPrototypeOf', core.getPrototype);
see(Object, 'setPrototypeOf', function (object, prototype) {
  must(core.setPrototype(object, prototype), 'setPrototypeOf');
  return object;
});
see(Object, 'isExtensible', core.extensible);
see(Object, 'preventExtensions', function (object) {
  must(core.prevent(object), 'preventExtensions');
  return object;
});
see(Object, 'defineProperty', function (object, key, given) {
  must(core.defineOwn(object, key, given), 'defineProperty');
  return object;
});
see(Object, 'defineProperties', function (object, all) {
  core.ownKeys(all).forEach(function (key) { must(core.defineOwn(object, key, get(all, key, all)), 'defineProperty'); });
  return object;
});
['freeze', 'seal'].forEach(function (name) {
  see(Object, name, function (object) {
    must(core.prevent(object), 'preventExtensions');
    core.ownKeys(object).forEach(function (key) {
      var there = core.getOwn(object, key), change = { configurable: false };
      if (name == 'freeze' && there && 'value' in there) change.writable = false;
      must(core.defineOwn(object, key, change), 'defineProperty');
    });
    return object;
  });
});
['isFrozen', 'isSealed'].forEach(function (name) {
  see(Object, name, function (object) {
    return !core.extensible(object) && core.ownKeys(object).every(function (key) {
      var there = core.getOwn(object, key);
      return !there || !there.configurable && !(name == 'isFrozen' && there.writable);
    });
  });
});
see(Array, 'isArray', core.isArray);

// Any of these may be given proxies behind the first.
var assign = Object.assign;
if (assign) {
  define(Object, 'assign', function (to) {
    for (var i = 0, any = false; i < arguments.length; i++) any = any || arguments[i] instanceof Px;
    if (!any) return assign.apply(this, arguments);
    for (i = 1; i < arguments.length; i++) if (arguments[i] !== null && arguments[i] !== undefined) copy(to, Object(arguments[i]));
    return to;
  });
}
function copy(to, from) {
  core.ownKeys(from).forEach(function (key) {
    var there = core.getOwn(from, key);
    if (there && there.enumerable && !core.set(to, key, get(from, key, from), to)) core.fail("Cannot assign to property '" + String(key) + "'");
  });
}
var create = Object.create;
define(Object, 'create', function (prototype, all) {
  var made = create(prototype);
  return all === undefined ? made : Object.defineProperties(made, all);
});

var stringify = JSON.stringify;
define(JSON, 'stringify', function (value, replacer, space) {
  var names = core.isArray(replacer) ? core.list(replacer).map(String) : null;
  function replaced(key, value) {
    if (typeof replacer == 'function') value = replacer.call(this, key, value);
    else if (names && key !== '' && !core.isArray(this) && names.indexOf(key) < 0) return undefined;
    return value instanceof Px && typeof value == 'object' ? seen(value) : value;
  }
  return stringify(value, replaced, space);
});
function seen(object) {
  if (core.isArray(object)) return core.list(object);
  var all = {};
  enumerable(object, function (key) { all[key] = get(object, key, object); });
  return all;
}

'use strict';
// The methods of arrays and objects, for those that are proxies: the engine's own would see what
// stands for one. A method knows its other under `$v`.
var core = require('../own/proxy-core');
var get = core.get, list = core.list, slice = [].slice, array = Array.prototype;
var iterator = require('../internals/well-known-symbol')('iterator');

function at(object, key) { return get(object, String(key), object); }
function length(object) { return Math.min(Math.max(Math.floor(+get(object, 'length', object)) || 0, 0), 9007199254740991); }
function put(object, key, value) { if (!core.set(object, String(key), value, object)) core.fail("'set' on proxy: trap returned falsish for property '" + key + "'"); }
function cut(object, key) { if (!core.remove(object, String(key))) core.fail("'deleteProperty' on proxy: trap returned falsish for property '" + key + "'"); }
function move(object, from, to) {
  if (core.has(object, String(from))) put(object, to, at(object, from));
  else cut(object, to);
}
function place(value, count, otherwise) {
  value = value === undefined ? otherwise : Math.trunc ? Math.trunc(+value) || 0 : value >> 0;
  return value < 0 ? Math.max(count + value, 0) : Math.min(value, count);
}

var others = {
  push: function () {
    var count = length(this), i;
    for (i = 0; i < arguments.length; i++) put(this, count++, arguments[i]);
    put(this, 'length', count);
    return count;
  },
  pop: function () {
    var count = length(this), last;
    if (count) {
      last = at(this, count - 1);
      cut(this, count - 1);
    }
    put(this, 'length', count ? count - 1 : 0);
    return last;
  },
  shift: function () {
    var count = length(this), first, i;
    if (count) {
      first = at(this, 0);
      for (i = 1; i < count; i++) move(this, i, i - 1);
      cut(this, count - 1);
    }
    put(this, 'length', count ? count - 1 : 0);
    return first;
  },
  unshift: function () {
    var count = length(this), more = arguments.length, i;
    for (i = count; more && i > 0; i--) move(this, i - 1, i + more - 1);
    for (i = 0; i < more; i++) put(this, i, arguments[i]);
    put(this, 'length', count + more);
    return count + more;
  },
  splice: function (from, gone) {
    var count = length(this), start = place(from, count, 0), removed = [], more = Math.max(arguments.length - 2, 0), i;
    gone = arguments.length == 0 ? 0 : arguments.length == 1 ? count - start : Math.min(Math.max(Math.floor(+gone) || 0, 0), count - start);
    for (i = 0; i < gone; i++) removed[i] = at(this, start + i);
    if (more < gone) {
      for (i = start; i < count - gone; i++) move(this, i + gone, i + more);
      for (i = count; i > count - gone + more; i--) cut(this, i - 1);
    } else if (more > gone) for (i = count - gone; i > start; i--) move(this, i + gone - 1, i + more - 1);
    for (i = 0; i < more; i++) put(this, start + i, arguments[i + 2]);
    put(this, 'length', count - gone + more);
    return removed;
  },
  reverse: function () { return write(this, list(this).reverse()); },
  sort: function (compare) { return write(this, array.sort.call(list(this), compare)); },
  fill: function (value, from, to) {
    var count = length(this), i = place(from, count, 0), end = place(to, count, count);
    for (; i < end; i++) put(this, i, value);
    return this;
  },
  copyWithin: function () {
    var all = list(this);
    return write(this, all.copyWithin.apply(all, arguments));
  },
  concat: function () { return [].concat.apply(list(this), arguments); },
  values: function () { return iterate(this, function (object, i) { return at(object, i); }); },
  entries: function () { return iterate(this, function (object, i) { return [i, at(object, i)]; }); },
  keys: function () { return iterate(this, function (object, i) { return i; }); },
  join: function (sign) { return list(this).join(sign === undefined ? ',' : sign); },
  toString: function () { return core.isArray(this) ? list(this).join() : objects.toString.call(this); }
};

function write(object, all) {
  for (var i = 0; i < all.length; i++) put(object, i, all[i]);
  return object;
}

function iterate(object, value) {
  var next = 0, made = {
    next: function () {
      if (object && next < length(object)) return { value: value(object, next++), done: false };
      object = undefined;
      return { value: undefined, done: true };
    }
  };
  made[iterator] = function () { return made; };
  return made;
}

// These read all and change nothing.
['indexOf', 'lastIndexOf', 'includes', 'slice', 'at', 'toReversed', 'toSorted', 'toSpliced', 'with', 'toLocaleString'].forEach(function (name) {
  others[name] = function () {
    var all = list(this);
    return all[name].apply(all, arguments);
  };
});
['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex'].forEach(function (name) {
  others[name] = function (run, self) {
    var object = this;
    if (typeof run != 'function') core.fail(String(run) + ' is not a function');
    return list(this)[name](function (value, i) { return run.call(self, value, i, object); });
  };
});
['reduce', 'reduceRight'].forEach(function (name) {
  others[name] = function (run) {
    var object = this, all = list(this), args = slice.call(arguments, 1);
    args.unshift(function (before, value, i) { return run(before, value, i, object); });
    return all[name].apply(all, args);
  };
});

var objects = {
  hasOwnProperty: function (key) { return !!core.getOwn(this, key); },
  propertyIsEnumerable: function (key) {
    var there = core.getOwn(this, key);
    return !!there && there.enumerable;
  },
  isPrototypeOf: function (value) {
    while (core.isObject(value) && (value = core.getPrototype(value)) !== null) if (value === this) return true;
    return false;
  },
  toString: function () {
    var tag = window.Symbol && window.Symbol.toStringTag, name = tag && get(this, tag, this);
    return '[object ' + (typeof name == 'string' ? name : core.isArray(this) ? 'Array' : typeof this == 'function' ? 'Function' : 'Object') + ']';
  },
  toLocaleString: function () {
    var method = get(this, 'toString', this);
    return (method.$v || method).call(this);
  }
};

function pair(prototype, name, other) {
  var method = prototype[name];
  if (typeof method != 'function' || !Object.prototype.hasOwnProperty.call(prototype, name)) return;
  Object.defineProperty(method, '$v', { value: other, writable: true, configurable: true, enumerable: false });
}
Object.keys(others).forEach(function (name) { pair(array, name, others[name]); });
pair(array, iterator, others.values);
Object.keys(objects).forEach(function (name) { pair(Object.prototype, name, objects[name]); });

// It is asked of objects that are none.
var before = Object.prototype.isPrototypeOf;
require('../internals/define-built-in')(Object.prototype, 'isPrototypeOf', function (value) {
  return (value instanceof core.Px ? objects.isPrototypeOf : before).call(this, value);
});
pair(Object.prototype, 'isPrototypeOf', objects.isPrototypeOf);

// Lists among what is joined to others.
var concat = array.concat;
require('../internals/define-built-in')(array, 'concat', function () {
  for (var i = 0, any = this instanceof core.Px; i < arguments.length; i++) any = any || arguments[i] instanceof core.Px;
  if (!any) return concat.apply(this, arguments);
  return concat.apply(spread(this), slice.call(arguments).map(spread));
});
Object.defineProperty(array.concat, '$v', { value: others.concat });
function flat(all, depth) {
  return all.reduce(function (out, one) { return core.isArray(one) && depth > 0 ? out.concat(flat(list(one), depth - 1)) : (out.push(one), out); }, []);
}
if (array.flat) {
  own('flat', function (depth) { return flat(list(this), depth === undefined ? 1 : +depth || 0); });
}
if (array.flatMap) {
  own('flatMap', function (run, self) {
    var object = this;
    return flat(list(this).map(function (value, i) { return run.call(self, value, i, object); }), 1);
  });
}
function own(name, method) {
  Object.defineProperty(method, '$v', { value: method });
  Object.defineProperty(array, name, { value: method, writable: true, configurable: true, enumerable: false });
}
function spread(value) { return core.isArray(value) ? list(value) : value instanceof core.Px ? [value] : value; }

'use strict';
// What arrays of numbers have today. Two kinds that the engine lacks are arrays that know
// their methods: what is written to them is not rounded.
var add = require('../own/add').value;
var define = require('../internals/define-built-in');
var asFunction = require('../own/as-function');
var classof = require('../internals/classof-raw');
var iterator = require('../internals/well-known-symbol')('iterator');
var tag = require('../internals/well-known-symbol')('toStringTag');
var arrayFrom = require('../internals/array-from');
require('../modules/es.array.iterator');
var borrowed = ['forEach', 'reduce', 'reduceRight', 'some', 'every', 'indexOf', 'lastIndexOf', 'join', 'find', 'findIndex', 'findLast', 'findLastIndex', 'includes', 'fill', 'copyWithin', 'reverse', 'at', 'keys', 'values', 'entries'];
var slice = [].slice, map = [].map, filter = [].filter;
require('../modules/es.array.find');
require('../modules/es.array.find-index');
require('../modules/es.array.find-last');
require('../modules/es.array.find-last-index');
require('../modules/es.array.includes');
require('../modules/es.array.fill');
require('../modules/es.array.copy-within');
require('../modules/es.array.at');

function plain(values) {
  return values instanceof ArrayBuffer ? values : values && typeof values == 'object' && typeof values.length != 'number' && values[iterator] ? arrayFrom(values) : values;
}

function sorted(values, compare) {
  return values.sort(compare || function (a, b) {
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : a !== a ? 1 : -1;
  });
}

function equip(make, prototype) {
  borrowed.forEach(function (name) { define(prototype, name, Array.prototype[name]); });
  define(prototype, iterator, Array.prototype.values);
  define(prototype, 'slice', function (from, to) { return new make(slice.call(this, from, to)); });
  define(prototype, 'map', function (run, self) { return new make(map.call(this, run, self)); });
  define(prototype, 'filter', function (run, self) { return new make(filter.call(this, run, self)); });
  define(prototype, 'sort', function (compare) {
    var all = sorted(slice.call(this), compare), i;
    for (i = 0; i < all.length; i++) this[i] = all[i];
    return this;
  });
  define(prototype, 'toSorted', function (compare) { return this.slice().sort(compare); });
  define(prototype, 'toReversed', function () { return this.slice().reverse(); });
  define(prototype, 'with', function (at, value) {
    var made = this.slice();
    made[at < 0 ? made.length + at : at] = value;
    return made;
  });
  define(prototype, 'toString', function () { return slice.call(this).join(); });
  define(prototype, 'toLocaleString', function () { return slice.call(this).toLocaleString(); });
  define(make, 'from', function (values, run, self) { return new make(arrayFrom(values, run, self)); });
  define(make, 'of', function () { return new make(slice.call(arguments)); });
}

// What is above them all.
function TypedArray() { throw new TypeError('Abstract class TypedArray not directly constructable'); }
TypedArray.prototype = window.Uint8Array.prototype.__proto__;
// Views of other kinds have it above them as well.
Object.defineProperty(TypedArray.prototype, tag, {
  get: function () {
    var name = classof(this);
    return /^[A-Z]\w*Array$/.test(name) ? name : undefined;
  },
  configurable: true
});

['Int8Array', 'Uint8Array', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array'].forEach(function (name) {
  var native = window[name], make, set;
  if (!native) return;
  make = asFunction(name, function (values, from, length) {
    return arguments.length < 2 ? new native(plain(values) || 0) : arguments.length == 2 ? new native(values, from) : new native(values, from, length);
  });
  set = native.prototype.set;
  equip(make, native.prototype);
  make.__proto__ = TypedArray;
  define(native.prototype, 'set', function (values, at) { set.call(this, plain(values), at || 0); });
});

// Numbers of 64 bits are objects where a script reckons with such (own/big-int.js).
function big(value) { return window.h2pBig ? window.h2pBig(value) : value; }
function readBig(view, at, signed) {
  var Big = window.h2pBig, low = view.getUint32(at, true), high = signed ? view.getInt32(at + 4, true) : view.getUint32(at + 4, true);
  return Big ? Big.add(Big.mul(Big(high), Big(4294967296)), Big(low)) : high * 4294967296 + low;
}

function emulated(name, bytes, read, value) {
  function make(values, from, length) {
    var made = [], i, view;
    values = plain(values);
    if (values instanceof ArrayBuffer) {
      view = new DataView(values, from || 0);
      length = length === undefined ? Math.floor((values.byteLength - (from || 0)) / bytes) : length;
      for (i = 0; i < length; i++) made[i] = read(view, i * bytes);
    } else if (values && typeof values == 'object') for (i = 0; i < values.length; i++) made[i] = value(values[i]);
    else for (i = 0; i < (values || 0); i++) made[i] = value(0);
    made.__proto__ = make.prototype;
    return made;
  }
  // Libraries ask whether they are arrays, and take their `map` for that of arrays.
  make.prototype = Object.create(TypedArray.prototype);
  define(make.prototype, 'constructor', make);
  define(make, 'BYTES_PER_ELEMENT', bytes);
  define(make.prototype, 'BYTES_PER_ELEMENT', bytes);
  define(make.prototype, 'set', function (values, at) {
    values = plain(values);
    for (var i = 0; i < values.length; i++) this[(at || 0) + i] = value(values[i]);
  });
  define(make.prototype, 'subarray', function (from, to) { return new make(slice.call(this, from, to)); });
  Object.defineProperty(make.prototype, 'byteLength', { get: function () { return this.length * bytes; } });
  define(make.prototype, 'byteOffset', 0);
  define(make.prototype, tag, name);
  equip(make, make.prototype);
  add(window, name, make);
}
emulated('Float64Array', 8, function (view, at) { return view.getFloat64(at, true); }, Number);
emulated('Uint8ClampedArray', 1, function (view, at) { return view.getUint8(at); }, function (n) { return Math.max(0, Math.min(255, Math.round(n) || 0)); });
emulated('BigInt64Array', 8, function (view, at) { return readBig(view, at, true); }, big);
emulated('BigUint64Array', 8, function (view, at) { return readBig(view, at, false); }, big);

// Those are arrays to the engine.
var isArray = Array.isArray;
define(Array, 'isArray', function (value) { return isArray(value) && !(value instanceof TypedArray); });

var buffer = window.ArrayBuffer;
asFunction('ArrayBuffer', function (length) { return new buffer(length); });
add(buffer.prototype, 'slice', function (from, to) {
  var bytes = new Uint8Array(this), made = slice.call(bytes, from, to), copy = new Uint8Array(made.length);
  copy.set(made);
  return copy.buffer;
});
define(window.ArrayBuffer, 'isView', function (value) {
  return value instanceof TypedArray || !!value && /^\[object (\w+Array|DataView)\]$/.test(Object.prototype.toString.call(value)) && !isArray(value);
});

// The engine calls functions with arrays alone.
var apply = Function.prototype.apply;
define(Function.prototype, 'apply', function (self, given) {
  return apply.call(this, self, given === null || given === undefined || given instanceof Array ? given : slice.call(given));
});

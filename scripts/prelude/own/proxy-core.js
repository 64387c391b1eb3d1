'use strict';
// Objects whose properties are asked of functions. The engine has none: what stands for one is an
// instance of Px, and scripts that were lowered for proxies ask for that before all they do to an
// object. These are the inner methods of ECMAScript for all objects, proxies or not.
//
// An object may be an instance and no proxy: one of its prototypes is one.
var define = Object.defineProperty, names = Object.getOwnPropertyNames, symbols = Object.getOwnPropertySymbols;
var descriptor = Object.getOwnPropertyDescriptor, prototypeOf = Object.getPrototypeOf, has = Object.prototype.hasOwnProperty;
var isExtensible = Object.isExtensible, nativePrevent = Object.preventExtensions;
var getterOf = Object.prototype.__lookupGetter__, setterOf = Object.prototype.__lookupSetter__, slice = [].slice;

function Px() {}
var functions = Px.functions = Object.create(Px.prototype);
['call', 'apply', 'bind'].forEach(function (name) {
  define(functions, name, { value: Function.prototype[name], writable: true, configurable: true, enumerable: false });
});

function isObject(value) { return typeof value == 'object' ? value !== null : typeof value == 'function'; }
function isSymbol(key) { return typeof key == 'object' && key !== null && !!window.Symbol && key instanceof window.Symbol; }
function keyOf(key) { return typeof key == 'string' || isSymbol(key) ? key : String(key); }
function fail(message) { throw new TypeError(message); }

// What a proxy stands for; nothing for other objects.
function record(object) {
  var found = object.$px;
  if (!found || found.self !== object) return undefined;
  if (!found.handler) fail('Cannot perform an operation on a proxy that has been revoked');
  return found;
}

function trap(found, name) {
  var handler = found.handler, method = handler instanceof Px ? get(handler, name, handler) : handler[name];
  if (method !== undefined && method !== null && typeof method != 'function') fail(name + ' of a handler is not a function');
  return method;
}

function make(target, handler) {
  if (!isObject(target) || !isObject(handler)) fail('Cannot create proxy with a non-object as target or handler');
  var self;
  if (typeof target == 'function') {
    self = function () { return apply(self, this, arguments); };
    self.prototype = target.prototype;
    self.__proto__ = functions;
  } else self = new Px();
  define(self, '$px', { value: { self: self, target: target, handler: handler }, writable: false, configurable: false, enumerable: false });
  return self;
}

// An own property of an object that is no proxy. It may not be there by what core-js has of
// symbols on the prototype of all objects.
function own(object, key) {
  if (typeof object == 'function' && hidden(key)) return undefined;
  return has.call(object, key) ? descriptor(object, key) : undefined;
}
// The engine has these of each function, and throws where they are asked for.
function hidden(key) { return key === 'caller' || key === 'arguments'; }

function get(object, key, receiver) {
  var found, method, getter;
  while (object instanceof Px) {
    found = record(object);
    if (found) {
      method = trap(found, 'get');
      if (method) return checkedGet(found.target, key, method.call(found.handler, found.target, keyOf(key), receiver));
      object = found.target;
    } else {
      found = own(object, key);
      if (found) return 'value' in found ? found.value : found.get ? found.get.call(receiver) : undefined;
      object = prototypeOf(object);
    }
  }
  if (object === null) return undefined;
  if (object === receiver) return object[key];
  getter = getterOf.call(object, key);
  return getter ? getter.call(receiver) : object[key];
}

function checkedGet(target, key, value) {
  // Only what cannot be changed binds a proxy, and there are few such objects.
  if (target instanceof Px || isExtensible(target)) return value;
  var there = own(target, key);
  if (there && !there.configurable && 'value' in there && !there.writable && there.value !== value && (value === value || there.value === there.value)) {
    fail("'get' on proxy: property '" + String(key) + "' is a read-only and non-configurable data property on the proxy target but the proxy did not return its actual value");
  }
  return value;
}

function set(object, key, value, receiver) {
  var found, method, setter;
  while (object instanceof Px) {
    found = record(object);
    if (found) {
      method = trap(found, 'set');
      if (method) return !!method.call(found.handler, found.target, keyOf(key), value, receiver);
      object = found.target;
    } else {
      found = own(object, key);
      if (found) {
        if (!('value' in found)) return found.set ? (found.set.call(receiver, value), true) : false;
        return found.writable && put(receiver, key, value);
      }
      object = prototypeOf(object);
    }
  }
  if (object === null) return put(receiver, key, value);
  if (object === receiver) return write(object, key, value);
  if (typeof key == 'string' && receiver instanceof Px && isOf(receiver, object) && !setterOf.call(object, key) && !getterOf.call(object, key)) return write(object, key, value);
  if (!isSymbol(key)) {
    setter = setterOf.call(object, key);
    if (setter && key !== '__proto__') return setter.call(receiver, value), true;
    if (getterOf.call(object, key) && key !== '__proto__') return false;
  }
  found = own(object, key);
  if (found && found.writable === false) return false;
  return put(receiver, key, value);
}

// Whether what is given to a proxy is given to this object, and nobody is asked.
function isOf(proxy, object) {
  var found = record(proxy);
  return !!found && found.target === object && !trap(found, 'getOwnPropertyDescriptor') && !trap(found, 'defineProperty');
}

function write(object, key, value) {
  try { object[key] = value; } catch (e) { return false; }
  return true;
}

// Gives an object an own property; accessors have been looked for.
function put(receiver, key, value) {
  if (!isObject(receiver)) return false;
  var found, there;
  while (receiver instanceof Px && (found = record(receiver))) {
    if (trap(found, 'getOwnPropertyDescriptor') || trap(found, 'defineProperty')) {
      there = getOwn(receiver, key);
      if (there && (!('value' in there) || !there.writable)) return false;
      return defineOwn(receiver, key, there ? { value: value } : { value: value, writable: true, enumerable: true, configurable: true });
    }
    receiver = found.target;
  }
  there = own(receiver, key);
  if (there) return 'value' in there && there.writable && write(receiver, key, value);
  if (receiver instanceof Px || setterOf.call(receiver, key)) {
    try { define(receiver, key, { value: value, writable: true, enumerable: true, configurable: true }); } catch (e) { return false; }
    return true;
  }
  return isExtensible(receiver) && write(receiver, key, value);
}

function hasKey(object, key) {
  var found, method;
  while (object instanceof Px) {
    found = record(object);
    if (found) {
      method = trap(found, 'has');
      if (method) return checkedHas(found.target, key, !!method.call(found.handler, found.target, keyOf(key)));
      object = found.target;
    } else {
      if (has.call(object, key)) return true;
      object = prototypeOf(object);
    }
  }
  return object !== null && key in object;
}

function checkedHas(target, key, there) {
  if (there || target instanceof Px) return there;
  var found = own(target, key);
  if (found && (!found.configurable || !isExtensible(target))) fail("'has' on proxy: trap returned falsish for property '" + String(key) + "' which exists in the proxy target as non-configurable");
  return there;
}

function remove(object, key) {
  var found = object instanceof Px && record(object), method;
  if (!found) {
    try { return delete object[key]; } catch (e) { return false; }
  }
  method = trap(found, 'deleteProperty');
  if (!method) return remove(found.target, key);
  if (!method.call(found.handler, found.target, keyOf(key))) return false;
  var there = getOwn(found.target, key);
  if (there && !there.configurable) fail("'deleteProperty' on proxy: trap returned truish for property '" + String(key) + "' which is non-configurable in the proxy target");
  return true;
}

function getOwn(object, key) {
  var found = object instanceof Px && record(object), method, there;
  if (!found) return own(object, key);
  method = trap(found, 'getOwnPropertyDescriptor');
  if (!method) return getOwn(found.target, key);
  there = method.call(found.handler, found.target, keyOf(key));
  if (there === undefined) return there;
  if (!isObject(there)) fail("'getOwnPropertyDescriptor' on proxy: trap returned neither object nor undefined for property '" + String(key) + "'");
  return complete(there);
}

function complete(given) {
  var full = { configurable: !!given.configurable, enumerable: !!given.enumerable };
  if ('get' in given || 'set' in given) {
    full.get = given.get;
    full.set = given.set;
  } else {
    full.value = given.value;
    full.writable = !!given.writable;
  }
  return full;
}

function defineOwn(object, key, given) {
  var found = object instanceof Px && record(object), method;
  if (!found) {
    try { define(object, key, given); } catch (e) { return false; }
    return true;
  }
  method = trap(found, 'defineProperty');
  return method ? !!method.call(found.handler, found.target, keyOf(key), given) : defineOwn(found.target, key, given);
}

function ownKeys(object) {
  var found = object instanceof Px && record(object), method, keys, i, one;
  if (!found) {
    // core-js has some of its own.
    keys = names(object).filter(function (name) { return name != '$px' && name.lastIndexOf('Symbol(', 0) != 0 && !(typeof object == 'function' && hidden(name)); });
    return symbols ? keys.concat(symbols(object)) : keys;
  }
  method = trap(found, 'ownKeys');
  if (!method) return ownKeys(found.target);
  keys = list(method.call(found.handler, found.target));
  for (i = 0; i < keys.length; i++) {
    one = keys[i];
    if (typeof one != 'string' && !isSymbol(one)) fail(String(one) + ' is not a valid property name');
    if (keys.indexOf(one) != i) fail("'ownKeys' on proxy: trap returned duplicate entries");
  }
  if (!(found.target instanceof Px)) checkKeys(found.target, keys);
  return keys;
}

function checkKeys(target, keys) {
  var fixed = !isExtensible(target), all = ownKeys(target), i, there;
  for (i = 0; i < all.length; i++) {
    if (keys.indexOf(all[i]) >= 0) continue;
    there = own(target, all[i]);
    if (fixed || there && !there.configurable) fail("'ownKeys' on proxy: trap result did not include '" + String(all[i]) + "'");
  }
  if (fixed && keys.length != all.length) fail("'ownKeys' on proxy: trap returned extra keys but proxy target is non-extensible");
}

function getPrototype(object) {
  var found = object instanceof Px && record(object), method, made;
  if (!found) return prototypeOf(object);
  method = trap(found, 'getPrototypeOf');
  if (!method) return getPrototype(found.target);
  made = method.call(found.handler, found.target);
  if (made !== null && !isObject(made)) fail("'getPrototypeOf' on proxy: trap returned neither object nor null");
  return made;
}

function setPrototype(object, prototype) {
  var found = object instanceof Px && record(object), method;
  if (found) {
    method = trap(found, 'setPrototypeOf');
    return method ? !!method.call(found.handler, found.target, prototype) : setPrototype(found.target, prototype);
  }
  if (prototypeOf(object) === prototype) return true;
  if (!isExtensible(object)) return false;
  object.__proto__ = prototype;
  return true;
}

function extensible(object) {
  var found = object instanceof Px && record(object), method, answer;
  if (!found) return isExtensible(object);
  method = trap(found, 'isExtensible');
  if (!method) return extensible(found.target);
  answer = !!method.call(found.handler, found.target);
  if (answer != extensible(found.target)) fail("'isExtensible' on proxy: trap result does not reflect extensibility of proxy target (which is '" + !answer + "')");
  return answer;
}

function prevent(object) {
  var found = object instanceof Px && record(object), method;
  if (!found) return nativePrevent(object), true;
  method = trap(found, 'preventExtensions');
  if (!method) return prevent(found.target);
  if (!method.call(found.handler, found.target)) return false;
  if (extensible(found.target)) fail("'preventExtensions' on proxy: the proxy target is extensible");
  return true;
}

function apply(object, self, args) {
  var found = object instanceof Px && record(object), method = found && trap(found, 'apply');
  if (method) return method.call(found.handler, found.target, self, slice.call(args));
  return (found ? found.target : object).apply(self, args);
}

// Constructors of the engine want `new`, with so many arguments.
function makers(count) {
  if (!made[count]) {
    for (var given = [], i = 0; i < count; i++) given[i] = 'a[' + i + ']';
    made[count] = Function('f', 'a', 'return new f(' + given.join() + ')');
  }
  return made[count];
}
var made = [];

function construct(object, args, newTarget) {
  var found = object instanceof Px && record(object), method, made, self, Base;
  if (found) {
    method = trap(found, 'construct');
    if (!method) return construct(found.target, args, newTarget === object ? found.target : newTarget);
    made = method.call(found.handler, found.target, slice.call(args), newTarget);
    if (!isObject(made)) fail('proxy [[Construct]] must return an object');
    return made;
  }
  if (newTarget === object) return makers(args.length)(object, args);
  Base = function () {};
  Base.prototype = get(newTarget, 'prototype', newTarget);
  self = new Base();
  made = object.apply(self, args);
  return isObject(made) ? made : self;
}

// The elements of a list, asked one by one.
function list(object) {
  if (!isObject(object)) fail('CreateListFromArrayLike called on non-object');
  if (!(object instanceof Px)) return slice.call(object);
  var all = [], length = get(object, 'length', object) >>> 0, i;
  for (i = 0; i < length; i++) all[i] = get(object, String(i), object);
  return all;
}

function isArray(value) {
  var found;
  while (value instanceof Px && (found = record(value))) value = found.target;
  return value instanceof Array && nativeIsArray(value);
}
var nativeIsArray = Array.isArray;

module.exports = {
  Px: Px, make: make, record: record, isObject: isObject, isSymbol: isSymbol, fail: fail, get: get, set: set, has: hasKey, remove: remove,
  getOwn: getOwn, defineOwn: defineOwn, ownKeys: ownKeys, getPrototype: getPrototype, setPrototype: setPrototype, extensible: extensible,
  prevent: prevent, apply: apply, construct: construct, list: list, isArray: isArray,
};

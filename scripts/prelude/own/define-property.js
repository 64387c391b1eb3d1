'use strict';
// The engine throws where a name or a length of a function is to be changed, and its arrays do
// not grow.
var define = require('../internals/define-built-in');
var native = Object.defineProperty, all = Object.defineProperties;

function isHost(object) {
  return object === window || [window.Event, window.Node, window.Window, window.CSSStyleDeclaration].some(function (kind) {
    try { return !!kind && object instanceof kind; } catch (e) { return false; }
  });
}

function defineProperty(object, key, descriptor) {
  try {
    native(object, key, descriptor);
  } catch (e) {
    // What the engine's own objects have is fixed on them, and on their prototypes in browsers.
    if (isHost(object)) {
      if ('value' in descriptor) object[key] = descriptor.value;
      return object;
    }
    if (typeof object != 'function' || key != 'name' && key != 'length' && key != 'prototype') throw e;
    if (key == 'prototype' && 'value' in descriptor) object.prototype = descriptor.value;
  }
  if (object instanceof Array && key >>> 0 == key && object.length <= key) object.length = +key + 1;
  return object;
}

define(Object, 'defineProperty', defineProperty);
define(Object, 'defineProperties', function (object, descriptors) {
  if (typeof object != 'function') return all(object, descriptors);
  Object.keys(descriptors).forEach(function (key) { defineProperty(object, key, descriptors[key]); });
  return object;
});

'use strict';
// What has no value has an empty one.
var define = require('../internals/define-built-in');
var prototype = window.CSSStyleDeclaration && CSSStyleDeclaration.prototype, native = prototype.getPropertyValue;

define(prototype, 'getPropertyValue', function (name) {
  var value = native.call(this, name);
  return value === null ? '' : value;
}, { enumerable: true });

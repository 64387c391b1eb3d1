'use strict';
// What is made of a list of a class that extends Array is of that class as well.
var define = require('../internals/define-built-in');

['concat', 'filter', 'flat', 'flatMap', 'map', 'slice', 'splice'].forEach(function (name) {
  var native = Array.prototype[name];
  if (native) define(Array.prototype, name, function () {
    var made = native.apply(this, arguments), kind = Array.isArray(this) && Object.getPrototypeOf(this);
    if (kind && kind !== Array.prototype && made instanceof Array) made.__proto__ = kind;
    return made;
  });
});

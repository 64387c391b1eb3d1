'use strict';
// The engine names of functions what they do not have: `callee`. Of those that were classes it names `arguments`
// and `caller` besides.
var define = require('../internals/define-built-in');
var names = Object.getOwnPropertyNames;

define(Object, 'getOwnPropertyNames', function (object) {
  var all = names(object);
  return typeof object != 'function' ? all : all.filter(function (name) { return name != 'callee' && name != 'caller' && name != 'arguments'; });
});

'use strict';
var slice = [].slice;

require('../own/add').value(Function.prototype, 'bind', function (self) {
  var target = this, given = slice.call(arguments, 1), Base = function () {};
  if (typeof target != 'function') throw new TypeError('bind is for functions');
  function bound() {
    return target.apply(this instanceof bound ? this : self, given.concat(slice.call(arguments)));
  }
  if (target.prototype) Base.prototype = target.prototype;
  bound.prototype = new Base();
  return bound;
});

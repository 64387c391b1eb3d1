'use strict';
var toString = Function.prototype.toString;

module.exports = function (it) {
  return toString.call(it);
};

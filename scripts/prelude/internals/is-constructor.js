'use strict';
// The engine's own constructors are objects to `typeof`, and none of them is asked for here.
module.exports = function (it) {
  return typeof it == 'function';
};

'use strict';
module.exports = function (it) {
  return typeof it == 'function';
};

'use strict';
// What `for (name in object)` goes through in scripts that were lowered (crates/script/src/orders.rs).
var order = require('../own/key-order');

require('../internals/define-built-in')(window, 'h2pOrdered', function (object) {
  var names = [], sorted, copy, name, i;
  if (object === null || typeof object != 'object' || typeof object.length == 'number') return object;
  for (name in object) names.push(name);
  sorted = order(names);
  if (sorted === names) return object;
  copy = Object.create(null);
  for (i = 0; i < sorted.length; i++) copy[sorted[i]] = true;
  return copy;
});

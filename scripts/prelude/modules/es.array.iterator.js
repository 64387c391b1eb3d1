'use strict';
// core-js keeps what an iterator knows in a place apart, by its kind, and asks for both at each
// step. Loops of today go through arrays by these, and there are thousands in a chart.
var toIndexedObject = require('../internals/to-indexed-object');
var addToUnscopables = require('../internals/add-to-unscopables');
var Iterators = require('../internals/iterators');
var defineIterator = require('../internals/iterator-define');

module.exports = defineIterator(Array, 'Array', function (list, kind) {
  this.h2pList = toIndexedObject(list);
  this.h2pAt = 0;
  this.h2pKind = kind;
}, function () {
  var list = this.h2pList, at;
  if (list === undefined) throw new TypeError('Incompatible receiver, Array Iterator required');
  if (list === null || this.h2pAt >= list.length) {
    this.h2pList = null;
    return { value: undefined, done: true };
  }
  at = this.h2pAt++;
  return { value: this.h2pKind == 'values' ? list[at] : this.h2pKind == 'keys' ? at : [at, list[at]], done: false };
}, 'values');

Iterators.Arguments = Iterators.Array;
addToUnscopables('keys');
addToUnscopables('values');
addToUnscopables('entries');

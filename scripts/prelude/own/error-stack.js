'use strict';
// Where an error came from is nothing that the engine says: only what it is.
var add = require('../own/add');

add.getter(Error.prototype, 'stack', function () {
  return this === Error.prototype ? undefined : String(this) + '\n    at <anonymous>';
}, function (value) {
  Object.defineProperty(this, 'stack', { value: value, writable: true, configurable: true, enumerable: false });
});
if (!Error.captureStackTrace) add.value(Error, 'captureStackTrace', function () {});

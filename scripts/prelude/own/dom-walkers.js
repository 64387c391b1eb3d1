'use strict';
// The engine wants all that browsers take for granted.
var define = require('../internals/define-built-in');
['createTreeWalker', 'createNodeIterator'].forEach(function (name) {
  var native = Document.prototype[name];
  define(Document.prototype, name, function (root, shown, filter) {
    return native.call(this, root, shown === undefined || shown === null ? 4294967295 : shown, filter === undefined ? null : filter, false);
  }, { enumerable: true });
});

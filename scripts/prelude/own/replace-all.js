'use strict';
// By a pattern: what core-js has finds it only where patterns say by symbols how they replace.
var define = require('../internals/define-built-in');
var native = String.prototype.replaceAll, toString = {}.toString;

define(String.prototype, 'replaceAll', function replaceAll(what, by) {
  if (toString.call(what) != '[object RegExp]') return native.call(this, what, by);
  if (!what.global) throw new TypeError('replaceAll must be called with a global RegExp');
  return String(this).replace(what, by);
});

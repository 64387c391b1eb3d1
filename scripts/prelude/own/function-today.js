'use strict';
// `Function` that reads texts of today where the engine does not read them.
require('../modules/es.promise');
var native = require('../own/native-function');
var text = require('../own/made-code');
var define = require('../internals/define-built-in');

function Function(code) {
  var last = arguments[arguments.length - 1];
  if (!/\(\?</.test(last)) try { return native.apply(this, arguments); } catch (e) {}
  return text.made(arguments, '');
}
Function.prototype = native.prototype;
define(native.prototype, 'constructor', Function);
define(window, 'Function', Function);

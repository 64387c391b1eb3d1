'use strict';
// `Function` for scripts that were lowered for proxies: what it makes of a text knows them too, and
// may be of today. `with` asks proxies for its names.
require('../own/proxy');
require('../modules/es.promise');
var native = require('../own/native-function');
var text = require('../own/made-code');
var define = require('../internals/define-built-in');
text.core = require('../own/proxy-core');

function Function() { return text.made(arguments, ''); }
Function.prototype = native.prototype;
define(window, '$PxFunction', Function);
define(window, '$PxAsyncFunction', text.AsyncFunction);
define(window, '$PxCode', function (code) { return typeof code == 'string' ? text.program(code) : code; });

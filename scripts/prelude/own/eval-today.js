'use strict';
// What `eval` is given in scripts that were lowered, and async functions that are made of texts.
require('../modules/es.promise');
var text = require('../own/made-code');
var define = require('../internals/define-built-in');

define(window, 'h2pAsyncFunction', text.AsyncFunction);
define(window, 'h2pCode', function (code) { return typeof code == 'string' ? text.program(code) : code; });

'use strict';
// Files beside the document have no status; a browser tells them apart by what is there.
var define = require('../internals/define-built-in');
require('../modules/es.promise');
var made = require('whatwg-fetch/dist/fetch.umd.js');

['fetch', 'Headers', 'Request', 'Response'].forEach(function (name) { define(window, name, made[name]); });

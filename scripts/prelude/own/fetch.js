'use strict';
// Promises are brought when something is fetched: a page may have a function of this name.
var define = require('../internals/define-built-in');
var link = document.createElement('a');
var made = require('whatwg-fetch/dist/fetch.umd.js');

['Headers', 'Request', 'Response'].forEach(function (name) { define(window, name, made[name]); });
define(window, 'fetch', function (input, init) {
  require('../modules/es.promise');
  require('../modules/es.promise.finally');
  // Files beside the document have no status: by their whole address they are known.
  if (!(input instanceof made.Request)) {
    link.href = String(input);
    input = link.href;
  }
  return made.fetch(input, init);
});

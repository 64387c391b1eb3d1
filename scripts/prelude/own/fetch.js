'use strict';
// Promises are brought when something is fetched: a page may have a function of this name.
var define = require('../internals/define-built-in');
var link = document.createElement('a');
require('../own/blob');
var made = require('whatwg-fetch/dist/fetch.umd.js');

// What an address has in it: the engine asks nobody for it, and refuses it.
function ofAddress(address, signal) {
  var found = /^data:([^,]*),([^#]*)/i.exec(address), kind = found ? found[1] : '', text, bytes, i;
  if (signal && signal.aborted) return Promise.reject(signal.reason);
  try {
    text = /;\s*base64$/i.test(kind) ? atob(decodeURIComponent(found[2]).replace(/\s/g, '')) : unescape(found[2].replace(/[^\0-\x7f]+/g, encodeURIComponent));
  } catch (e) { found = null; }
  if (!found) return Promise.reject(new TypeError('Failed to fetch'));
  bytes = new Uint8Array(text.length);
  for (i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  kind = kind.replace(/;\s*base64$/i, '') || 'text/plain;charset=US-ASCII';
  return Promise.resolve(new made.Response(new Blob([bytes.buffer], { type: kind }), { status: 200, statusText: 'OK', headers: { 'Content-Type': kind }, url: address }));
}

if (!made.Response.json) made.Response.json = function (value, options) {
  var answer = new made.Response(JSON.stringify(value), options);
  if (!answer.headers.has('content-type')) answer.headers.set('content-type', 'application/json');
  return answer;
};

['Headers', 'Request', 'Response'].forEach(function (name) { define(window, name, made[name]); });
define(window, 'fetch', function (input, init) {
  require('../modules/es.promise');
  require('../modules/es.promise.finally');
  // Files beside the document have no status: by their whole address they are known.
  if (!(input instanceof made.Request)) {
    link.href = String(input);
    input = link.href;
  }
  if (/^data:/i.test(input)) return ofAddress(input, init && init.signal);
  return made.fetch(input, init);
});

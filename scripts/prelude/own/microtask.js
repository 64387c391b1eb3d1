'use strict';
// The engine has no microtasks. What is queued here runs behind the callback of a timer that is
// running, before the next timer, before the page is told how far it has come, and as a message behind
// all else.
var define = require('../internals/define-built-in');
var queue = [], at = 0, running = false, posted = false, MANY = 1000;
var channel = new MessageChannel(), later = window.setTimeout;

function drain() {
  posted = false;
  if (running) return;
  running = true;
  while (at < queue.length) {
    var run = queue[at];
    queue[at++] = undefined;
    // One that always leaves another one would make it grow for ever.
    if (at >= MANY && at * 2 >= queue.length) {
      queue = queue.slice(at);
      at = 0;
    }
    try { run(); } catch (e) { tell(e); }
  }
  queue = [];
  at = 0;
  running = false;
}

function tell(error) {
  later(function () { throw error; }, 0);
}

channel.port1.onmessage = drain;

function drained(run) {
  return function () {
    drain();
    try { return run.apply(this, arguments); } finally { drain(); }
  };
}

function wrap(name) {
  var native = window[name], text = '' + native;
  function own(run, after) {
    if (typeof run != 'function') return native.apply(window, arguments);
    var given = [].slice.call(arguments, 2), self = drained(run);
    return native.call(window, function () { self.apply(window, given); }, after || 0);
  }
  // Pages look whether what they call is the browser's own.
  own.toString = function () { return text; };
  define(window, name, own, { enumerable: true });
}

// A timer that was set before the first microtask runs after it as well.
wrap('setTimeout');
wrap('setInterval');
// In browsers what a script left is done when it ends, and before the page is told of anything.
document.addEventListener('readystatechange', drain, true);
window.addEventListener('DOMContentLoaded', drain, true);
window.addEventListener('load', drain, true);
// What waits for the page has a timer of its own, and looks when all this is done.
define(window, 'h2pDrain', drain);

module.exports = function (run) {
  queue[queue.length] = run;
  if (posted || running) return;
  posted = true;
  channel.port2.postMessage(0);
};

'use strict';
// Sixty frames a second, each with the time of all its callbacks. Nobody sees those of an
// animation but its last, and each may paint a whole chart: after the first ones there are ten
// a second.
var add = require('../own/add').value;
var now = require('../own/performance').now;
var waiting = [], next = 1, timer = 0, frames = 0;

function frame() {
  var run = waiting, time = now();
  waiting = [];
  timer = 0;
  run.forEach(function (entry) {
    if (!entry.run) return;
    try { entry.run.call(window, time); } catch (e) { setTimeout(function () { throw e; }, 0); }
  });
}

add(window, 'requestAnimationFrame', function (run) {
  if (typeof run != 'function') throw new TypeError('requestAnimationFrame wants a function');
  waiting.push({ id: next, run: run });
  if (!timer) timer = setTimeout(frame, frames++ < 8 ? 16 : 100);
  return next++;
});
add(window, 'cancelAnimationFrame', function (id) {
  waiting.forEach(function (entry) { if (entry.id === id) entry.run = null; });
  if (timer && !waiting.some(function (entry) { return entry.run; })) {
    clearTimeout(timer);
    timer = 0;
    waiting = [];
  }
});

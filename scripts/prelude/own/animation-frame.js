'use strict';
// Frames, each with the time of all its callbacks. Browsers have sixty a second; of an animation
// nobody sees any but the last here, and each may paint a whole chart. So what costs something is
// left out frames: its steps grow up to what libraries still take for one frame. What counts its
// frames instead of looking at the time, as layouts of forces do, gets them afterwards.
var add = require('../own/add').value;
var now = require('../own/performance').now;
var FRAME = 16, SLOW = 50, LONGEST = 400, FREE = 30, DEAR = 8, GROWING = 1500;
var waiting = [], next = 1, timer = 0, step = FRAME, began = 0, spent = 0;

function frame() {
  var run = waiting, time = now(), cost;
  waiting = [];
  timer = 0;
  run.forEach(function (entry) {
    if (!entry.run) return;
    try { entry.run.call(window, time); } catch (e) { setTimeout(function () { throw e; }, 0); }
  });
  cost = now() - time;
  spent += cost;
  if (time - began < GROWING) step = spent > FREE ? Math.min(step * 3, LONGEST) : FRAME;
  else step = cost > DEAR ? SLOW : FRAME;
  waiting = waiting.filter(function (entry) { return entry.run; });
  if (waiting.length) timer = setTimeout(frame, Math.max(step - cost, 0));
  else began = 0;
}

add(window, 'requestAnimationFrame', function (run) {
  if (typeof run != 'function') throw new TypeError('requestAnimationFrame wants a function');
  waiting.push({ id: next, run: run });
  if (!began) {
    began = now() || 1;
    spent = 0;
    timer = setTimeout(frame, FRAME);
  }
  return next++;
});
add(window, 'cancelAnimationFrame', function (id) {
  waiting.forEach(function (entry) { if (entry.id === id) entry.run = null; });
  if (timer && !waiting.some(function (entry) { return entry.run; })) {
    clearTimeout(timer);
    timer = began = 0;
    waiting = [];
  }
});

'use strict';
// What is done once the page is at rest, right before it is printed: the engine calls for it
// (src/engine/render/helper.rs).
var define = require('../internals/define-built-in');
var waiting = [], over = false;

define(window, 'h2pRest', function () {
  if (over) return false;
  over = true;
  waiting.forEach(function (run) {
    try { run(); } catch (error) { setTimeout(function () { throw error; }, 0); }
  });
  return true;
});
exports.when = function (run) { waiting.push(run); };

'use strict';
// What is done once the page is at rest, right before it is printed: the engine calls for it
// (src/engine/render/helper.rs).
var define = require('../internals/define-built-in');
var waiting = [], over = false;

define(window, 'h2pRest', function () {
  var changed = false;
  if (over) return false;
  over = true;
  waiting.forEach(function (run) {
    // What found nothing to do says so: the page is printed at once.
    try { changed = run() !== false || changed; } catch (error) {
      changed = true;
      setTimeout(function () { throw error; }, 0);
    }
  });
  return changed;
});
exports.when = function (run) { waiting.push(run); };

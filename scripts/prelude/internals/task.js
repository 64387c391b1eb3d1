'use strict';
exports.set = function (run) { return setTimeout(run, 0); };
exports.clear = function (timer) { clearTimeout(timer); };

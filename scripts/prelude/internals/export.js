'use strict';
// What core-js brings is defined where it is missing; no function here is better than the engine's.
var define = require('../internals/define-built-in');

module.exports = function (options, source) {
  var name = options.target, target = window, key;
  if (options.stat) {
    if (!window[name]) define(window, name, {});
    target = window[name];
  } else if (!options.global) target = window[name] && window[name].prototype;
  if (!target) return;
  for (key in source) {
    if (options.forced || target[key] === undefined) define(target, key, source[key], options);
  }
};

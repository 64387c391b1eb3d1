'use strict';
// Animations are at their end when a page is printed.
var add = require('../own/add').value;
require('../modules/es.promise');

add(Element.prototype, 'animate', function (frames, options) {
  // The engine's own forgets what it does not know when something is set.
  var element = this, style = element.h2pStyle || element.style, last = {}, key, animation, forwards = options && (options.fill == 'forwards' || options.fill == 'both');
  if (frames && typeof frames.length == 'number') last = frames[frames.length - 1] || {};
  else for (key in frames) last[key] = [].concat(frames[key]).pop();
  animation = {
    playState: 'finished', currentTime: 0, playbackRate: 1, pending: false, id: '', onfinish: null, oncancel: null, effect: null,
    play: function () {}, pause: function () {}, reverse: function () {}, cancel: function () {}, finish: function () {}, commitStyles: function () {},
    addEventListener: function (type, run) { if (type == 'finish') setTimeout(function () { run.call(animation, { type: type, target: animation }); }, 0); },
    removeEventListener: function () {}
  };
  if (forwards) for (key in last) if (!/^(offset|easing|composite)$/.test(key) && style) style[key] = last[key];
  animation.finished = animation.ready = Promise.resolve(animation);
  setTimeout(function () { if (typeof animation.onfinish == 'function') animation.onfinish({ type: 'finish', target: animation }); }, 0);
  return animation;
});
add(Element.prototype, 'getAnimations', function () { return []; });
add(document, 'getAnimations', function () { return []; });

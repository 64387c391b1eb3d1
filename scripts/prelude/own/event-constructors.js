'use strict';
// The engine's events are made by `createEvent`; its constructors are objects that make none.
var define = require('../internals/define-built-in');
var kinds = {
  Event: ['Event'], CustomEvent: ['CustomEvent'], UIEvent: ['UIEvent'], MouseEvent: ['MouseEvent'],
  PointerEvent: ['MouseEvent'], FocusEvent: ['UIEvent'], InputEvent: ['UIEvent'], KeyboardEvent: ['KeyboardEvent'],
  MessageEvent: ['Event'], ErrorEvent: ['Event'], PopStateEvent: ['Event'], StorageEvent: ['Event'],
  AnimationEvent: ['Event'], TransitionEvent: ['Event'], WheelEvent: ['MouseEvent'], TouchEvent: ['UIEvent'],
  SubmitEvent: ['Event'], DragEvent: ['MouseEvent'], ClipboardEvent: ['Event'], ProgressEvent: ['Event'], HashChangeEvent: ['Event'],
  CloseEvent: ['Event'], CompositionEvent: ['UIEvent'], ToggleEvent: ['Event']
};

function make(name, base) {
  var native = window[name] || window[base];
  function Made(type, options) {
    var given = options || {}, bubbles = !!given.bubbles, cancelable = !!given.cancelable, event = document.createEvent(base), key;
    if (!arguments.length) throw new TypeError(name + ' wants a type');
    if (base == 'CustomEvent') event.initCustomEvent(String(type), bubbles, cancelable, given.detail === undefined ? null : given.detail);
    else if (base == 'MouseEvent') {
      event.initMouseEvent(String(type), bubbles, cancelable, given.view || window, given.detail || 0, given.screenX || 0, given.screenY || 0,
        given.clientX || 0, given.clientY || 0, !!given.ctrlKey, !!given.altKey, !!given.shiftKey, !!given.metaKey, given.button || 0, given.relatedTarget || null);
    } else event.initEvent(String(type), bubbles, cancelable);
    for (key in given) {
      if (!(key in event)) define(event, key, given[key], { enumerable: true });
    }
    return event;
  }
  if (native) {
    Made.prototype = native.prototype;
    for (var key in native) try { Made[key] = native[key]; } catch (e) {}
  }
  define(window, name, Made);
}

for (var name in kinds) {
  try { document.createEvent(kinds[name][0]); make(name, kinds[name][0]); } catch (e) {}
}

'use strict';
// An object of options is to the engine a yes to `capture`.
var define = require('../internals/define-built-in');
var owners = [window, Node.prototype, XMLHttpRequest.prototype];

function capture(options) {
  return !!(options && typeof options == 'object' ? options.capture : options);
}

owners.forEach(function (owner) {
  var listen = owner.addEventListener, forget = owner.removeEventListener;
  if (!listen) return;
  define(owner, 'addEventListener', function (type, listener, options) {
    var self = this, phase = capture(options), run = listener;
    if (!listener) return;
    if (options && options.once) {
      run = listener.h2pOnce;
      if (!run) {
        run = function (event) {
          forget.call(event.currentTarget || self, event.type, run, false);
          forget.call(event.currentTarget || self, event.type, run, true);
          return typeof listener == 'function' ? listener.call(this, event) : listener.handleEvent(event);
        };
        try { define(listener, 'h2pOnce', run); } catch (e) {}
      }
    }
    listen.call(this, type, run, phase);
    if (options && options.signal) {
      options.signal.addEventListener('abort', function () { forget.call(self, type, run, phase); });
    }
  }, { enumerable: true });
  define(owner, 'removeEventListener', function (type, listener, options) {
    forget.call(this, type, listener, capture(options));
    if (listener && listener.h2pOnce) forget.call(this, type, listener.h2pOnce, capture(options));
  }, { enumerable: true });
});

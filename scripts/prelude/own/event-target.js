'use strict';
// Targets of events that are no nodes, for classes of pages.
var add = require('../own/add').value;
var define = require('../internals/define-built-in');

function EventTarget() {}

function lists(target) {
  if (!target.h2pListeners) define(target, 'h2pListeners', {});
  return target.h2pListeners;
}

define(EventTarget.prototype, 'addEventListener', function (type, listener, options) {
  var all = lists(this), list = all[type] || (all[type] = []), i;
  if (!listener) return;
  for (i = 0; i < list.length; i++) if (list[i].listener === listener) return;
  list.push({ listener: listener, once: !!(options && options.once) });
});
define(EventTarget.prototype, 'removeEventListener', function (type, listener) {
  var all = lists(this);
  all[type] = (all[type] || []).filter(function (entry) { return entry.listener !== listener; });
});
define(EventTarget.prototype, 'dispatchEvent', function (event) {
  var self = this, all = lists(this);
  ['target', 'currentTarget'].forEach(function (name) {
    try { Object.defineProperty(event, name, { value: self, configurable: true }); } catch (e) {}
  });
  (all[event.type] || []).slice().forEach(function (entry) {
    var run = entry.listener;
    if (entry.once) self.removeEventListener(event.type, run);
    if (typeof run == 'function') run.call(self, event); else run.handleEvent(event);
  });
  return !event.defaultPrevented;
});
add(window, 'EventTarget', EventTarget);

module.exports = EventTarget;

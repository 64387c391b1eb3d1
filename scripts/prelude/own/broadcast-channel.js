'use strict';
// Channels of one page: nobody else is there.
require('../own/event-target');
var define = require('../internals/define-built-in');
var open = [];

function BroadcastChannel(name) {
  var self = new EventTarget();
  self.__proto__ = BroadcastChannel.prototype;
  define(self, 'name', String(name));
  self.onmessage = null;
  open.push(self);
  return self;
}
BroadcastChannel.prototype = Object.create(EventTarget.prototype);
define(BroadcastChannel.prototype, 'constructor', BroadcastChannel);
define(BroadcastChannel.prototype, 'postMessage', function (data) {
  var self = this;
  open.forEach(function (other) {
    if (other === self || other.name !== self.name) return;
    setTimeout(function () {
      var event = document.createEvent('MessageEvent');
      event.initMessageEvent('message', false, false, data, '', '', window, null);
      if (open.indexOf(other) < 0) return;
      if (typeof other.onmessage == 'function') other.onmessage(event);
      other.dispatchEvent(event);
    }, 0);
  });
});
define(BroadcastChannel.prototype, 'close', function () { open = open.filter(function (other) { return other !== this; }, this); });
require('../own/add').value(window, 'BroadcastChannel', BroadcastChannel);

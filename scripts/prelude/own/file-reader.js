'use strict';
// Who reads a file is no target of events here: what listens is called by its `onload` and the like.
var add = require('../own/add').value;
var define = require('../internals/define-built-in');
var reader = window.FileReader && FileReader.prototype;

function hold(target, name, value) {
  Object.defineProperty(target, name, { value: value, configurable: true });
  return value;
}
function put(target, type) {
  var own = target['on' + type];
  target['on' + type] = function (event) {
    if (typeof own == 'function') own.call(target, event);
    target.h2pListeners[type].slice().forEach(function (run) {
      if (typeof run == 'function') run.call(target, event); else run.handleEvent(event);
    });
  };
}

add(reader, 'addEventListener', function (type, run) {
  var lists = this.h2pListeners || hold(this, 'h2pListeners', {}), isNew = !lists[type];
  if (!run) return;
  if (isNew) lists[type] = [];
  if (lists[type].indexOf(run) < 0) lists[type].push(run);
  if (isNew && this.h2pBegun) put(this, type);
});
add(reader, 'removeEventListener', function (type, run) {
  var list = this.h2pListeners && this.h2pListeners[type], at = list ? list.indexOf(run) : -1;
  if (at >= 0) list.splice(at, 1);
});
['readAsText', 'readAsDataURL', 'readAsArrayBuffer', 'readAsBinaryString'].forEach(function (name) {
  var native = reader && reader[name];
  if (native) define(reader, name, function () {
    var type;
    if (!this.h2pBegun) for (type in this.h2pListeners) put(this, type);
    hold(this, 'h2pBegun', true);
    return native.apply(this, arguments);
  });
});

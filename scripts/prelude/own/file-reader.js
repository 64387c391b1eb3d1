'use strict';
// Who reads a file is no target of events here, and calls its `onload` and the like alone. One that is
// such a target has another that reads for it.
var add = require('../own/add');
var define = require('../internals/define-built-in');
var EventTarget = require('../own/event-target');
var Native = window.FileReader;
var TYPES = ['loadstart', 'progress', 'load', 'abort', 'error', 'loadend'];

function FileReader() {
  var self = this, inner = new Native();
  define(self, 'h2pReader', inner);
  TYPES.forEach(function (type) {
    inner['on' + type] = function (event) {
      self.dispatchEvent({ type: type, lengthComputable: event.lengthComputable, loaded: event.loaded, total: event.total, preventDefault: function () {}, stopPropagation: function () {} });
    };
  });
}
// It is called in its turn, where it was set first.
function attribute(type) {
  var name = 'h2pOn' + type;
  add.getter(FileReader.prototype, 'on' + type, function () { return this[name] || null; }, function (run) {
    if (!(name in this)) this.addEventListener(type, function (event) { if (typeof this[name] == 'function') this[name](event); });
    define(this, name, run);
  });
}

if (Native) {
  FileReader.prototype = Object.create(EventTarget.prototype);
  define(FileReader.prototype, 'constructor', FileReader);
  TYPES.forEach(attribute);
  ['result', 'error', 'readyState'].forEach(function (name) {
    add.getter(FileReader.prototype, name, function () { return this.h2pReader[name]; });
  });
  ['readAsText', 'readAsDataURL', 'readAsArrayBuffer', 'readAsBinaryString', 'abort'].forEach(function (name) {
    if (new Native()[name]) define(FileReader.prototype, name, function () { return this.h2pReader[name].apply(this.h2pReader, arguments); });
  });
  ['EMPTY', 'LOADING', 'DONE'].forEach(function (name, at) {
    define(FileReader, name, at);
    define(FileReader.prototype, name, at);
  });
  define(window, 'FileReader', FileReader);
}

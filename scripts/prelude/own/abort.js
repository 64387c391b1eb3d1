'use strict';
var add = require('../own/add').value;
var EventTarget = require('../own/event-target');

function error() {
  var made = new Error('signal is aborted without reason');
  made.name = 'AbortError';
  return made;
}

function AbortSignal() {
  this.aborted = false;
  this.reason = undefined;
  this.onabort = null;
}
AbortSignal.prototype = Object.create(EventTarget.prototype);
AbortSignal.prototype.constructor = AbortSignal;
AbortSignal.prototype.throwIfAborted = function () {
  if (this.aborted) throw this.reason;
};

function abort(signal, reason) {
  var event = { type: 'abort' };
  if (signal.aborted) return;
  signal.aborted = true;
  signal.reason = reason === undefined ? error() : reason;
  signal.dispatchEvent(event);
  if (typeof signal.onabort == 'function') signal.onabort(event);
}
AbortSignal.abort = function (reason) {
  var signal = new AbortSignal();
  abort(signal, reason);
  return signal;
};
AbortSignal.timeout = function (ms) {
  var signal = new AbortSignal();
  setTimeout(function () { abort(signal); }, ms);
  return signal;
};
AbortSignal.any = function (signals) {
  var made = new AbortSignal();
  [].slice.call(signals).forEach(function (signal) {
    if (signal.aborted) return abort(made, signal.reason);
    signal.addEventListener('abort', function () { abort(made, signal.reason); });
  });
  return made;
};

function AbortController() {
  this.signal = new AbortSignal();
}
AbortController.prototype.abort = function (reason) {
  abort(this.signal, reason);
};
add(window, 'AbortSignal', AbortSignal);
add(window, 'AbortController', AbortController);

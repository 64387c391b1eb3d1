'use strict';
// Over the engine's events of changes; what is told comes as a microtask.
var add = require('../own/add').value;
var define = require('../internals/define-built-in');
var microtask = require('../own/microtask');

function MutationObserver(run) {
  if (typeof run != 'function') throw new TypeError('MutationObserver wants a function');
  Object.defineProperty(this, 'h2p', { value: { run: run, records: [], ends: [], waiting: false } });
}

function queue(self, record) {
  var state = self.h2p, key, whole = { addedNodes: [], removedNodes: [], previousSibling: null, nextSibling: null, attributeName: null, attributeNamespace: null, oldValue: null };
  for (key in record) whole[key] = record[key];
  state.records.push(whole);
  if (state.waiting) return;
  state.waiting = true;
  microtask(function () {
    var records = self.takeRecords();
    state.waiting = false;
    if (records.length) state.run.call(self, records, self);
  });
}

MutationObserver.prototype = {
  constructor: MutationObserver,
  observe: function (target, options) {
    var self = this, attributes = options.attributes || options.attributes === undefined && (options.attributeFilter || options.attributeOldValue);
    var text = options.characterData || options.characterData === undefined && options.characterDataOldValue;
    function listen(type, run) {
      function heard(event) {
        var place = /^DOMNode/.test(type) ? event.relatedNode : event.target;
        if (options.subtree || place === target) run(event);
      }
      target.addEventListener(type, heard, true);
      self.h2p.ends.push(function () { target.removeEventListener(type, heard, true); });
    }
    if (options.childList) {
      listen('DOMNodeInserted', function (event) {
        queue(self, { type: 'childList', target: event.relatedNode, addedNodes: [event.target], previousSibling: event.target.previousSibling, nextSibling: event.target.nextSibling });
      });
      listen('DOMNodeRemoved', function (event) {
        queue(self, { type: 'childList', target: event.relatedNode, removedNodes: [event.target], previousSibling: event.target.previousSibling, nextSibling: event.target.nextSibling });
      });
    }
    // The engine has no event of changed attributes: those that scripts set are seen.
    if (attributes) self.h2p.ends.push(watch(function (element, name, old) {
      var inside = element === target || options.subtree && target.contains && target.contains(element);
      if (inside && (!options.attributeFilter || options.attributeFilter.indexOf(name) >= 0)) {
        queue(self, { type: 'attributes', target: element, attributeName: name, oldValue: options.attributeOldValue ? old : null });
      }
    }));
    if (text) listen('DOMCharacterDataModified', function (event) {
      queue(self, { type: 'characterData', target: event.target, oldValue: options.characterDataOldValue ? event.prevValue : null });
    });
  },
  disconnect: function () {
    this.h2p.ends.forEach(function (end) { end(); });
    this.h2p.ends = [];
    this.h2p.records = [];
  },
  takeRecords: function () { return this.h2p.records.splice(0); }
};

var watchers = [];
function watch(tell) {
  if (!watchers.length && !watch.on) {
    watch.on = true;
    ['setAttribute', 'removeAttribute'].forEach(function (method) {
      var native = Element.prototype[method];
      define(Element.prototype, method, function (name) {
        var old = this.getAttribute(name), element = this;
        native.apply(this, arguments);
        watchers.forEach(function (told) { told(element, String(name).toLowerCase(), old); });
      }, { enumerable: true });
    });
  }
  watchers.push(tell);
  return function () { watchers = watchers.filter(function (other) { return other !== tell; }); };
}

add(window, 'MutationObserver', MutationObserver);
add(window, 'WebKitMutationObserver', MutationObserver);

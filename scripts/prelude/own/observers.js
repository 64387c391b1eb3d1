'use strict';
// All of a page is seen, and its sizes are told when they are known: each once, as a frame comes.
var add = require('../own/add').value;
require('../own/animation-frame');
require('../own/dom-rect');

function observer(name, tell) {
  function Observer(run, options) {
    if (typeof run != 'function') throw new TypeError(name + ' wants a function');
    this.h2p = { run: run, targets: [], waiting: false, options: options || {} };
    Object.defineProperty(this, 'h2p', { enumerable: false });
  }
  function told(self) {
    var state = self.h2p, fresh = state.targets.filter(function (entry) { return tell.due(entry); });
    state.waiting = false;
    if (!fresh.length) return;
    state.run.call(self, fresh.map(function (entry) { return tell.entry(entry, state.options); }), self);
  }
  function wait(self) {
    if (self.h2p.waiting) return;
    self.h2p.waiting = true;
    requestAnimationFrame(function () { told(self); });
  }
  Observer.prototype = {
    constructor: Observer,
    observe: function (target) {
      var state = this.h2p;
      if (!target || target.nodeType != 1) throw new TypeError(name + ' observes elements');
      if (!state.targets.some(function (entry) { return entry.target === target; })) state.targets.push({ target: target });
      wait(this);
    },
    unobserve: function (target) {
      this.h2p.targets = this.h2p.targets.filter(function (entry) { return entry.target !== target; });
    },
    disconnect: function () { this.h2p.targets = []; },
    takeRecords: function () { return []; }
  };
  add(window, name, Observer);
  return Observer;
}

function rect(x, y, width, height) { return new DOMRect(x, y, width, height); }

function scale() {
  // Where a page is laid out finely, sizes come in its dots.
  return 1;
}

observer('ResizeObserver', {
  due: function (entry) { return !entry.told && (entry.told = true); },
  entry: function (entry) {
    var target = entry.target, style = getComputedStyle(target, null), box = target.getBoundingClientRect(), part = function (name) { return parseFloat(style.getPropertyValue(name)) || 0; };
    var width = box.width / scale(), height = box.height / scale();
    var inner = target.getBBox ? [width, height] : [
      Math.max(width - part('padding-left') - part('padding-right') - part('border-left-width') - part('border-right-width'), 0),
      Math.max(height - part('padding-top') - part('padding-bottom') - part('border-top-width') - part('border-bottom-width'), 0)
    ];
    return {
      target: target, contentRect: rect(part('padding-left'), part('padding-top'), inner[0], inner[1]),
      contentBoxSize: [{ inlineSize: inner[0], blockSize: inner[1] }], borderBoxSize: [{ inlineSize: width, blockSize: height }],
      devicePixelContentBoxSize: [{ inlineSize: Math.round(inner[0]), blockSize: Math.round(inner[1]) }]
    };
  }
});

var Seen = observer('IntersectionObserver', {
  due: function (entry) { return !entry.told && (entry.told = true); },
  entry: function (entry) {
    var box = entry.target.getBoundingClientRect(), whole = rect(box.left, box.top, box.width, box.height);
    return {
      target: entry.target, isIntersecting: true, isVisible: true, intersectionRatio: 1, boundingClientRect: whole,
      intersectionRect: whole, rootBounds: null, time: performance.now()
    };
  }
});
Seen.prototype.root = null;
Seen.prototype.rootMargin = '0px 0px 0px 0px';
Seen.prototype.thresholds = [0];
add(window, 'IntersectionObserverEntry', function () {});
window.IntersectionObserverEntry.prototype = { isIntersecting: false, intersectionRatio: 0, boundingClientRect: null };
add(window, 'PerformanceObserver', function () { this.observe = this.disconnect = function () {}; this.takeRecords = function () { return []; }; });
window.PerformanceObserver.supportedEntryTypes = [];

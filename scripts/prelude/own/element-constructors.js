'use strict';
// Constructors of elements that the engine has no kind of its own for, and of things of the window that
// it has by other names: scripts ask with `instanceof`.
var hasInstance = require('../internals/well-known-symbol')('hasInstance');
var define = require('../internals/define-built-in');
var add = require('../own/add').value;

function kind(name, parent, test) {
  function make() { throw new TypeError('Illegal constructor'); }
  if (name in window) return;
  // A class may extend it (custom-elements.js).
  define(make, 'h2pKind', true);
  make.prototype = Object.create(parent ? parent.prototype : Object.prototype);
  define(make, hasInstance, test);
  add(window, name, make);
}
function tagged(name, tags) {
  kind(name, window.HTMLElement, function (node) { return !!node && node.nodeType == 1 && tags.test(node.tagName); });
}
tagged('HTMLSpanElement', /^SPAN$/);
tagged('HTMLSourceElement', /^SOURCE$/);
tagged('HTMLDialogElement', /^DIALOG$/);
tagged('HTMLDetailsElement', /^DETAILS$/);
tagged('HTMLSlotElement', /^SLOT$/);
tagged('HTMLTimeElement', /^TIME$/);
tagged('HTMLPictureElement', /^PICTURE$/);
tagged('HTMLDataListElement', /^DATALIST$/);
tagged('HTMLDataElement', /^DATA$/);
tagged('HTMLOutputElement', /^OUTPUT$/);
tagged('HTMLMediaElement', /^(AUDIO|VIDEO)$/);
tagged('HTMLUnknownElement', /^(BLINK|SPACER|MULTICOL)$/);
kind('SVGGraphicsElement', window.SVGElement, function (node) { return !!node && typeof node.getBBox == 'function'; });
kind('SVGGeometryElement', window.SVGElement, function (node) { return !!node && /^(path|rect|circle|ellipse|line|polyline|polygon)$/.test(node.localName); });
kind('Window', null, function (it) { return !!it && it.window === it; });
kind('Location', null, function (it) { return it === location; });
kind('History', null, function (it) { return it === history; });
kind('Navigator', null, function (it) { return it === navigator; });
kind('Screen', null, function (it) { return it === screen; });
kind('Selection', null, function (it) { return it === getSelection(); });
kind('TreeWalker', null, function (it) { return !!it && typeof it.nextNode == 'function' && 'currentNode' in it; });
kind('MediaQueryList', null, function (it) { return !!it && typeof it.media == 'string' && 'matches' in it; });
kind('CSSKeyframesRule', window.CSSRule, function (it) { return !!it && it.type === 7; });

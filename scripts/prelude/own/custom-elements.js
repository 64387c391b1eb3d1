'use strict';
// Elements that pages define: those that are there are made when they are defined, and those
// that come later when they come.
var define = require('../internals/define-built-in');
var add = require('../own/add').value;
var shadow = require('../own/shadow-styles');
require('../modules/es.promise');
require('../modules/es.set');
var known = {}, built = false, waiting = {}, coming = [], has = {}.hasOwnProperty;
var Native = window.HTMLElement;

// What `class extends HTMLElement` calls: the element that is being made stands for `this`.
function HTMLElement() {
  var element = coming[coming.length - 1], make = this && this.constructor, name;
  if (!element) {
    for (name in known) if (known[name].make === make) element = fresh(name);
    if (!element) throw new TypeError('Illegal constructor');
    mark(element);
  }
  element.__proto__ = Object.getPrototypeOf(this);
  return element;
}
HTMLElement.prototype = Native.prototype;
for (var key in Native) try { HTMLElement[key] = Native[key]; } catch (e) {}
define(window, 'HTMLElement', HTMLElement);
define(Native.prototype, 'constructor', HTMLElement);

// Of what it extends, a class has what it does not say itself: so this is not the text of the class.
var own = Function.prototype.toString;
define(HTMLElement, 'toString', function () { return this === HTMLElement ? 'function HTMLElement() { [native code] }' : own.call(this); });

// What `class extends HTMLUListElement` extends (crates/script/src/constructors.rs). What scripts find by that
// name stays the engine's own: it is the `constructor` of elements.
var extended = {};
define(window, 'h2pExtended', function (name) {
  var native = window[name], proto, key;
  // A class of the page's.
  if (typeof native == 'function' && !native.h2pKind && !/\[native code\]/.test(native)) return native;
  if (has.call(extended, name)) return extended[name];
  function made() { return HTMLElement.call(this); }
  proto = native && native.prototype;
  made.prototype = proto || Object.create(Native.prototype);
  for (key in native) try { made[key] = native[key]; } catch (e) {}
  return extended[name] = made;
});

// To the engine the constructor of each is its own, and fixed: scripts ask by another name
// (crates/script/src/constructors.rs).
Object.defineProperty(Object.prototype, 'h2pMaker', {
  get: function () {
    var entry = this && this.h2pMade && entryOf(this);
    return entry ? entry.make : this.constructor;
  },
  set: function (value) { this.constructor = value; },
  configurable: true
});
define(window, 'h2pMakers', 'h2pMaker');

// What an element is: by its name, or by `is` where it is one of HTML.
function entryOf(element) {
  var name = element.localName, is;
  if (has.call(known, name || '') && !known[name].base) return known[name];
  is = built && element.getAttribute && element.getAttribute('is');
  return is && has.call(known, is) && known[is].base == name ? known[is] : null;
}

function fresh(name) {
  var base = known[name].base, element = create.call(document, base || name);
  if (base) element.setAttribute('is', name);
  return element;
}

function mark(element) { Object.defineProperty(element, 'h2pMade', { value: true }); }

function upgrade(element) {
  var entry = entryOf(element), make, i, attribute;
  if (!entry || element.h2pMade) return;
  make = entry.make;
  mark(element);
  coming.push(element);
  try { new make(); } finally { coming.pop(); }
  element.__proto__ = make.prototype;
  for (i = 0; i < element.attributes.length; i++) {
    attribute = element.attributes[i];
    tell(element, entry, attribute.name, null, attribute.value);
  }
  if (inPage(element)) connect(element);
  fill(element);
}

function connect(element) {
  if (element.h2pIn) return;
  define(element, 'h2pIn', true);
  // What is in its slots is its own to it.
  fill(element);
  if (element.connectedCallback) element.connectedCallback();
  fill(element);
  if (hosts.length) shadow.look(element);
}

function tell(element, entry, name, before, after) {
  if (element.attributeChangedCallback && entry.observed.indexOf(name) >= 0) element.attributeChangedCallback(name, before, after, null);
}

function inPage(node) {
  while (node.parentNode) node = node.parentNode;
  return node === document;
}

function all(node) {
  var i, list;
  if (node.nodeType != 1) return;
  if (entryOf(node)) {
    if (node.h2pMade) connect(node); else upgrade(node);
  }
  list = [].slice.call(node.getElementsByTagName('*'));
  for (i = 0; i < list.length; i++) if (entryOf(list[i])) {
    if (list[i].h2pMade) connect(list[i]); else upgrade(list[i]);
  }
}

document.addEventListener('DOMNodeInserted', function (event) {
  if (!inPage(event.target)) return;
  if (hosts.length) shadow.look(event.target);
  all(event.target);
}, true);
document.addEventListener('DOMNodeRemoved', function (event) {
  var node = event.target;
  if (!node.h2pIn) return;
  define(node, 'h2pIn', false);
  if (node.disconnectedCallback) node.disconnectedCallback();
}, true);
document.addEventListener('DOMContentLoaded', function () { if (document.documentElement) all(document.documentElement); }, true);

['setAttribute', 'removeAttribute'].forEach(function (method) {
  var native = Element.prototype[method];
  define(Element.prototype, method, function (name, value) {
    var before = this.h2pMade ? this.getAttribute(name) : null;
    if (method == 'setAttribute') native.call(this, name, value); else native.call(this, name);
    var entry = this.h2pMade && entryOf(this);
    if (entry) tell(this, entry, String(name).toLowerCase(), before, this.getAttribute(name));
  }, { enumerable: true });
});
var create = document.createElement;
define(Document.prototype, 'createElement', function (name, options) {
  var element = create.call(this, name);
  if (options && options.is) element.setAttribute('is', options.is);
  if (!coming.length && entryOf(element)) upgrade(element);
  return element;
}, { enumerable: true });

add(window, 'customElements', {
  define: function (name, make, options) {
    if (has.call(known, name)) throw new Error('the name "' + name + '" has already been used with this registry');
    known[name] = { make: make, observed: make.observedAttributes || [], base: options && options.extends && String(options.extends).toLowerCase() };
    built = built || !!known[name].base;
    [].slice.call(document.getElementsByTagName(known[name].base || name)).forEach(upgrade);
    if (waiting[name]) waiting[name].done(make);
  },
  get: function (name) { return has.call(known, name) ? known[name].make : undefined; },
  getName: function (make) { for (var name in known) if (known[name].make === make) return name; return null; },
  upgrade: function (node) { all(node); },
  whenDefined: function (name) {
    if (has.call(known, name)) return Promise.resolve(known[name].make);
    if (!waiting[name]) {
      waiting[name] = {};
      waiting[name].promise = new Promise(function (done) { waiting[name].done = done; });
    }
    return waiting[name].promise;
  }
});

// Without a tree of its own, what is put into the shadow is what is seen. What an element had before
// stands where it has slots.
var hosts = [];
add(Element.prototype, 'attachShadow', function (options) {
  var root = this, light = [];
  while (root.firstChild) light.push(root.removeChild(root.firstChild));
  define(root, 'h2pLight', light);
  shadow.host(root);
  hosts.push(root);
  try { Object.defineProperty(this, 'shadowRoot', { value: root, configurable: true }); } catch (e) {}
  if (root.mode === undefined) try { Object.defineProperty(root, 'mode', { value: options && options.mode || 'open', configurable: true }); } catch (e) {}
  if (!root.host) try { Object.defineProperty(root, 'host', { value: root, configurable: true }); } catch (e) {}
  return root;
});

function slotOf(node) { return node.nodeType == 1 && node.getAttribute('slot') || ''; }
// The slots of a shadow, without those of shadows within it.
function slots(host) {
  return [].slice.call(host.getElementsByTagName('slot')).filter(function (slot) {
    var node = slot.parentNode;
    while (node && node !== host && !node.h2pLight) node = node.parentNode;
    return node === host;
  });
}
function fill(host) {
  if (!host.h2pLight || !host.h2pLight.length) return;
  slots(host).forEach(function (slot) {
    var name = slot.getAttribute('name') || '', mine = [];
    host.h2pLight = host.h2pLight.filter(function (node) {
      var fits = node.nodeType != 8 && slotOf(node) == name;
      if (fits) mine.push(node);
      if (fits) shadow.take(host, node);
      return !fits;
    });
    if (!mine.length) return;
    while (slot.firstChild) slot.removeChild(slot.firstChild);
    define(slot, 'h2pFilled', true);
    mine.forEach(function (node) { slot.appendChild(node); });
    setTimeout(function () {
      var event = document.createEvent('Event');
      event.initEvent('slotchange', true, false);
      slot.dispatchEvent(event);
    }, 0);
  });
}
add(Native.prototype, 'assignedNodes', function () { return this.h2pFilled ? [].slice.call(this.childNodes) : []; });
add(Native.prototype, 'assignedElements', function () { return this.h2pFilled ? [].slice.call(this.children) : []; });
add(Native.prototype, 'attachInternals', function () {
  return { setFormValue: function () {}, setValidity: function () {}, checkValidity: function () { return true; }, shadowRoot: this.shadowRoot || null, states: new Set() };
});
// A slot has no box: what is in it takes its place once nobody asks for it any more.
require('../own/rest').when(function () {
  hosts.forEach(function (host) {
    fill(host);
    slots(host).forEach(function (slot) {
      while (slot.firstChild) slot.parentNode.insertBefore(slot.firstChild, slot);
      slot.parentNode.removeChild(slot);
    });
  });
  return hosts.length > 0;
});

'use strict';
// The engine's lists take one name at a time, and elements of SVG have none.
var define = require('../internals/define-built-in');
var tools = require('../own/add');

function text(element) {
  return element.getAttribute('class') || '';
}

function names(element) {
  return text(element).split(/[ \t\n\f\r]+/).filter(function (name, at, all) {
    return name && all.indexOf(name) == at;
  });
}

function checked(name) {
  name = String(name);
  if (!name || /\s/.test(name)) throw new Error('not a name of a class: ' + JSON.stringify(name));
  return name;
}

function List(element) {
  define(this, 'h2pElement', element);
}

function change(list, element, given, there) {
  var all = names(element), i, name, at;
  for (i = 0; i < given.length; i++) {
    name = checked(given[i]);
    at = all.indexOf(name);
    if (there && at < 0) all.push(name);
    if (!there && at >= 0) all.splice(at, 1);
  }
  if (all.join(' ') !== text(element)) element.setAttribute('class', all.join(' '));
}

var methods = {
  add: function () { change(this, this.h2pElement, arguments, true); },
  remove: function () { change(this, this.h2pElement, arguments, false); },
  contains: function (name) { return names(this.h2pElement).indexOf(String(name)) >= 0; },
  toggle: function (name, force) {
    var wanted = force === undefined ? !this.contains(name) : !!force;
    change(this, this.h2pElement, [name], wanted);
    return wanted;
  },
  replace: function (from, to) {
    var all = names(this.h2pElement), at = all.indexOf(checked(from));
    if (at < 0) return false;
    all[at] = checked(to);
    this.h2pElement.setAttribute('class', all.filter(function (name, i) { return all.indexOf(name) == i; }).join(' '));
    return true;
  },
  item: function (at) { return names(this.h2pElement)[at] || null; },
  forEach: function (run, self) {
    names(this.h2pElement).forEach(function (name, at) { run.call(self, name, at, this); }, this);
  },
  toString: function () { return text(this.h2pElement); },
  supports: function () { return true; }
};
var name;
for (name in methods) define(List.prototype, name, methods[name]);
tools.getter(List.prototype, 'length', function () { return names(this.h2pElement).length; });
tools.getter(List.prototype, 'value', function () { return text(this.h2pElement); }, function (value) {
  this.h2pElement.setAttribute('class', value);
});

function listOf(element) {
  var list = new List(element), all = names(element), i;
  for (i = 0; i < all.length; i++) list[i] = all[i];
  return list;
}

// Elements of HTML have a list of the engine's own, which stands before this one: those names
// that it has not yet are given to it.
tools.getter(Element.prototype, 'classList', function () { return listOf(this); }, function (value) { listOf(this).value = String(value); });

var native = document.createElement('p').classList, prototype = native && native.__proto__;
if (prototype && prototype !== Object.prototype) {
  ['add', 'remove'].forEach(function (name) {
    var one = prototype[name];
    define(prototype, name, function () {
      for (var i = 0; i < arguments.length; i++) one.call(this, arguments[i]);
    });
  });
  var flip = prototype.toggle;
  define(prototype, 'toggle', function (name, force) {
    if (force === undefined) return flip.call(this, name);
    if (force) this.add(name); else this.remove(name);
    return !!force;
  });
  tools.value(prototype, 'replace', function (from, to) {
    var all = String(this).split(/\s+/), at = all.indexOf(String(from));
    if (at < 0) return false;
    all[at] = checked(to);
    while (this.length) this.remove(this[0]);
    for (at = 0; at < all.length; at++) if (all[at]) this.add(all[at]);
    return true;
  });
  tools.value(prototype, 'forEach', function (run, self) {
    for (var i = 0; i < this.length; i++) run.call(self, this[i], i, this);
  });
  tools.getter(prototype, 'value', function () { return String(this); });
}

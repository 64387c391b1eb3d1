'use strict';
// What elements of HTML can do today.
var tools = require('../own/add');
var add = tools.value;

// The engine's own is that of buttons and fields alone.
add(HTMLElement.prototype, 'click', function () {
  var event = document.createEvent('MouseEvent');
  event.initMouseEvent('click', true, true, window, 1, 0, 0, 0, 0, false, false, false, false, 0, null);
  this.dispatchEvent(event);
});
add(HTMLElement.prototype, 'checkVisibility', function () {
  var node = this;
  if (!document.documentElement.contains(this)) return false;
  for (; node && node.nodeType == 1; node = node.parentNode) if (getComputedStyle(node, null).display == 'none') return false;
  return true;
});
add(HTMLTableElement.prototype, 'createTBody', function () {
  var body = document.createElement('tbody'), last = this.tBodies[this.tBodies.length - 1];
  this.insertBefore(body, last ? last.nextSibling : this.tFoot);
  return body;
});
tools.getter(HTMLSelectElement.prototype, 'selectedOptions', function () {
  return [].slice.call(this.options).filter(function (option) { return option.selected; });
});
add(document, 'elementsFromPoint', function (x, y) {
  var found = [], node = document.elementFromPoint(x, y);
  for (; node && node.nodeType == 1; node = node.parentNode) found.push(node);
  return found;
});
tools.getter(HTMLElement.prototype, 'dateTime', function () { return this.getAttribute('datetime') || ''; }, function (value) {
  this.setAttribute('datetime', value);
});

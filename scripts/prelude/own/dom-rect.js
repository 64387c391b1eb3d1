'use strict';
// The engine's rectangles have no `x` and `y`.
var add = require('../own/add');
var prototype = window.ClientRect && ClientRect.prototype;

add.getter(prototype, 'x', function () { return this.left; });
add.getter(prototype, 'y', function () { return this.top; });
add.value(prototype, 'toJSON', function () {
  return { x: this.left, y: this.top, width: this.width, height: this.height, top: this.top, right: this.right, bottom: this.bottom, left: this.left };
});

function DOMRect(x, y, width, height) {
  this.x = +x || 0;
  this.y = +y || 0;
  this.width = +width || 0;
  this.height = +height || 0;
  this.left = Math.min(this.x, this.x + this.width);
  this.top = Math.min(this.y, this.y + this.height);
  this.right = Math.max(this.x, this.x + this.width);
  this.bottom = Math.max(this.y, this.y + this.height);
}
DOMRect.prototype.toJSON = prototype && prototype.toJSON;
DOMRect.fromRect = function (rect) {
  rect = rect || {};
  return new DOMRect(rect.x, rect.y, rect.width, rect.height);
};
add.value(window, 'DOMRect', DOMRect);
add.value(window, 'DOMRectReadOnly', DOMRect);

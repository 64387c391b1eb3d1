'use strict';
// The engine tells where the contents of a drawing are when it is asked for its box, and a width that is a
// share of the page in dots.
var define = require('../internals/define-built-in');
var root = window.SVGSVGElement && SVGSVGElement.prototype, element = Element.prototype.getBoundingClientRect;

function length(style, name) { return parseFloat(style.getPropertyValue(name)) || 0; }
function sum(style, names) {
  return names.reduce(function (all, name) { return all + length(style, name); }, 0);
}
// Its room, as far as its parent tells.
function share(svg, style, name, room) {
  var size = length(style, name), scale = svg.currentScale;
  return scale > 1 && room > 0 && size > 3 * room ? size / scale : size;
}

if (root && element) define(root, 'getBoundingClientRect', function () {
  var own = element.call(this), style, box, width, height;
  if (this.ownerSVGElement || !this.parentNode || !(style = window.getComputedStyle(this, null))) return own;
  box = Element.prototype.getClientRects.call(this)[0];
  if (!box) return own;
  width = share(this, style, 'width', this.parentNode.clientWidth);
  height = share(this, style, 'height', this.parentNode.clientHeight);
  if (style.getPropertyValue('-webkit-box-sizing') != 'border-box') {
    width += sum(style, ['padding-left', 'padding-right', 'border-left-width', 'border-right-width']);
    height += sum(style, ['padding-top', 'padding-bottom', 'border-top-width', 'border-bottom-width']);
  }
  return { x: box.left, y: box.top, left: box.left, top: box.top, width: width, height: height, right: box.left + width, bottom: box.top + height,
    toJSON: function () { return { x: box.left, y: box.top, width: width, height: height }; } };
});

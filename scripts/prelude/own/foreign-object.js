'use strict';
// HTML in drawings of scripts. The engine enlarges what stands in `foreignObject` twice to its dots: as HTML, and as
// a part of the drawing. It is told to leave the first, right before it prints, and boxes that are measured are set right.
var define = require('../internals/define-built-in');
var measure = Element.prototype.getBoundingClientRect, SVG = 'http://www.w3.org/2000/svg', MOST = 1000, over = false;

// The outermost drawing is what knows of the scale.
function scaleOf(object) {
  var svg = object.ownerSVGElement;
  while (svg && svg.ownerSVGElement) svg = svg.ownerSVGElement;
  return svg && svg.currentScale || 1;
}
function holder(element) {
  for (var depth = 0; element && depth < 200; element = element.parentNode, depth++) {
    if (element.localName == 'foreignObject') return element;
    if (element.localName == 'body') return null;
  }
  return null;
}

// Where it begins: of the box that the engine tells it counts `x` and `y` twice.
function startOf(object) {
  var box = measure.call(object), width = object.width.baseVal.value, height = object.height.baseVal.value;
  return {
    left: box.left - object.x.baseVal.value * (width > 0 ? box.width / width : 1),
    top: box.top - object.y.baseVal.value * (height > 0 ? box.height / height : 1)
  };
}

define(Element.prototype, 'getBoundingClientRect', function () {
  var box = measure.call(this), object = !over && !this.ownerSVGElement && holder(this), scale, from, left, top, width, height;
  if (!object || (scale = scaleOf(object)) == 1) return box;
  from = startOf(object);
  left = from.left + (box.left - from.left) / scale;
  top = from.top + (box.top - from.top) / scale;
  width = box.width / scale;
  height = box.height / scale;
  return { x: left, y: top, left: left, top: top, width: width, height: height, right: left + width, bottom: top + height,
    toJSON: function () { return { x: left, y: top, width: width, height: height }; } };
});

function mend(object) {
  var scale = scaleOf(object), child = object.firstElementChild, left = MOST, changed = false;
  // On the object itself the engine takes no zoom.
  for (; scale != 1 && child && left-- > 0; child = child.nextElementSibling) {
    if (child.namespaceURI == SVG || !child.style) continue;
    child.style.zoom = 1 / scale;
    // Else it stands in a line as high as the letters of the object, which are enlarged.
    if (object.childNodes.length == 1 && getComputedStyle(child, null).display == 'inline') child.style.display = 'block';
    changed = true;
  }
  return changed;
}

// The engine does not find `foreignObject` by its name.
require('../own/rest').when(function () {
  var roots = document.getElementsByTagName('svg'), left = 50000, i, k, list, changed = false;
  over = true;
  for (i = 0; i < roots.length && left > 0; i++) {
    if (roots[i].ownerSVGElement) continue;
    list = roots[i].getElementsByTagName('*');
    for (k = 0; k < list.length && left-- > 0; k++) if (list[k].localName == 'foreignObject') changed = mend(list[k]) || changed;
  }
  return changed;
});

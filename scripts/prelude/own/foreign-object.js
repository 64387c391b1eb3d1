'use strict';
// HTML in drawings of scripts. The engine enlarges lengths in `foreignObject` twice to its dots, as HTML and as a part of
// the drawing, but not letters whose size is inherited from the drawing. It is told to leave the first before anything
// is measured and before it prints: then all is enlarged once, and boxes that are measured are set right.
var define = require('../internals/define-built-in');
var measure = Element.prototype.getBoundingClientRect, SVG = 'http://www.w3.org/2000/svg', MOST = 1000, over = false, mended = [];

// The outermost drawing is what knows of the scale.
function scaleOf(object) {
  var svg = object.ownerSVGElement;
  while (svg && svg.ownerSVGElement) svg = svg.ownerSVGElement;
  return svg && svg.currentScale || 1;
}
// The outermost, whose zoom holds for those in it as well.
function holder(element) {
  for (var depth = 0, found = null; element && depth < 200; element = element.parentNode, depth++) {
    if (element.localName == 'foreignObject') found = element;
    if (element.localName == 'body') return found;
  }
  return depth < 200 ? found : null;
}

// Without the engine's zoom their boxes are told in its dots, from the start of the page.
define(Element.prototype, 'getBoundingClientRect', function () {
  var object = !over && !this.ownerSVGElement && holder(this), box, scale, left, top, width, height;
  if (!object || (scale = scaleOf(object)) == 1) return measure.call(this);
  if (object.h2pScale != scale || object.h2pCount != object.childNodes.length) {
    mend(object, false);
    define(object, 'h2pScale', scale);
    define(object, 'h2pCount', object.childNodes.length);
  }
  box = measure.call(this);
  left = box.left / scale;
  top = box.top / scale;
  width = box.width / scale;
  height = box.height / scale;
  return { x: left, y: top, left: left, top: top, width: width, height: height, right: left + width, bottom: top + height,
    toJSON: function () { return { x: left, y: top, width: width, height: height }; } };
});

function mend(object, last) {
  var scale = scaleOf(object), child = object.firstElementChild, left = MOST, changed = false, zoom;
  // On the object itself the engine takes no zoom.
  for (; scale != 1 && child && left-- > 0; child = child.nextElementSibling) {
    if (child.namespaceURI == SVG || !child.style) continue;
    zoom = String(Math.round(1e6 / scale) / 1e6);
    if (child.style.zoom != zoom) {
      if (mended.length < 20 * MOST && !child.style.zoom) mended.push(child);
      child.style.zoom = zoom;
      changed = true;
    }
    // Else it stands in a line as high as the letters of the object, which are enlarged.
    if (last && object.childNodes.length == 1 && getComputedStyle(child, null).display == 'inline') {
      child.style.display = 'block';
      changed = true;
    }
  }
  return changed;
}

// What scripts have taken out of drawings since is as large as other HTML.
function restore() {
  var changed = false;
  mended.forEach(function (child) {
    if (child.parentNode && child.parentNode.localName == 'foreignObject') return;
    child.style.zoom = '';
    changed = true;
  });
  return changed;
}
function contains(outer, inner) { return !!outer && (outer.compareDocumentPosition(inner) & 16) > 0; }

// The engine does not find `foreignObject` by its name.
require('../own/rest').when(function () {
  var roots = document.getElementsByTagName('svg'), left = 50000, i, k, list, last = null, changed = restore();
  over = true;
  for (i = 0; i < roots.length && left-- > 0; i++) {
    if (roots[i].ownerSVGElement || contains(last, roots[i])) continue;
    list = roots[i].getElementsByTagName('*');
    for (k = 0; k < list.length && left-- > 0; k++) {
      if (list[k].localName != 'foreignObject' || contains(last, list[k])) continue;
      last = list[k];
      changed = mend(last, true) || changed;
    }
  }
  return changed;
});

'use strict';
// Drawings of scripts in the engine's words, right before they are printed: addresses have the name of SVG 1.1,
// and colours are those of 2011. Of two stops at the end of a gradient the engine sees the last.
require('../own/canvas-colours');
var XLINK = 'http://www.w3.org/1999/xlink', MOST = 50000;
var REFER = /^(use|image|textPath|linearGradient|radialGradient|pattern)$/, COLOURS = ['fill', 'stroke', 'stop-color', 'flood-color', 'lighting-color'];

function offset(stop) {
  var text = stop.getAttribute('offset') || '0';
  return parseFloat(text) / (/%\s*$/.test(text) ? 100 : 1);
}

function mend(e) {
  var i, value, known, next;
  if (REFER.test(e.localName)) {
    value = e.getAttribute('href');
    if (value && !e.getAttributeNS(XLINK, 'href')) e.setAttributeNS(XLINK, 'xlink:href', value);
  }
  for (i = 0; i < COLOURS.length; i++) {
    value = e.getAttribute(COLOURS[i]);
    if (!value || !/[#(]/.test(value) || /url\(/.test(value)) continue;
    known = window.h2pInk(value);
    if (known !== value) e.setAttribute(COLOURS[i], known);
  }
  next = e.localName == 'stop' && e.nextElementSibling;
  if (next && next.localName == 'stop' && offset(e) >= 1 && offset(next) >= 1) e.setAttribute('offset', '0.9999');
}

// A picture that says no size of its own is shown cut off: it gets that of its `viewBox`, or the usual one.
function sized(url, image) {
  var parts = /^data:image\/svg\+xml([^,]*),([^]*)$/i.exec(url), text, at, root, box;
  if (!parts || url.length > 500000) return null;
  try { text = /;base64\s*$/i.test(parts[1]) ? decodeURIComponent(escape(atob(parts[2]))) : decodeURIComponent(parts[2]); } catch (e) { return null; }
  at = text.search(/<svg\b/i);
  root = at >= 0 && text.slice(at, text.indexOf('>', at) + 1);
  if (!root || /\s(width|height)\s*=/i.test(root)) return null;
  box = /\sviewBox\s*=\s*["']\s*[\d.e+-]+[\s,]+[\d.e+-]+[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(root) || [0, parseFloat(image.getAttribute('width')) || 300, parseFloat(image.getAttribute('height')) || 150];
  return 'data:image/svg+xml,' + encodeURIComponent(text.replace(/<svg\b/i, '<svg width="' + box[1] + '" height="' + box[2] + '"'));
}

require('../own/rest').when(function () {
  var images = document.images, changed = false, known;
  for (var n = 0; n < images.length && n < 2000; n++) {
    known = sized(images[n].getAttribute('src') || '', images[n]);
    if (!known) continue;
    images[n].setAttribute('src', known);
    changed = true;
  }
  var roots = document.getElementsByTagName('svg'), left = MOST, i, k, list;
  for (i = 0; i < roots.length && left > 0; i++) {
    if (roots[i].ownerSVGElement) continue;
    mend(roots[i]);
    list = roots[i].getElementsByTagName('*');
    for (k = 0; k < list.length && left-- > 0; k++) mend(list[k]);
  }
  return changed;
});

'use strict';
// Patterns that are turned (`patternTransform`), which the engine does not turn: made of a larger tile that
// stands upright, right before they are printed. It goes on where sums of the sides of the turned tile come to
// lie along the axes, as at 45 degrees, and at any angle where the pattern is of lines along a side.
var NS = 'http://www.w3.org/2000/svg', MOST_CELLS = 150, FURTHEST = 6;
// What is drawn in all tiles of a page, at most.
var left = 20000;

function number(e, name) { return parseFloat(e.getAttribute(name)) || 0; }

function matrixOf(text) {
  var probe = document.createElementNS(NS, 'g'), list, all;
  probe.setAttribute('transform', text);
  list = probe.transform.baseVal;
  all = list.numberOfItems && list.consolidate();
  return all ? all.matrix : null;
}

// The shortest sum of two vectors that lies along an axis; 0 is that of x.
function along(axis, a, b) {
  var best = 0, i, j, x, y;
  for (i = -FURTHEST; i <= FURTHEST; i++) for (j = -FURTHEST; j <= FURTHEST; j++) {
    x = i * a[axis] + j * b[axis];
    y = i * a[1 - axis] + j * b[1 - axis];
    if (x > 0.01 && Math.abs(y) < 0.004 * x && (!best || x < best)) best = x;
  }
  return best;
}

// Whether all that is drawn goes on along the side of a tile.
function isHatched(pattern, w, h) {
  return [].every.call(pattern.children, function (e) {
    var path = e.localName == 'path' && /^\s*M\s*([-\d.]+)[\s,]+([-\d.]+)\s*(?:[Vv]\s*([-\d.]+)|[Ll]\s*([-\d.]+)[\s,]+([-\d.]+))\s*$/.exec(e.getAttribute('d') || '');
    if (e.localName == 'rect') return /%$/.test(e.getAttribute('height')) || number(e, 'height') >= h;
    if (e.localName == 'line') return number(e, 'x1') == number(e, 'x2') && Math.abs(number(e, 'y2') - number(e, 'y1')) >= h;
    return !!path && (path[3] !== undefined || +path[4] === +path[1] || +path[4] === 0);
  });
}

// Whether it was turned.
function turn(pattern) {
  var m = matrixOf(pattern.getAttribute('patternTransform') || ''), w = number(pattern, 'width'), h = number(pattern, 'height');
  if (!m || Math.abs(m.b) + Math.abs(m.c) < 1e-6 || !(w > 0 && h > 0) || pattern.getAttribute('patternUnits') != 'userSpaceOnUse' || pattern.getAttribute('viewBox')) return false;
  var hatched = isHatched(pattern, w, h), a = [m.a * w, m.b * w], b = [m.c * h, m.d * h], wide = along(0, a, b), high = along(1, a, b), det = m.a * m.d - m.b * m.c;
  if (!(wide && high) && hatched) {
    // Lines along b are as far from each other, on each axis, as a goes from one to the next.
    wide = Math.abs(det * w / m.d);
    high = Math.abs(det * w / m.c);
  }
  if (!(wide > 0 && high > 0) || wide > 2000 || high > 2000) return false;
  // The cells of the turned tile that lie in the upright one, by its corners.
  var inverse = m.inverse(), us = [], vs = [], cells;
  [[0, 0], [wide, 0], [0, high], [wide, high]].forEach(function (p) {
    us.push((inverse.a * p[0] + inverse.c * p[1]) / w);
    vs.push((inverse.b * p[0] + inverse.d * p[1]) / h);
  });
  var u0 = Math.floor(Math.min.apply(null, us) + 1e-6), u1 = Math.ceil(Math.max.apply(null, us) - 1e-6), v0 = Math.floor(Math.min.apply(null, vs) + 1e-6), v1 = Math.ceil(Math.max.apply(null, vs) - 1e-6), u, v;
  cells = (u1 - u0) * (v1 - v0);
  if (cells > MOST_CELLS) return false;
  // Lines are drawn in one piece each.
  cells = (hatched ? u1 - u0 : cells) * (1 + pattern.getElementsByTagName('*').length);
  if (cells > left) return false;
  left -= cells;
  var group = document.createElementNS(NS, 'g'), cell = document.createElementNS(NS, 'svg'), copy;
  group.setAttribute('transform', 'matrix(' + [m.a, m.b, m.c, m.d, 0, 0].join(' ') + ')');
  var rows = hatched ? v1 - v0 : 1, inner = document.createElementNS(NS, 'g');
  inner.setAttribute('transform', 'scale(1,' + rows + ')');
  while (pattern.firstChild) inner.appendChild(pattern.firstChild);
  cell.appendChild(inner);
  cell.setAttribute('width', w);
  cell.setAttribute('height', h * rows);
  for (u = u0; u < u1; u++) for (v = v0; v < v1; v += rows) {
    copy = cell.cloneNode(true);
    copy.setAttribute('x', u * w);
    copy.setAttribute('y', v * h);
    group.appendChild(copy);
  }
  pattern.removeAttribute('patternTransform');
  [['x', m.e], ['y', m.f], ['width', wide], ['height', high]].forEach(function (side) { pattern.setAttribute(side[0], side[1]); });
  pattern.appendChild(group);
  return true;
}

require('../own/rest').when(function () {
  var all = document.getElementsByTagName('pattern'), turned = false, i;
  for (i = 0; i < all.length && i < 200; i++) try { turned = turn(all[i]) || turned; } catch (e) {}
  return turned;
});

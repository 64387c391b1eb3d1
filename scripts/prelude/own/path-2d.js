'use strict';
// A path that is drawn when it is used.
var define = require('../internals/define-built-in');
require('../own/canvas');
var STEPS = ['moveTo', 'lineTo', 'bezierCurveTo', 'quadraticCurveTo', 'arc', 'arcTo', 'ellipse', 'rect', 'roundRect', 'closePath'];

function Path2D(from) {
  define(this, 'h2pSteps', from && from.h2pSteps ? from.h2pSteps.slice() : []);
  if (typeof from == 'string') read(this, from);
}
STEPS.forEach(function (name) {
  define(Path2D.prototype, name, function () { this.h2pSteps.push([name, [].slice.call(arguments)]); });
});
define(Path2D.prototype, 'addPath', function (path, m) {
  this.h2pSteps.push(['h2p', [path.h2pSteps.slice(), m]]);
});
define(Path2D.prototype, 'h2pDraw', function (context) { draw(context, this.h2pSteps); });

function draw(context, steps) {
  steps.forEach(function (step) {
    var m = step[1][1];
    if (step[0] != 'h2p') return context[step[0]].apply(context, step[1]);
    context.save();
    if (m) context.transform(m.a === undefined ? 1 : m.a, m.b || 0, m.c || 0, m.d === undefined ? 1 : m.d, m.e || 0, m.f || 0);
    draw(context, step[1][0]);
    context.restore();
  });
}

var COUNT = { m: 2, l: 2, h: 1, v: 1, c: 6, s: 4, q: 4, t: 2, a: 7, z: 0 };

// The text of a path as SVG has it.
function read(path, text) {
  var x = 0, y = 0, sx = 0, sy = 0, cx = 0, cy = 0, last = '', parts = text.match(/[mlhvcsqtaz][^mlhvcsqtaz]*/ig) || [];
  parts.forEach(function (part) {
    var letter = part.charAt(0), kind = letter.toLowerCase(), count = COUNT[kind], n = numbers(part.slice(1), kind), at = 0, v, dx, dy;
    do {
      v = n.slice(at, at + count);
      if (v.length < count) break;
      at += count;
      dx = letter == kind ? x : 0;
      dy = letter == kind ? y : 0;
      if (kind == 'm') {
        x = sx = v[0] + dx; y = sy = v[1] + dy;
        path.moveTo(x, y);
        kind = 'l';
        letter = letter == 'm' ? 'l' : 'L';
        last = 'm';
        continue;
      }
      if (kind == 'l') { x = v[0] + dx; y = v[1] + dy; path.lineTo(x, y); }
      if (kind == 'h') { x = v[0] + dx; path.lineTo(x, y); }
      if (kind == 'v') { y = v[0] + dy; path.lineTo(x, y); }
      if (kind == 'z') { path.closePath(); x = sx; y = sy; }
      if (kind == 'c' || kind == 's') {
        if (kind == 's') v = [/[cs]/.test(last) ? 2 * x - cx - dx : x - dx, /[cs]/.test(last) ? 2 * y - cy - dy : y - dy].concat(v);
        cx = v[2] + dx; cy = v[3] + dy;
        path.bezierCurveTo(v[0] + dx, v[1] + dy, cx, cy, x = v[4] + dx, y = v[5] + dy);
      }
      if (kind == 'q' || kind == 't') {
        if (kind == 't') v = [/[qt]/.test(last) ? 2 * x - cx - dx : x - dx, /[qt]/.test(last) ? 2 * y - cy - dy : y - dy].concat(v);
        cx = v[0] + dx; cy = v[1] + dy;
        path.quadraticCurveTo(cx, cy, x = v[2] + dx, y = v[3] + dy);
      }
      if (kind == 'a') {
        arc(path, x, y, v, v[5] + dx, v[6] + dy);
        x = v[5] + dx; y = v[6] + dy;
      }
      last = kind;
    } while (at < n.length);
  });
}

function numbers(text, kind) {
  var found = [], rest = text, next;
  // Flags of arcs may stand without anything between them.
  while ((next = (kind == 'a' && (found.length % 7 == 3 || found.length % 7 == 4) ? /^[\s,]*([01])/ : /^[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i).exec(rest))) {
    found.push(+next[1]);
    rest = rest.slice(next[0].length);
  }
  return found;
}

// From ends to centre, as SVG 1.1 has it (F.6.5).
function arc(path, x0, y0, v, x1, y1) {
  var rx = Math.abs(v[0]), ry = Math.abs(v[1]), turn = v[2] * Math.PI / 180, cos = Math.cos(turn), sin = Math.sin(turn);
  var px = (cos * (x0 - x1) + sin * (y0 - y1)) / 2, py = (cos * (y0 - y1) - sin * (x0 - x1)) / 2, grow, root, qx, qy;
  if (!rx || !ry || x0 == x1 && y0 == y1) return path.lineTo(x1, y1);
  grow = px * px / (rx * rx) + py * py / (ry * ry);
  if (grow > 1) { rx *= Math.sqrt(grow); ry *= Math.sqrt(grow); }
  root = (rx * rx * ry * ry - rx * rx * py * py - ry * ry * px * px) / (rx * rx * py * py + ry * ry * px * px);
  root = Math.sqrt(Math.max(0, root)) * (!v[3] == !v[4] ? -1 : 1);
  qx = root * rx * py / ry;
  qy = -root * ry * px / rx;
  path.ellipse(cos * qx - sin * qy + (x0 + x1) / 2, sin * qx + cos * qy + (y0 + y1) / 2, rx, ry, turn,
    Math.atan2((py - qy) / ry, (px - qx) / rx), Math.atan2((-py - qy) / ry, (-px - qx) / rx), !v[4]);
}

require('../own/add').value(window, 'Path2D', Path2D);

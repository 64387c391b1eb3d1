'use strict';
// What a canvas draws today.
var define = require('../internals/define-built-in');
var tools = require('../own/add');
var add = tools.value;
var canvas = CanvasRenderingContext2D.prototype;

add(canvas, 'ellipse', function (x, y, rx, ry, turn, from, to, back) {
  this.save();
  this.translate(x, y);
  this.rotate(turn);
  // A scale of nothing cannot be undone.
  this.scale(rx || 1e-6, ry || 1e-6);
  this.arc(0, 0, 1, from, to, !!back);
  this.restore();
});

function corners(radii, width, height) {
  var all = (typeof radii == 'number' ? [radii] : [].slice.call(radii === undefined ? [0] : radii.length === undefined ? [radii] : radii)).map(function (r) {
    return typeof r == 'object' ? [r.x || 0, r.y || 0] : [+r || 0, +r || 0];
  });
  var four = [all[0], all[1] || all[0], all[2] || all[0], all[3] || all[1] || all[0]], scale = 1;
  [[0, 1, 0, width], [1, 2, 1, height], [3, 2, 0, width], [0, 3, 1, height]].forEach(function (side) {
    var sum = four[side[0]][side[2]] + four[side[1]][side[2]];
    if (sum > Math.abs(side[3])) scale = Math.min(scale, Math.abs(side[3]) / sum);
  });
  return four.map(function (r) { return [r[0] * scale, r[1] * scale]; });
}

add(canvas, 'roundRect', function (x, y, w, h, radii) {
  var r = corners(radii, w, h), sx = w < 0 ? -1 : 1, sy = h < 0 ? -1 : 1, k = 0.5522847;
  this.moveTo(x + sx * r[0][0], y);
  this.lineTo(x + w - sx * r[1][0], y);
  if (r[1][0]) this.bezierCurveTo(x + w - sx * r[1][0] * (1 - k), y, x + w, y + sy * r[1][1] * (1 - k), x + w, y + sy * r[1][1]);
  this.lineTo(x + w, y + h - sy * r[2][1]);
  if (r[2][0]) this.bezierCurveTo(x + w, y + h - sy * r[2][1] * (1 - k), x + w - sx * r[2][0] * (1 - k), y + h, x + w - sx * r[2][0], y + h);
  this.lineTo(x + sx * r[3][0], y + h);
  if (r[3][0]) this.bezierCurveTo(x + sx * r[3][0] * (1 - k), y + h, x, y + h - sy * r[3][1] * (1 - k), x, y + h - sy * r[3][1]);
  this.lineTo(x, y + sy * r[0][1]);
  if (r[0][0]) this.bezierCurveTo(x, y + sy * r[0][1] * (1 - k), x + sx * r[0][0] * (1 - k), y, x + sx * r[0][0], y);
  this.closePath();
  this.moveTo(x, y);
});
add(canvas, 'resetTransform', function () { this.setTransform(1, 0, 0, 1, 0, 0); });
add(canvas, 'reset', function () { this.canvas.width = this.canvas.width; });
add(canvas, 'createConicGradient', function (turn, x, y) { return this.createLinearGradient(x - 1, y, x + 1, y); });
add(canvas, 'getContextAttributes', function () { return { alpha: true, desynchronized: false }; });

// The sizes of letters, from the size of the font: the engine tells the width alone.
var measure = canvas.measureText;
define(canvas, 'measureText', function (text) {
  var told = measure.call(this, text), size = parseFloat((/([\d.]+)px/.exec(this.font) || [0, 10])[1]), width = told.width, base = this.textBaseline, align = this.textAlign;
  var shift = base == 'top' || base == 'hanging' ? 0.74 : base == 'middle' ? 0.3 : base == 'bottom' || base == 'ideographic' ? -0.21 : 0;
  var start = align == 'center' ? width / 2 : align == 'right' || align == 'end' ? width : 0, low = /[gjpqy,;()\[\]{}|Q]/.test(text) ? 0.21 : 0;
  return {
    width: width, actualBoundingBoxLeft: start, actualBoundingBoxRight: width - start,
    actualBoundingBoxAscent: (0.72 - shift) * size, actualBoundingBoxDescent: (low + shift) * size,
    fontBoundingBoxAscent: (0.905 - shift) * size, fontBoundingBoxDescent: (0.212 + shift) * size,
    emHeightAscent: (0.8 - shift) * size, emHeightDescent: (0.2 + shift) * size, alphabeticBaseline: -shift * size, hangingBaseline: (0.74 - shift) * size, ideographicBaseline: (-0.21 - shift) * size
  };
});

['fill', 'stroke', 'clip', 'isPointInPath', 'isPointInStroke'].forEach(function (name) {
  var native = canvas[name];
  define(canvas, name, function (path) {
    var given = [].slice.call(arguments);
    if (path && path.h2pSteps) {
      this.beginPath();
      path.h2pDraw(this);
      given.shift();
    }
    if (!native) return false;
    // The rule of filling is not the engine's business: it knows one.
    return name == 'isPointInPath' ? native.call(this, given[0], given[1]) : native.call(this);
  });
});

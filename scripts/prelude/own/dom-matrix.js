'use strict';
// Matrices and points, as far as they lie in a plane.
var add = require('../own/add');
var define = require('../internals/define-built-in');
var NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

// The engine reads what stands in style sheets.
function computed(text) {
  try { return new window.WebKitCSSMatrix(text); } catch (e) { throw new SyntaxError("Failed to parse '" + text + "'."); }
}
function six(init) {
  var text, parts;
  if (init === undefined || init === null || init === '' || init === 'none') return [1, 0, 0, 1, 0, 0];
  if (typeof init == 'string') {
    text = /^\s*matrix(3d)?\(([^)]*)\)\s*$/.exec(init);
    if (!text) return six(computed(init));
    init = text[2].split(',').map(Number);
  }
  if (typeof init.length == 'number') {
    parts = [].slice.call(init).map(Number);
    return parts.length == 16 ? [parts[0], parts[1], parts[4], parts[5], parts[12], parts[13]] : parts.slice(0, 6);
  }
  return NAMES.map(function (name, at) {
    var other = init['m' + ['11', '12', '21', '22', '41', '42'][at]], own = init[name];
    return +(own === undefined ? other === undefined ? (at == 0 || at == 3 ? 1 : 0) : other : own);
  });
}
function DOMMatrix(init) {
  var self = this;
  six(init).forEach(function (value, at) { self[NAMES[at]] = value; });
}
var matrix = DOMMatrix.prototype;
[['11', 'a'], ['12', 'b'], ['21', 'c'], ['22', 'd'], ['41', 'e'], ['42', 'f']].forEach(function (pair) {
  add.getter(matrix, 'm' + pair[0], function () { return this[pair[1]]; }, function (value) { this[pair[1]] = +value; });
});
'13 14 23 24 31 32 34 43'.split(' ').forEach(function (name) { add.value(matrix, 'm' + name, 0); });
add.value(matrix, 'm33', 1);
add.value(matrix, 'm44', 1);
add.value(matrix, 'is2D', true);
add.getter(matrix, 'isIdentity', function () { return six(this).join() == '1,0,0,1,0,0'; });

function product(m, n) {
  return [m.a * n.a + m.c * n.b, m.b * n.a + m.d * n.b, m.a * n.c + m.c * n.d, m.b * n.c + m.d * n.d, m.a * n.e + m.c * n.f + m.e, m.b * n.e + m.d * n.f + m.f];
}
function turn(degrees) {
  var angle = degrees * Math.PI / 180, sin = Math.sin(angle), cos = Math.cos(angle);
  return [cos, sin, -sin, cos, 0, 0];
}
function inverse(m) {
  var det = m.a * m.d - m.b * m.c;
  if (!det) return [NaN, NaN, NaN, NaN, NaN, NaN];
  return [m.d / det, -m.b / det, -m.c / det, m.a / det, (m.c * m.f - m.d * m.e) / det, (m.b * m.e - m.a * m.f) / det];
}
var steps = {
  multiply: function (m, other) { return product(m, new DOMMatrix(other)); },
  translate: function (m, x, y) { return product(m, new DOMMatrix([1, 0, 0, 1, x || 0, y || 0])); },
  scale: function (m, x, y, z, ox, oy) {
    x = x === undefined ? 1 : x;
    y = y === undefined ? x : y;
    ox = ox || 0;
    oy = oy || 0;
    return product(m, new DOMMatrix([x, 0, 0, y, ox - x * ox, oy - y * oy]));
  },
  // One angle is that about the third axis.
  rotate: function (m, x, y, z) { return product(m, new DOMMatrix(turn(y === undefined && z === undefined ? x || 0 : z || 0))); },
  rotateFromVector: function (m, x, y) { return product(m, new DOMMatrix(turn(Math.atan2(y || 0, x || 0) * 180 / Math.PI))); },
  skewX: function (m, angle) { return product(m, new DOMMatrix([1, 0, Math.tan(angle * Math.PI / 180), 1, 0, 0])); },
  skewY: function (m, angle) { return product(m, new DOMMatrix([1, Math.tan(angle * Math.PI / 180), 0, 1, 0, 0])); },
  flipX: function (m) { return product(m, new DOMMatrix([-1, 0, 0, 1, 0, 0])); },
  flipY: function (m) { return product(m, new DOMMatrix([1, 0, 0, -1, 0, 0])); },
  inverse: function (m) { return inverse(m); }
};
Object.keys(steps).forEach(function (name) {
  define(matrix, name, function () { return new DOMMatrix(steps[name].apply(null, [this].concat([].slice.call(arguments)))); });
  define(matrix, name == 'inverse' ? 'invertSelf' : name + 'Self', function () {
    DOMMatrix.call(this, steps[name].apply(null, [this].concat([].slice.call(arguments))));
    return this;
  });
});
define(matrix, 'preMultiplySelf', function (other) {
  DOMMatrix.call(this, product(new DOMMatrix(other), this));
  return this;
});
define(matrix, 'setMatrixValue', function (text) {
  DOMMatrix.call(this, text);
  return this;
});
define(matrix, 'transformPoint', function (point) {
  var x = point && +point.x || 0, y = point && +point.y || 0;
  return new DOMPoint(this.a * x + this.c * y + this.e, this.b * x + this.d * y + this.f, point && point.z, point && point.w);
});
define(matrix, 'toFloat32Array', function () { return new Float32Array([this.a, this.b, 0, 0, this.c, this.d, 0, 0, 0, 0, 1, 0, this.e, this.f, 0, 1]); });
define(matrix, 'toJSON', function () {
  var made = {}, self = this;
  NAMES.forEach(function (name) { made[name] = self[name]; });
  return made;
});
define(matrix, 'toString', function () { return 'matrix(' + six(this).join(', ') + ')'; });
DOMMatrix.fromMatrix = function (other) { return new DOMMatrix(other); };
DOMMatrix.fromFloat32Array = DOMMatrix.fromFloat64Array = DOMMatrix.fromMatrix;

function DOMPoint(x, y, z, w) {
  this.x = +x || 0;
  this.y = +y || 0;
  this.z = +z || 0;
  this.w = w === undefined ? 1 : +w;
}
define(DOMPoint.prototype, 'matrixTransform', function (other) { return new DOMMatrix(other).transformPoint(this); });
define(DOMPoint.prototype, 'toJSON', function () { return { x: this.x, y: this.y, z: this.z, w: this.w }; });
DOMPoint.fromPoint = function (point) { return new DOMPoint(point.x, point.y, point.z, point.w); };

[['DOMMatrix', DOMMatrix], ['DOMMatrixReadOnly', DOMMatrix], ['DOMPoint', DOMPoint], ['DOMPointReadOnly', DOMPoint]].forEach(function (pair) { add.value(window, pair[0], pair[1]); });

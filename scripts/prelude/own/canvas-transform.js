'use strict';
// What transforms a canvas can be read today. The engine keeps it to itself: so it is kept beside it.
require('../own/dom-matrix');
var add = require('../own/add').value;
var define = require('../internals/define-built-in');
var canvas = CanvasRenderingContext2D.prototype;

var NONE = document.createElement('canvas').getContext('2d').shadowColor;

function kept(context) {
  // When its element gets a size, be it the same, it begins anew: then what is marked below is not.
  var isNew = context.miterLimit === 10 && context.shadowColor === NONE;
  if (!context.h2pMatrix || isNew) put(context, new DOMMatrix(), []);
  return context.h2pMatrix;
}
function put(context, matrix, stack) {
  define(context, 'h2pMatrix', matrix);
  if (!stack) return;
  define(context, 'h2pStack', stack);
  // Nobody sees these, and scripts hardly write both as they are at first.
  if (context.miterLimit === 10) context.miterLimit = 10.00001;
  if (context.shadowColor === NONE) context.shadowColor = 'rgba(1,0,0,0)';
}
function after(name, run) {
  var native = canvas[name];
  define(canvas, name, function () {
    var given = [].slice.call(arguments), matrix = kept(this), next = run.call(this, matrix, given);
    if (next) put(this, next);
    return native.apply(this, name == 'setTransform' ? [next.a, next.b, next.c, next.d, next.e, next.f] : given);
  });
}
after('save', function (matrix) { this.h2pStack.push(matrix); });
after('restore', function () { return this.h2pStack.pop(); });
after('translate', function (matrix, given) { return matrix.translate(given[0], given[1]); });
after('scale', function (matrix, given) { return matrix.scale(given[0], given[1]); });
after('rotate', function (matrix, given) { return matrix.rotate(given[0] * 180 / Math.PI); });
after('transform', function (matrix, given) { return matrix.multiply(given); });
after('setTransform', function (matrix, given) { return new DOMMatrix(given.length > 1 ? given : given[0]); });
add(canvas, 'getTransform', function () { return new DOMMatrix(kept(this)); });

'use strict';
// The engine's own takes the dash and does not give it back, an odd one is not doubled, and one that ends
// dashes does not.
var canvas = window.CanvasRenderingContext2D && CanvasRenderingContext2D.prototype;
var dashed = canvas && canvas.setLineDash;
var define = require('../internals/define-built-in');
var slice = [].slice;

if (dashed && !canvas.getLineDash) {
  canvas.setLineDash = function (dash) {
    var sum = 0, i;
    dash = slice.call(dash);
    for (i = 0; i < dash.length; i++) {
      dash[i] = +dash[i];
      if (!(dash[i] >= 0 && dash[i] < Infinity)) return;
      sum += dash[i];
    }
    if (dash.length % 2) dash = dash.concat(dash);
    define(this, 'h2pLineDash', dash);
    // It takes no list that is empty: a line without gaps is one dash.
    if (sum) define(this, 'h2pDashed', true);
    if (sum || this.h2pDashed) dashed.call(this, sum ? dash : [1e6, 0]);
  };
  define(canvas, 'getLineDash', function () {
    return (this.h2pLineDash || []).slice();
  });
}

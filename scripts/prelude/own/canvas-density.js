'use strict';
// A canvas that is made larger than it is shown, for screens of high density, needs so many dots
// fewer for each of its pixels. The engine is told before anything is drawn: when a context is
// made, and where a canvas got another size and all that is drawn is made larger by a factor.
var define = require('../internals/define-built-in');
var canvas = CanvasRenderingContext2D.prototype, element = HTMLCanvasElement.prototype;
var create = canvas.createImageData, make = element.getContext, ASKED = 1e-30;

function dots(element, context) {
  var shown = /^([\d.]+)px$/.exec(element.style.width), ratio = shown && element.width / shown[1];
  if (!(ratio > 0)) return 0;
  if (!element.h2pDots) define(element, 'h2pDots', create.call(context, 1, 1).width);
  return Math.min(element.h2pDots, Math.max(1, Math.ceil(element.h2pDots / ratio - 0.01)));
}

if (create) {
  define(element, 'getContext', function () {
    var context = make.apply(this, arguments), wanted;
    if (!context || context.h2pSeen || !context.createImageData) return context;
    define(context, 'h2pSeen', true);
    wanted = dots(this, context);
    if (wanted && wanted < this.h2pDots) {
      // A new context has its dots already; with another size, be it the same, they go.
      this.width = this.width;
      create.call(context, wanted, ASKED);
    }
    return context;
  });
  ['setTransform', 'scale'].forEach(function (name) {
    var native = canvas[name];
    define(canvas, name, function (a, b, c, d) {
      var wanted = a > 1 && (name == 'scale' ? a === b : a === d) && dots(this.canvas, this);
      if (wanted) create.call(this, wanted, ASKED);
      return native.apply(this, arguments);
    });
  });
}

'use strict';
// A context that shows a bitmap as it is.
var define = require('../internals/define-built-in');
var element = HTMLCanvasElement.prototype, native = element.getContext;

define(element, 'getContext', function (kind) {
  var canvas = this;
  if (kind != 'bitmaprenderer') return native.apply(this, arguments);
  return {
    canvas: canvas,
    transferFromImageBitmap: function (bitmap) {
      canvas.width = bitmap ? bitmap.width : canvas.width;
      if (!bitmap) return;
      canvas.height = bitmap.height;
      native.call(canvas, '2d').drawImage(bitmap, 0, 0);
    }
  };
});

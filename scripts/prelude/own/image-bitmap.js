'use strict';
// A bitmap is a canvas here.
var define = require('../internals/define-built-in');
require('../modules/es.promise');

function drawn(source, given) {
  var crop = typeof given[1] == 'number', options = (crop ? given[5] : given[1]) || {}, canvas = document.createElement('canvas');
  var width = source.naturalWidth || source.videoWidth || source.width, height = source.naturalHeight || source.videoHeight || source.height;
  var w = crop ? given[3] : width, h = crop ? given[4] : height, context, whole = source;
  canvas.width = options.resizeWidth || options.resizeHeight && Math.round(w * options.resizeHeight / h) || w;
  canvas.height = options.resizeHeight || options.resizeWidth && Math.round(h * options.resizeWidth / w) || h;
  context = canvas.getContext('2d');
  if (source.data && !source.getContext) {
    whole = document.createElement('canvas');
    whole.width = width;
    whole.height = height;
    whole.getContext('2d').putImageData(source, 0, 0);
  }
  if (options.imageOrientation == 'flipY') {
    context.translate(0, canvas.height);
    context.scale(1, -1);
  }
  context.drawImage(whole, crop ? given[1] : 0, crop ? given[2] : 0, w, h, 0, 0, canvas.width, canvas.height);
  define(canvas, 'close', function () { canvas.width = canvas.height = 0; });
  return canvas;
}

function failed(fail) {
  var error = new Error('The source image could not be decoded.');
  error.name = 'InvalidStateError';
  fail(error);
}

require('../own/add').value(window, 'createImageBitmap', function (source) {
  var given = arguments;
  return new Promise(function (done, fail) {
    if (!source || typeof source != 'object') throw new TypeError('The provided value is not of an image');
    if (source.nodeType || source.data) return done(drawn(source, given));
    var image = new Image(), url = window.URL && URL.createObjectURL ? URL.createObjectURL(source) : source.h2pUrl || webkitURL.createObjectURL(source);
    image.onload = function () { done(drawn(image, given)); };
    image.onerror = function () { failed(fail); };
    image.src = url;
  });
});

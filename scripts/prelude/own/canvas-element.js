'use strict';
var add = require('../own/add').value;
var define = require('../internals/define-built-in');
require('../own/blob');

function blobOf(canvas, type, quality) {
  var url = canvas.toDataURL(type, quality), parts = /^data:([^;,]*)[^,]*,(.*)$/.exec(url), text = atob(parts[2]), bytes = new Uint8Array(text.length), i, made;
  for (i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  made = new Blob([bytes.buffer], { type: parts[1] });
  define(made, 'h2pUrl', url);
  return made;
}

add(HTMLCanvasElement.prototype, 'toBlob', function (done, type, quality) {
  var made = blobOf(this, type, quality);
  setTimeout(function () { done(made); }, 0);
});
add(window, 'OffscreenCanvas', function (width, height) {
  var made = document.createElement('canvas');
  made.width = width;
  made.height = height;
  define(made, 'convertToBlob', function (options) {
    require('../modules/es.promise');
    return Promise.resolve(blobOf(made, options && options.type, options && options.quality));
  });
  define(made, 'transferToImageBitmap', function () {
    var copy = made.cloneNode(false);
    copy.getContext('2d').drawImage(made, 0, 0);
    define(copy, 'close', function () {});
    made.width = made.width;
    return copy;
  });
  return made;
});

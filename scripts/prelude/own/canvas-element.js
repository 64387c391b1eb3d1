'use strict';
var add = require('../own/add').value;

add(HTMLCanvasElement.prototype, 'toBlob', function (done, type, quality) {
  var url = this.toDataURL(type, quality), parts = /^data:([^;,]*)[^,]*,(.*)$/.exec(url);
  setTimeout(function () { done({ size: atob(parts[2]).length, type: parts[1], h2pUrl: url }); }, 0);
});
add(window, 'OffscreenCanvas', function (width, height) {
  var made = document.createElement('canvas');
  made.width = width;
  made.height = height;
  return made;
});

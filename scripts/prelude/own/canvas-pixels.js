'use strict';
// Where a page is laid out finely, a canvas has more dots than its size says, and they come to
// light where its pixels are read, written and drawn elsewhere. Here a pixel is one of its size.
var define = require('../internals/define-built-in');
var canvas = CanvasRenderingContext2D.prototype, element = HTMLCanvasElement.prototype;
var create = canvas.createImageData, read = canvas.getImageData, write = canvas.putImageData, draw = canvas.drawImage, pattern = canvas.createPattern, url = element.toDataURL;
var probe = document.createElement('canvas').getContext('2d'), dots = probe && create ? Math.round(create.call(probe, 1, 1).width) : 1;

function Pixels(width, height) {
  var count = width * height * 4, i, data;
  data = window.Uint8ClampedArray ? new Uint8ClampedArray(0) : [];
  for (i = 0; i < count; i++) data[i] = 0;
  this.width = width;
  this.height = height;
  this.data = data;
}

function isCanvas(image) { return image && image.nodeName == 'CANVAS'; }

// The engine takes a part of a canvas in sizes for one in dots: as a pattern it is whole.
function paint(context, source, sx, sy, sw, sh, x, y, width, height) {
  if (!source.width || !source.height || !sw || !sh) return;
  context.save();
  context.translate(x, y);
  context.scale(width / (sw * dots), height / (sh * dots));
  context.translate(-sx * dots, -sy * dots);
  context.fillStyle = pattern.call(context, source, 'no-repeat');
  context.fillRect(sx * dots, sy * dots, sw * dots, sh * dots);
  context.restore();
}

// A copy whose dots are the pixels of the size; it may be some pixels larger.
function small(source) {
  var copy = document.createElement('canvas');
  copy.width = Math.ceil(source.width / dots) || 1;
  copy.height = Math.ceil(source.height / dots) || 1;
  paint(copy.getContext('2d'), source, 0, 0, source.width, source.height, 0, 0, source.width / dots, source.height / dots);
  return copy;
}

if (dots > 1) {
  define(canvas, 'createImageData', function (width, height) {
    return typeof width == 'object' ? new Pixels(width.width, width.height) : new Pixels(Math.abs(Math.round(width)), Math.abs(Math.round(height)));
  });
  define(canvas, 'getImageData', function (x, y, width, height) {
    var made, fine, i, j, at, from, half = dots >> 1;
    width = Math.round(width);
    height = Math.round(height);
    made = new Pixels(width, height);
    fine = read.call(this, x, y, width, height);
    for (j = 0; j < height; j++) for (i = 0; i < width; i++) {
      at = (j * width + i) * 4;
      from = ((j * dots + half) * fine.width + i * dots + half) * 4;
      made.data[at] = fine.data[from];
      made.data[at + 1] = fine.data[from + 1];
      made.data[at + 2] = fine.data[from + 2];
      made.data[at + 3] = fine.data[from + 3];
    }
    return made;
  });
  define(canvas, 'putImageData', function (image, x, y, left, top, width, height) {
    var fine, i, j, at, from, row, bytes, part = arguments.length > 3;
    if (!(image instanceof Pixels)) return part ? write.call(this, image, x, y, left, top, width, height) : write.call(this, image, x, y);
    fine = create.call(this, image.width, image.height);
    row = image.width * dots;
    bytes = fine.data;
    for (j = 0; j < fine.height; j++) for (i = 0; i < row; i++) {
      at = (j * fine.width + i) * 4;
      from = ((j / dots | 0) * image.width + (i / dots | 0)) * 4;
      bytes[at] = image.data[from];
      bytes[at + 1] = image.data[from + 1];
      bytes[at + 2] = image.data[from + 2];
      bytes[at + 3] = image.data[from + 3];
    }
    if (part) write.call(this, fine, x * dots, y * dots, left * dots, top * dots, width * dots, height * dots);
    else write.call(this, fine, x * dots, y * dots);
  });
  define(canvas, 'drawImage', function (image) {
    var given = [].slice.call(arguments);
    if (isCanvas(image)) {
      if (given.length < 9) given.splice(1, 0, 0, 0, image.width, image.height);
      if (given.length < 9) given.push(image.width, image.height);
      return paint.apply(null, [this].concat(given));
    }
    return draw.apply(this, given);
  });
  define(canvas, 'createPattern', function (image, repeat) {
    return pattern.call(this, isCanvas(image) ? small(image) : image, repeat);
  });
  define(element, 'toDataURL', function () {
    return url.apply(small(this), arguments);
  });
}

define(window, 'ImageData', function ImageData(data, width, height) {
  var made = typeof data == 'number' ? new Pixels(data, width) : new Pixels(0, 0);
  if (typeof data == 'number') return made;
  made.data = data;
  made.width = width;
  made.height = height || data.length / 4 / width;
  return made;
});

'use strict';
// Where a page is laid out finely, a canvas has more dots than its size says, and they come to
// light where its pixels are read, written and drawn elsewhere. Here a pixel is one of its size.
var define = require('../internals/define-built-in');
var canvas = CanvasRenderingContext2D.prototype, element = HTMLCanvasElement.prototype;
var create = canvas.createImageData, read = canvas.getImageData, write = canvas.putImageData, draw = canvas.drawImage, pattern = canvas.createPattern, url = element.toDataURL;

// Of this canvas: it may have fewer than others (canvas-density.js).
function dotsOf(context) { return Math.round(create.call(context, 1, 1).width); }
// Of all others. Most pages never ask, and a canvas takes its time.
function fine() {
  if (usual === undefined) usual = create ? dotsOf(document.createElement('canvas').getContext('2d')) : 1;
  return usual > 1;
}
var usual;

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
  var dots = dotsOf(source.getContext('2d'));
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
  var copy = document.createElement('canvas'), dots = dotsOf(copy.getContext('2d'));
  copy.width = Math.ceil(source.width / dots) || 1;
  copy.height = Math.ceil(source.height / dots) || 1;
  paint(copy.getContext('2d'), source, 0, 0, source.width, source.height, 0, 0, source.width / dots, source.height / dots);
  return copy;
}

define(canvas, 'createImageData', function (width, height) {
  if (!fine()) return create.apply(this, arguments);
  return typeof width == 'object' ? new Pixels(width.width, width.height) : new Pixels(Math.abs(Math.round(width)), Math.abs(Math.round(height)));
});
define(canvas, 'getImageData', function (x, y, width, height) {
  if (!fine()) return read.apply(this, arguments);
  var made, bytes, i, j, at, from, dots = dotsOf(this), half = dots >> 1;
  width = Math.round(width);
  height = Math.round(height);
  made = new Pixels(width, height);
  bytes = read.call(this, x, y, width, height);
  for (j = 0; j < height; j++) for (i = 0; i < width; i++) {
    at = (j * width + i) * 4;
    from = ((j * dots + half) * bytes.width + i * dots + half) * 4;
    made.data[at] = bytes.data[from];
    made.data[at + 1] = bytes.data[from + 1];
    made.data[at + 2] = bytes.data[from + 2];
    made.data[at + 3] = bytes.data[from + 3];
  }
  return made;
});
define(canvas, 'putImageData', function (image, x, y, left, top, width, height) {
  if (!fine()) return write.apply(this, arguments);
  var made, i, j, at, from, row, bytes, dots = dotsOf(this), part = arguments.length > 3;
  if (!(image instanceof Pixels)) return part ? write.call(this, image, x, y, left, top, width, height) : write.call(this, image, x, y);
  made = create.call(this, image.width, image.height);
  row = image.width * dots;
  bytes = made.data;
  for (j = 0; j < made.height; j++) for (i = 0; i < row; i++) {
    at = (j * made.width + i) * 4;
    from = ((j / dots | 0) * image.width + (i / dots | 0)) * 4;
    bytes[at] = image.data[from];
    bytes[at + 1] = image.data[from + 1];
    bytes[at + 2] = image.data[from + 2];
    bytes[at + 3] = image.data[from + 3];
  }
  if (part) write.call(this, made, x * dots, y * dots, left * dots, top * dots, width * dots, height * dots);
  else write.call(this, made, x * dots, y * dots);
});
define(canvas, 'drawImage', function (image) {
  var given = [].slice.call(arguments);
  if (isCanvas(image) && fine()) {
    if (given.length < 9) given.splice(1, 0, 0, 0, image.width, image.height);
    if (given.length < 9) given.push(image.width, image.height);
    return paint.apply(null, [this].concat(given));
  }
  return draw.apply(this, given);
});
define(canvas, 'createPattern', function (image, repeat) {
  return pattern.call(this, isCanvas(image) && fine() ? small(image) : image, repeat);
});
define(element, 'toDataURL', function () {
  return url.apply(fine() ? small(this) : this, arguments);
});
define(window, 'ImageData', function ImageData(data, width, height) {
  var made = typeof data == 'number' ? new Pixels(data, width) : new Pixels(0, 0);
  if (typeof data == 'number') return made;
  made.data = data;
  made.width = width;
  made.height = height || data.length / 4 / width;
  return made;
});

'use strict';
var define = require('../internals/define-built-in');
var add = require('../own/add').value;
var native = window.Blob, Builder = window.WebKitBlobBuilder;

// A view may be of a part of its buffer.
function bytesOf(view) {
  if (view.byteLength === view.buffer.byteLength) return view.buffer;
  return new Uint8Array(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)).buffer;
}

function Blob(parts, options) {
  var builder = new Builder(), i, part;
  for (i = 0; parts && i < parts.length; i++) {
    part = parts[i];
    builder.append(part instanceof ArrayBuffer || part instanceof native ? part : part && part.buffer instanceof ArrayBuffer ? bytesOf(part) : String(part));
  }
  return builder.getBlob(options && options.type || '');
}
Blob.prototype = native.prototype;

// What is in it, read as a method of the reader reads.
function read(blob, how) {
  require('../modules/es.promise');
  return new Promise(function (done, fail) {
    var reader = new FileReader();
    reader.onload = function () { done(reader.result); };
    reader.onerror = function () { fail(reader.error || new Error('The blob cannot be read')); };
    reader[how](blob);
  });
}
add(native.prototype, 'text', function () { return read(this, 'readAsText'); });
add(native.prototype, 'arrayBuffer', function () { return read(this, 'readAsArrayBuffer'); });
add(native.prototype, 'bytes', function () {
  return read(this, 'readAsArrayBuffer').then(function (buffer) { return new Uint8Array(buffer); });
});
if (!native.prototype.slice && native.prototype.webkitSlice) define(native.prototype, 'slice', native.prototype.webkitSlice);

// One with a name.
function File(parts, name, options) {
  var made = new Blob(parts, options);
  made.__proto__ = File.prototype;
  define(made, 'name', String(name));
  define(made, 'lastModified', options && options.lastModified !== undefined ? Number(options.lastModified) : +new Date());
  return made;
}
// To the engine's own, `name` is fixed.
File.prototype = Object.create(native.prototype);
define(File.prototype, 'constructor', File);
if (Builder) {
  define(window, 'Blob', Blob);
  define(window, 'File', File);
}

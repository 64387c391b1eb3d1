'use strict';
var define = require('../internals/define-built-in');
var native = window.Blob, Builder = window.WebKitBlobBuilder;

function Blob(parts, options) {
  var builder = new Builder(), i, part;
  for (i = 0; parts && i < parts.length; i++) {
    part = parts[i];
    builder.append(part instanceof ArrayBuffer || part instanceof native ? part : part && part.buffer instanceof ArrayBuffer ? part.buffer : String(part));
  }
  return builder.getBlob(options && options.type || '');
}
Blob.prototype = native.prototype;
if (Builder) define(window, 'Blob', Blob);

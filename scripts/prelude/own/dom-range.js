'use strict';
// A range that nobody has put anywhere yet is in the document, where the engine reads no markup.
var define = require('../internals/define-built-in');
var native = window.Range && Range.prototype.createContextualFragment;

if (native) define(Range.prototype, 'createContextualFragment', function (html) {
  var range = this;
  if (range.startContainer.nodeType == 9) {
    range = document.createRange();
    range.selectNodeContents(document.body || document.documentElement);
  }
  return native.call(range, html);
}, { enumerable: true });

'use strict';
// The engine's parser reads XML alone.
var define = require('../internals/define-built-in');
var native = DOMParser.prototype.parseFromString;

define(DOMParser.prototype, 'parseFromString', function (text, type) {
  var made;
  if (!/^\s*text\/html\s*(;|$)/i.test(type)) return native.apply(this, arguments);
  made = document.implementation.createHTMLDocument('');
  if (/<(!doctype|html|head|body)[\s>]/i.test(text)) {
    made.open();
    made.write(text);
    made.close();
  } else made.body.innerHTML = text;
  return made;
});

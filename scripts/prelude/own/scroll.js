'use strict';
// Nothing is scrolled on paper.
var add = require('../own/add').value;
['scrollTo', 'scrollBy', 'scroll', 'scrollIntoView', 'setPointerCapture', 'releasePointerCapture', 'requestFullscreen'].forEach(function (name) {
  add(Element.prototype, name, function () {});
});

'use strict';
require('../modules/es.promise');
require('../own/add').value(HTMLImageElement.prototype, 'decode', function () {
  var image = this;
  return new Promise(function (done, fail) {
    function end() { if (image.naturalWidth) done(); else fail(new Error('The source image cannot be decoded.')); }
    if (image.complete) return end();
    image.addEventListener('load', end, false);
    image.addEventListener('error', end, false);
  });
});

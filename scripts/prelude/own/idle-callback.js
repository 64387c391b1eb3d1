'use strict';
var add = require('../own/add').value;

add(window, 'requestIdleCallback', function (run) {
  return setTimeout(function () {
    run({ didTimeout: false, timeRemaining: function () { return 50; } });
  }, 1);
});
add(window, 'cancelIdleCallback', function (id) { clearTimeout(id); });

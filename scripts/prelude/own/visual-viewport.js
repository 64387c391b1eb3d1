'use strict';
require('../own/add').value(window, 'visualViewport', {
  width: innerWidth, height: innerHeight, scale: 1, offsetLeft: 0, offsetTop: 0, pageLeft: 0, pageTop: 0,
  addEventListener: function () {}, removeEventListener: function () {}
});

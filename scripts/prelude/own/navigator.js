'use strict';
// The engine speaks no language that browsers do, and lacks what they say of the machine.
var own = window.navigator, made = Object.create(own), add = require('../own/add');

function tell(name, value) {
  Object.defineProperty(made, name, { get: function () { return value; }, configurable: true, enumerable: true });
}
tell('language', 'en-US');
tell('languages', ['en-US', 'en']);
['hardwareConcurrency', 'deviceMemory'].forEach(function (name) { if (!(name in own)) tell(name, 4); });
if (!('maxTouchPoints' in own)) tell('maxTouchPoints', 0);
tell('onLine', true);
add.value(made, 'javaEnabled', function () { return false; });
window.__defineGetter__('navigator', function () { return made; });

'use strict';
// What is no object is frozen as it is; the engine throws where it is asked for that.
var define = require('../internals/define-built-in');

function isObject(value) { return typeof value == 'object' ? value !== null : typeof value == 'function'; }
function settle(name, answer) {
  var native = Object[name];
  define(Object, name, function (value) {
    if (isObject(value)) return native(value);
    return answer === undefined ? value : answer;
  });
}

settle('freeze');
settle('seal');
settle('preventExtensions');
settle('isFrozen', true);
settle('isSealed', true);
settle('isExtensible', false);

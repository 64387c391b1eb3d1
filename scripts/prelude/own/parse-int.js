'use strict';
// The engine reads a number that begins with 0 as an octal one.
var native = window.parseInt;

require('../internals/define-built-in')(window, 'parseInt', function parseInt(text, radix) {
  text = String(text);
  return native(text, radix >>> 0 || (/^\s*[+-]?0x/i.test(text) ? 16 : 10));
});

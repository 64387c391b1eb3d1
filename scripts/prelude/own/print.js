'use strict';
// The engine would print at once, in the midst of what scripts do; it prints when the page is at rest.
require('../internals/define-built-in')(window, 'print', function () {}, { enumerable: true });

'use strict';
var add = require('../own/add');
add.getter(document, 'visibilityState', function () { return 'visible'; });
add.getter(document, 'hidden', function () { return false; });
add.getter(document, 'scrollingElement', function () { return document.documentElement; });

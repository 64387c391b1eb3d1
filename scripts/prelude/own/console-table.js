'use strict';
// Nobody reads it.
require('../own/add').value(window.console, 'table', function () {});

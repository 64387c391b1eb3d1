'use strict';
// Nothing is one, but scripts ask.
require('../own/add').value(window, 'ShadowRoot', function ShadowRoot() { throw new TypeError('Illegal constructor'); });

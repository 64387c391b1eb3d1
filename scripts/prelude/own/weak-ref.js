'use strict';
// Nothing is given up while a page is printed.
var add = require('../own/add').value;

function WeakRef(target) { this.deref = function () { return target; }; }
function FinalizationRegistry() {}
FinalizationRegistry.prototype.register = FinalizationRegistry.prototype.unregister = function () {};
add(window, 'WeakRef', WeakRef);
add(window, 'FinalizationRegistry', FinalizationRegistry);

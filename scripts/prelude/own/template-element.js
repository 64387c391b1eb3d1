'use strict';
// Templates are elements like any other to the engine; `instanceof` tells them by their name.
require('../own/template');
var hasInstance = require('../internals/well-known-symbol')('hasInstance');
function HTMLTemplateElement() { throw new TypeError('Illegal constructor'); }
HTMLTemplateElement.prototype = Object.create(window.HTMLElement.prototype);
require('../internals/define-built-in')(HTMLTemplateElement, hasInstance, function (node) {
  return !!node && node.nodeType == 1 && node.tagName == 'TEMPLATE';
});
require('../own/add').value(window, 'HTMLTemplateElement', HTMLTemplateElement);

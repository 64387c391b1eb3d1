'use strict';
// Nodes that scripts make with `new`: to the engine their constructors only say what is one.
var asFunction = require('../own/as-function');
[['Text', 'createTextNode'], ['Comment', 'createComment'], ['DocumentFragment', 'createDocumentFragment']].forEach(function (one) {
  asFunction(one[0], function (text) { return document[one[1]](text === undefined ? '' : String(text)); });
});

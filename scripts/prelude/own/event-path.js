'use strict';
require('../own/add').value(window.Event.prototype, 'composedPath', function () {
  var path = [], node = this.target;
  for (; node; node = node.parentNode) path.push(node);
  if (path[path.length - 1] === document) path.push(window);
  return path;
});

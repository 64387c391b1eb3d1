'use strict';
var add = require('../own/add').value;

add(Element.prototype, 'toggleAttribute', function (name, force) {
  var there = this.hasAttribute(name), wanted = force === undefined ? !there : !!force;
  if (wanted && !there) this.setAttribute(name, '');
  if (!wanted && there) this.removeAttribute(name);
  return wanted;
});
add(Element.prototype, 'getAttributeNames', function () {
  var names = [], i;
  for (i = 0; i < this.attributes.length; i++) names.push(this.attributes[i].name);
  return names;
});

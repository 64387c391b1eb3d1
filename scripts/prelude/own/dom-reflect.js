'use strict';
// Attributes that are properties as well today.
var getter = require('../own/add').getter;

function text(name, attribute, otherwise) {
  getter(HTMLElement.prototype, name, function () {
    var value = this.getAttribute(attribute);
    return value === null ? otherwise : value;
  }, function (value) {
    if (value === null) this.removeAttribute(attribute); else this.setAttribute(attribute, String(value));
  });
}
'srcset sizes loading decoding fetchPriority accessKey inputMode enterKeyHint'.split(' ').forEach(function (name) { text(name, name.toLowerCase(), ''); });
text('role', 'role', null);
'Label Hidden Expanded Checked Disabled Selected Pressed Current Live Level Description Modal Busy ValueNow ValueMin ValueMax ValueText RowIndex ColIndex'.split(' ').forEach(function (name) {
  text('aria' + name, 'aria-' + name.toLowerCase(), null);
});
getter(HTMLElement.prototype, 'inert', function () { return this.hasAttribute('inert'); }, function (value) {
  if (value) this.setAttribute('inert', ''); else this.removeAttribute('inert');
});

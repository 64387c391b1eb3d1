'use strict';
// Attributes that are properties as well today.
var getter = require('../own/add').getter;

function text(name, attribute, otherwise, proto) {
  getter(proto || HTMLElement.prototype, name, function () {
    var value = this.getAttribute(attribute);
    return value === null ? otherwise : value;
  }, function (value) {
    if (value === null) this.removeAttribute(attribute); else this.setAttribute(attribute, String(value));
  });
}
// On other elements these are names like any other, which pages use for themselves.
var OWNERS = { srcset: 'Image Source', sizes: 'Image Link Source', loading: 'Image IFrame', decoding: 'Image', fetchPriority: 'Image Script Link' };
for (var own in OWNERS) owned(own, OWNERS[own].split(' '));
function owned(name, kinds) {
  kinds.forEach(function (kind) {
    var maker = window['HTML' + kind + 'Element'];
    if (typeof maker == 'object' && maker.prototype) text(name, name.toLowerCase(), '', maker.prototype);
    else if (kind == 'Source') ofSources(name);
  });
}
// To the engine sources are elements like any other; so they come last.
function ofSources(name) {
  getter(HTMLElement.prototype, name, function () {
    return this.tagName == 'SOURCE' ? this.getAttribute(name) || '' : undefined;
  }, function (value) {
    if (this.tagName == 'SOURCE') this.setAttribute(name, String(value));
    else Object.defineProperty(this, name, { value: value, writable: true, configurable: true, enumerable: true });
  });
}
'accessKey inputMode enterKeyHint'.split(' ').forEach(function (name) { text(name, name.toLowerCase(), ''); });
text('role', 'role', null);
'Label Hidden Expanded Checked Disabled Selected Pressed Current Live Level Description Modal Busy ValueNow ValueMin ValueMax ValueText RowIndex ColIndex'.split(' ').forEach(function (name) {
  text('aria' + name, 'aria-' + name.toLowerCase(), null);
});
getter(HTMLElement.prototype, 'inert', function () { return this.hasAttribute('inert'); }, function (value) {
  if (value) this.setAttribute('inert', ''); else this.removeAttribute('inert');
});

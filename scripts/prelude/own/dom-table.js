'use strict';
// Rows and cells that are given no place come last; with the engine they come first.
var define = require('../internals/define-built-in');

[['HTMLTableElement', 'insertRow'], ['HTMLTableSectionElement', 'insertRow'], ['HTMLTableRowElement', 'insertCell']].forEach(function (pair) {
  var owner = window[pair[0]] && window[pair[0]].prototype, native = owner && owner[pair[1]];
  if (native) define(owner, pair[1], function (at) { return native.call(this, at === undefined ? -1 : at); }, { enumerable: true });
});

// A foot comes last as well.
var foot = HTMLTableElement.prototype.createTFoot;
define(HTMLTableElement.prototype, 'createTFoot', function () {
  var isNew = !this.tFoot, made = foot.call(this);
  if (isNew) this.appendChild(made);
  return made;
}, { enumerable: true });

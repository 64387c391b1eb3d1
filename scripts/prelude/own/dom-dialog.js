'use strict';
var tools = require('../own/add');
var add = tools.value;

// What is shown above the page stands in it on paper.
add(HTMLElement.prototype, 'showModal', function () { this.setAttribute('open', ''); });
add(HTMLElement.prototype, 'show', function () { this.setAttribute('open', ''); });
add(HTMLElement.prototype, 'close', function () { this.removeAttribute('open'); });
tools.getter(HTMLElement.prototype, 'open', function () { return this.hasAttribute('open'); }, function (value) {
  if (value) this.setAttribute('open', ''); else this.removeAttribute('open');
});
function shows(name, change) {
  add(HTMLElement.prototype, name, function () {
    var open = change(this.hasAttribute('data-h2p-shown'));
    if (open) this.setAttribute('data-h2p-shown', ''); else this.removeAttribute('data-h2p-shown');
    return open;
  });
}
shows('showPopover', function () { return true; });
shows('hidePopover', function () { return false; });
shows('togglePopover', function (open) { return !open; });

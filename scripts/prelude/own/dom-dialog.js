'use strict';
var tools = require('../own/add');
var add = tools.value;

// What is shown above the page stands in it on paper. The engine has no kind of its own for such
// elements, and in a handler of any other `show()` is the page's.
function opens(name, change) {
  add(HTMLElement.prototype, name, function () {
    if (this.tagName == 'DIALOG') change(this, arguments[0]);
    else if (typeof window[name] == 'function') return window[name].apply(window, arguments);
  });
}
function open(e) { e.setAttribute('open', ''); }
opens('showModal', open);
opens('show', open);
opens('close', function (e, value) {
  e.removeAttribute('open');
  if (value !== undefined) e.returnValue = String(value);
});
tools.getter(HTMLElement.prototype, 'open', function () {
  return /^(DIALOG|DETAILS)$/.test(this.tagName) ? this.hasAttribute('open') : window.open;
}, function (value) {
  if (value) open(this); else this.removeAttribute('open');
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

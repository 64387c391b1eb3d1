'use strict';
// The engine ends itself where a part of a text is shown again that was hidden when the page was
// laid out. So it is not hidden while the box of its text is asked for: a copy without that part
// is asked.
var define = require('../internals/define-built-in');

['SVGTextElement', 'SVGTextContentElement', 'SVGElement', 'SVGGElement'].forEach(function (name) {
  var owner = window[name] && window[name].prototype, native = owner && owner.getBBox;
  if (!native || !Object.prototype.hasOwnProperty.call(owner, 'getBBox')) return;
  define(owner, 'getBBox', function () {
    var parts = this.nodeName == 'text' ? this.getElementsByTagName('tspan') : [], hidden = [], copy, copies, i, box;
    for (i = 0; i < parts.length; i++) if (parts[i].style.display == 'none') hidden.push(parts[i]);
    if (!hidden.length || !this.parentNode) return native.call(this);
    copy = this.cloneNode(true);
    copies = copy.getElementsByTagName('tspan');
    for (i = copies.length - 1; i >= 0; i--) if (copies[i].style.display == 'none') copies[i].parentNode.removeChild(copies[i]);
    for (i = 0; i < hidden.length; i++) hidden[i].style.display = '';
    this.parentNode.insertBefore(copy, this);
    try { box = native.call(copy); } finally { copy.parentNode.removeChild(copy); }
    for (i = 0; i < hidden.length; i++) hidden[i].style.display = 'none';
    return box;
  }, { enumerable: true });
});

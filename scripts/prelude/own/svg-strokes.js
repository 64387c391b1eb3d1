'use strict';
// To the engine a stroke 0 wide is a hairline, and strokes are always painted over letters:
// those are left out.
var define = require('../internals/define-built-in');
var native = Element.prototype.setAttribute;

function hide(element, why, hidden) {
  var kept = element.h2pStroke, any;
  if (!kept) {
    if (!hidden) return;
    define(element, 'h2pStroke', kept = { stroke: element.getAttribute('stroke') });
  }
  kept[why] = hidden;
  any = kept.width || kept.order;
  if (any) native.call(element, 'stroke', 'none');
  else if (kept.stroke !== null) native.call(element, 'stroke', kept.stroke);
}

define(Element.prototype, 'setAttribute', function (name, value) {
  var kept = this.h2pStroke;
  if (name == 'stroke' && kept) {
    kept.stroke = value;
    if (kept.width || kept.order) return;
  }
  // It complains of a path that is empty, which browsers take for none.
  if (name == 'd' && value === '') return this.removeAttribute('d');
  native.call(this, name, value);
  if (name == 'stroke-width') hide(this, 'width', parseFloat(value) === 0);
  else if (name == 'paint-order' && /^(text|tspan)$/.test(this.nodeName)) hide(this, 'order', /^stroke/.test(value));
}, { enumerable: true });

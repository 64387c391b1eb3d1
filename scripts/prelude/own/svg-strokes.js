'use strict';
// To the engine a stroke 0 wide is a hairline, and strokes are always painted over letters:
// those are left out.
var define = require('../internals/define-built-in');
var variables = require('../own/custom-properties');
var native = Element.prototype.setAttribute, remove = Element.prototype.removeAttribute;

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
  else remove.call(element, 'stroke');
}

define(Element.prototype, 'setAttribute', function (name, value) {
  var kept = this.h2pStroke;
  if (typeof value == 'string' && value.indexOf('var(') >= 0) value = variables.plain(value);
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

// Where an attribute is gone, what it hid is seen again: libraries leave out what has its usual value.
define(Element.prototype, 'removeAttribute', function (name) {
  var kept = this.h2pStroke;
  if (name == 'stroke' && kept) {
    kept.stroke = null;
    if (kept.width || kept.order) return;
  }
  remove.call(this, name);
  if (name == 'stroke-width') hide(this, 'width', false);
  else if (name == 'paint-order') hide(this, 'order', false);
}, { enumerable: true });

'use strict';
// Attributes of drawings that ask for a custom property, or are reckoned, `fill="var(--accent)"`: rules that count
// less than all others say the same, and are lowered as what scripts write (src/document/markup/presented.rs).
var NAMES = ['fill', 'stroke', 'color', 'stop-color', 'flood-color', 'lighting-color', 'fill-opacity', 'stroke-opacity', 'stop-opacity', 'opacity', 'stroke-width', 'stroke-dasharray', 'font-family', 'font-size', 'font-weight', 'letter-spacing'];
var MOST = 200;

require('../own/rest').when(function () {
  var said = {}, count = 0, css = '', first = document.querySelector('style[data-h2p-presented]'), sheet;
  (first ? first.getAttribute('data-h2p-presented') : '').split('|').forEach(function (one) { said[one] = true; });
  NAMES.forEach(function (name) {
    var list = document.querySelectorAll('[' + name + '*="var(--"],[' + name + '*="color-mix("]'), i, value, key;
    for (i = 0; i < list.length; i++) {
      value = list[i].getAttribute(name);
      key = name + '=' + value;
      if (said[key] || count >= MOST || value.length > 300 || /["\\<{};\n]/.test(value)) continue;
      said[key] = true;
      count++;
      css += ':where([' + name + '="' + value + '"]){' + name + ':' + value + '}';
    }
  });
  if (!css) return false;
  sheet = document.createElement('style');
  sheet.appendChild(document.createTextNode(css));
  document.documentElement.insertBefore(sheet, document.documentElement.firstChild);
  return true;
});

'use strict';
// The engine has no window: what asks for its size is answered by what scripts are told of it.
var define = require('../internals/define-built-in');
var native = window.matchMedia;

function pixels(text) {
  var number = parseFloat(text);
  return /r?em$/.test(text) ? number * 16 : /pt$/.test(text) ? number * 4 / 3 : /in$/.test(text) ? number * 96 : /mm$/.test(text) ? number * 96 / 25.4 : /cm$/.test(text) ? number * 96 / 2.54 : number;
}

function compare(left, sign, right) {
  return sign == '<' ? left < right : sign == '<=' ? left <= right : sign == '>' ? left > right : sign == '>=' ? left >= right : left == right;
}

var preferred = { 'prefers-color-scheme': 'light', 'prefers-reduced-motion': 'no-preference', 'prefers-contrast': 'no-preference', 'hover': 'hover', 'any-hover': 'hover', 'pointer': 'fine', 'any-pointer': 'fine', 'scripting': 'enabled', 'display-mode': 'browser', 'prefers-reduced-transparency': 'no-preference', 'forced-colors': 'none', 'update': 'fast', 'dynamic-range': 'standard' };

function feature(text) {
  var size = { width: innerWidth, height: innerHeight, 'device-width': innerWidth, 'device-height': innerHeight };
  var parts = /^([a-z-]+)\s*:\s*(.+)$/.exec(text), range, name, first;
  if (parts) {
    name = parts[1].replace(/^(min|max)-/, '');
    first = parts[1].slice(0, 4);
    if (name in size) return compare(size[name], first == 'min-' ? '>=' : first == 'max-' ? '<=' : '=', pixels(parts[2]));
    if (name == 'orientation') return parts[2] == (innerWidth > innerHeight ? 'landscape' : 'portrait');
    if (name == 'resolution') return compare(1, first == 'min-' ? '>=' : first == 'max-' ? '<=' : '=', /dpi$/.test(parts[2]) ? parseFloat(parts[2]) / 96 : parseFloat(parts[2]));
    if (name in preferred) return parts[2] == preferred[name];
    if (/device-pixel-ratio$/.test(name)) return compare(1, /min-/.test(name) ? '>=' : /max-/.test(name) ? '<=' : '=', parseFloat(parts[2]));
    return false;
  }
  range = /^(?:([\d.]+[a-z]*)\s*(<=?)\s*)?(width|height)\s*(?:([<>]=?|=)\s*([\d.]+[a-z]*))?$/.exec(text);
  if (range && (range[1] || range[5])) {
    return (!range[1] || compare(pixels(range[1]), range[2], size[range[3]])) && (!range[5] || compare(size[range[3]], range[4], pixels(range[5])));
  }
  return text in size ? size[text] > 0 : text == 'color' || text in preferred && preferred[text] != 'no-preference';
}

function one(text) {
  var turned = /^not\s+(?![(])/.test(text), holds;
  text = text.replace(/^(not|only)\s+(?![(])/, '');
  holds = text.split(/\s+and\s+/).every(function (part) {
    var inside, not = /^not\s*(\(.*)$/.exec(part);
    if (not) return !one(not[1]);
    inside = /^\(\s*(.*?)\s*\)$/.exec(part);
    return inside ? (/^\(/.test(inside[1]) ? inside[1].split(/\s+or\s+/).some(one) : feature(inside[1])) : part == 'all' || part == 'screen';
  });
  return turned ? !holds : holds;
}

var printed = [];
function listen(list, run) { if (list.h2pListeners && run) list.h2pListeners.push(run); }
function forget(list, run) {
  if (list.h2pListeners) list.h2pListeners = list.h2pListeners.filter(function (other) { return other !== run; });
}
require('../own/rest').when(function () {
  var told = false;
  printed.forEach(function (list) {
    var event = { type: 'change', media: list.media, matches: !/^not\b/.test(list.media), target: list, currentTarget: list };
    if (list.matches == event.matches) return;
    list.matches = event.matches;
    told = true;
    if (typeof list.onchange == 'function') list.onchange(event);
    list.h2pListeners.forEach(function (run) {
      if (typeof run == 'function') run.call(list, event); else run.handleEvent(event);
    });
  });
  return told;
});

define(window, 'matchMedia', function (query) {
  var text = String(query).trim().toLowerCase(), list = native ? native.call(window, query) : {}, made;
  made = {
    media: list.media && list.media != 'invalid' ? list.media : text, onchange: null,
    matches: !text || text.split(/\s*,\s*/).some(function (part) { return part.split(/\s+or\s+(?![^(]*\)\s*\))/).some(one); }),
    addListener: function (run) { listen(made, run); }, removeListener: function (run) { forget(made, run); },
    addEventListener: function (type, run) { if (type == 'change') listen(made, run); }, removeEventListener: function (type, run) { forget(made, run); },
    dispatchEvent: function () { return true; }
  };
  // Of all that may be asked for, the medium alone changes.
  if (/\bprint\b/.test(text)) {
    define(made, 'h2pListeners', []);
    printed.push(made);
  }
  return made;
});

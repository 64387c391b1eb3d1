'use strict';
// What is computed of text, and shorthands. The engine says sizes in whole pixels, those of text in drawings and of
// `line-height: 1.5` in dots of its paper, and nothing of shorthands. So what the rules say is looked up here.
var compute = window.getComputedStyle, DEEPEST = 200;
// Rules are matched anew each time, since a page may change between two calls: so many elements, then the engine's word stands.
var budget = 3000;
var WORDS = { 'xx-small': 9, 'x-small': 10, small: 13, medium: 16, large: 18, 'x-large': 24, 'xx-large': 32, smaller: '83.333%', larger: '120%' };
var UNITS = { px: 1, pt: 4 / 3, pc: 16, 'in': 96, cm: 96 / 2.54, mm: 96 / 25.4, q: 96 / 101.6 };
var SIDES = ['top', 'right', 'bottom', 'left'];
var CORNERS = ['top-left', 'top-right', 'bottom-right', 'bottom-left'];

var FONT = /(?:^|\s)((?:xx?-)?(?:small|large)|medium|smaller|larger|[\d.]+[a-z%]+)(?:\s*\/\s*(\S+))?\s/i;
// The engine keeps `font` as one, and says nothing of its parts.
function declared(style, dash) {
  var value = style.getPropertyValue(dash), font;
  if (value || dash != 'font-size' && dash != 'line-height') return value || '';
  font = FONT.exec((style.getPropertyValue('font') || '').slice(0, 500));
  return font ? dash == 'font-size' ? font[1] : font[2] || 'normal' : '';
}
// The priority of it, as a part of `font` too.
function isImportant(style, dash) {
  return style.getPropertyPriority(dash) || !style.getPropertyValue(dash) && style.getPropertyPriority('font');
}

// What an element's own rules say of a property: the last of them, an important one before all others.
function said(element, dash) {
  var rules, i, value, best = '', own = element.style;
  if (own) best = declared(own, dash);
  if (best && isImportant(own, dash)) return best;
  if (--budget <= 0) return best;
  try { rules = window.getMatchedCSSRules(element, ''); } catch (error) { rules = null; }
  for (i = rules ? rules.length - 1 : -1; i >= 0; i--) {
    value = declared(rules[i].style, dash);
    if (!value) continue;
    if (isImportant(rules[i].style, dash)) return value;
    if (!best) best = value;
  }
  return best || isDrawn(element) && element.getAttribute(dash) || '';
}

function isDrawn(element) { return !!element.ownerSVGElement || element.localName == 'svg'; }

function number(text) { return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i.test(text) ? parseFloat(text) : NaN; }
// A length in pixels, NaN where it is something else. `whole` is what a percentage and an em are of.
function pixels(value, whole) {
  if (value.length > 40) return NaN;
  var n = number(value), unit = value.replace(/^[+\d.e-]*?([a-z%]*)$/i, '$1').toLowerCase();
  if (unit == '%') return n * whole / 100;
  if (unit == 'em') return n * whole;
  if (unit == 'ex') return n * whole / 2;
  if (unit == 'rem') return n * parseFloat(compute.call(window, document.documentElement, null).fontSize);
  return UNITS[unit] ? n * UNITS[unit] : NaN;
}

// The engine's own, which is right but cut to whole pixels outside of drawings.
function rough(element) { return parseFloat(compute.call(window, element, null).fontSize); }
function fontSize(element, depth) {
  var value = said(element, 'font-size').trim().toLowerCase(), parent = element.parentNode, drawn = isDrawn(element), size, known = rough(element);
  if (WORDS[value]) value = WORDS[value] > 0 ? WORDS[value] + 'px' : WORDS[value];
  if (drawn && value && isFinite(value)) value += 'px';
  if ((!value || value == 'inherit' || /(em|ex|%)$/.test(value) && !/rem$/.test(value)) && parent && parent.nodeType == 1 && depth < DEEPEST) {
    // Only what has rules of its own differs from what holds it.
    size = fontSize(parent, depth + 1);
    if (value && value != 'inherit') size = pixels(value, size);
  } else size = pixels(value, 16);
  if (drawn) return isNaN(size) ? 16 : size;
  return Math.abs(size - known) < 1 ? size : known;
}

// Where what an element inherits is said.
function teller(element, dash) {
  for (var depth = 0; element && element.nodeType == 1 && depth < DEEPEST; element = element.parentNode, depth++) {
    var value = said(element, dash).trim();
    if (value && value != 'inherit') return { element: element, value: value };
  }
  return null;
}

function px(n) { return Math.round(n * 1e4) / 1e4 + 'px'; }
function lineHeight(element, value) {
  var found = /px$/.test(value) && teller(element, 'line-height');
  return found && isFinite(found.value) ? px(found.value * fontSize(element, 0)) : value;
}
function letterSpacing(element, value) {
  var found = teller(element, 'letter-spacing'), exact;
  if (!found) return value;
  exact = pixels(found.value, fontSize(found.element, 0));
  return isNaN(exact) || !exact || !isDrawn(element) && Math.abs(exact - parseFloat(value)) >= 1 ? value : px(exact);
}

function few(list) {
  if (list[3] != list[1]) return list.join(' ');
  if (list[2] != list[0]) return list.slice(0, 3).join(' ');
  return (list[1] != list[0] ? list.slice(0, 2) : list.slice(0, 1)).join(' ');
}
function same(list) { return list.every(function (one) { return one == list[0]; }); }

// A shorthand of what `get` says of its parts; undefined where it is none that is known here.
function shorthand(dash, get) {
  var part = /^border-(width|style|color)$/.exec(dash), all;
  function sides(before, after) { return SIDES.map(function (side) { return get(before + side + after); }); }
  function edge(side) { return ['width', 'style', 'color'].map(function (what) { return get('border-' + side + '-' + what); }).join(' '); }
  if (dash == 'inset') return few(SIDES.map(get));
  if (dash == 'overflow-wrap') return get('word-wrap');
  if (dash == 'text-decoration-line') return get('text-decoration');
  if (dash == 'text-decoration-color') return get('color');
  if (dash == 'margin' || dash == 'padding') return few(sides(dash + '-', ''));
  if (part) return few(sides('border-', '-' + part[1]));
  if (/^border-(top|right|bottom|left)$/.test(dash)) return edge(dash.slice(7));
  if (dash == 'border') {
    all = SIDES.map(edge);
    return same(all) ? all[0] : '';
  }
  if (dash == 'border-radius') return few(CORNERS.map(function (corner) { return get('border-' + corner + '-radius').replace(/^(\S+) \1$/, '$1'); }));
  if (dash == 'outline') return [get('outline-color'), get('outline-style'), get('outline-width')].join(' ');
  if (dash == 'list-style') return [get('list-style-position'), get('list-style-image'), get('list-style-type')].join(' ');
  if (dash != 'font') return;
  all = [get('font-style'), get('font-variant'), get('font-weight')].filter(function (word) { return word && word != 'normal' && word != '400'; });
  all.push(get('font-size') + (get('line-height') == 'normal' ? '' : ' / ' + get('line-height')), get('font-family'));
  return all.join(' ');
}

// What was found with a part of the rules only is worth nothing.
function within(value, find) {
  var found = budget > 0 ? find() : value;
  return budget > 0 ? found : value;
}

exports.shorthand = shorthand;
exports.text = {
  'font-size': function (element, value) { return within(value, function () { return px(fontSize(element, 0)); }); },
  'line-height': function (element, value) { return within(value, function () { return lineHeight(element, value); }); },
  'letter-spacing': function (element, value) { return within(value, function () { return letterSpacing(element, value); }); },
  'font-weight': function (element, value) { return value == 'bold' ? '700' : value == 'normal' ? '400' : value; }
};

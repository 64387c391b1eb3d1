'use strict';
// `style` of elements as browsers have it. The engine drops what it does not know of what scripts set
// on it, and nothing can be put in its place: so `x.style` in scripts is `x.h2pStyle`
// (crates/script/src/styles.rs), and that of an element answers with what was written. What the engine does
// not know stands in the attribute, behind what it knows, and is lowered once the page has settled
// (src/document/lower/page/written.js).
var define = require('../internals/define-built-in');
var ofText = require('../own/computed-text');
var prototype = window.CSSStyleDeclaration && CSSStyleDeclaration.prototype, root = document.documentElement;
var compute = window.getComputedStyle;
var scratch = document.createElement('i').style, taken = {}, parsed = {};

// Properties that are younger than the engine, or that it has another name for.
var NEW = ('align-content align-items align-self justify-content justify-items justify-self place-content place-items place-self flex flex-basis ' +
  'flex-direction flex-flow flex-grow flex-shrink flex-wrap order gap row-gap column-gap grid-gap grid-row-gap grid-column-gap grid grid-area ' +
  'grid-auto-columns grid-auto-flow grid-auto-rows grid-column grid-column-start grid-column-end grid-row grid-row-start grid-row-end grid-template ' +
  'grid-template-areas grid-template-columns grid-template-rows inset inset-block inset-block-start inset-block-end inset-inline inset-inline-start ' +
  'inset-inline-end aspect-ratio object-fit object-position margin-inline margin-inline-start margin-inline-end margin-block margin-block-start ' +
  'margin-block-end padding-inline padding-inline-start padding-inline-end padding-block padding-block-start padding-block-end inline-size block-size ' +
  'min-inline-size max-inline-size min-block-size max-block-size border-inline border-inline-start border-inline-end border-block border-block-start ' +
  'border-block-end text-decoration-color text-decoration-line text-decoration-style text-decoration-thickness text-underline-offset text-align-last ' +
  'tab-size overflow-wrap text-wrap break-before break-after break-inside clip-path filter mix-blend-mode font-variant-numeric font-feature-settings ' +
  'translate rotate scale line-clamp all').split(' ');
var SHORT = ('background border border-bottom border-color border-left border-radius border-right border-spacing border-style border-top border-width ' +
  'content counter-increment counter-reset cursor float font font-family font-size list-style margin orphans outline outline-offset overflow padding ' +
  'page page-break-after page-break-before page-break-inside pointer-events quotes resize table-layout text-overflow unicode-bidi widows word-wrap ' +
  'z-index zoom background-position-x background-position-y -webkit-animation -webkit-border-image -webkit-border-radius -webkit-box-flex ' +
  '-webkit-column-rule -webkit-columns -webkit-mask -webkit-mask-image -webkit-text-stroke -webkit-transition').split(' ');
// Values that are younger than it, of whatever property.
var VALUES = /(^|[^\w-])(var|calc|min|max|clamp|env|color|color-mix|light-dark|ok?l(ab|ch)|hwb|rgba?|hsla?|min-content|max-content|fit-content|(repeating-)?(linear|radial|conic)-gradient)\(|^(unset|revert|revert-layer|min-content|max-content|fit-content|rebeccapurple|canvastext|canvas)$|^#([0-9a-f]{4}|[0-9a-f]{8})$|\d(vw|vh|vmin|vmax|[dsl]v[hw]|ch|lh|rlh|q)\b/i;
var WORDS = {
  display: /^((inline-)?(flex|grid)|flow-root|contents)$/i, position: /^sticky$/i, overflow: /^clip$/i, 'overflow-x': /^clip$/i, 'overflow-y': /^clip$/i,
  'word-break': /^(keep-all|auto-phrase)$/i, 'white-space': /^break-spaces$/i, 'text-decoration': /^[\w\s.#%-]+$/
};

function dashed(name) {
  if (name == 'cssFloat') return 'float';
  return name.replace(/[A-Z]/g, function (c) { return '-' + c.toLowerCase(); }).replace(/^webkit-/, '-webkit-');
}
function camel(dash) { return dash.replace(/^-/, '').replace(/-([a-z])/g, function (all, c) { return c.toUpperCase(); }); }
function isNew(dash) { return NEW.indexOf(dash) >= 0; }

function engineTakes(dash, value) {
  var key = dash + ':' + value;
  if (taken[key] !== undefined) return taken[key];
  scratch.cssText = key;
  taken[key] = scratch.length > 0;
  return taken[key];
}

// Whether a browser takes a value that the engine does not.
function isModern(dash, value) {
  return isNew(dash) || VALUES.test(value) || !!(WORDS[dash] && WORDS[dash].test(value));
}

// Declarations of a text that the engine does not take.
function modernIn(text) {
  var own = {}, at = 0, start = 0, depth = 0, quote = '', c;
  if (parsed.hasOwnProperty(text)) return parsed[text];
  function end() {
    var m = /^\s*([\w-]+)\s*:\s*([^]*?)\s*$/.exec(text.substring(start, at)), dash = m && m[1].toLowerCase();
    if (m && m[2] && dash.indexOf('--') && isModern(dash, m[2].replace(/\s*!important$/i, '')) && (isNew(dash) || !engineTakes(dash, m[2]))) own[dash] = m[2];
    start = at + 1;
  }
  for (; at < text.length; at++) {
    c = text.charAt(at);
    if (quote) { if (c == '\\') at++; else if (c == quote) quote = ''; }
    else if (c == '"' || c == "'") quote = c;
    else if (c == '(') depth++;
    else if (c == ')') depth--;
    else if (c == ';' && depth <= 0) end();
  }
  end();
  if (text.length < 1000) parsed[text] = own;
  return own;
}

function textOf(element) { return element.getAttribute('style') || ''; }
function own(element) { return modernIn(textOf(element)); }
// What the document's own attribute had, where it was lowered (src/document/lowering).
function lowered(element) {
  var json = element.getAttribute('data-h2p');
  if (!json) return null;
  try { return JSON.parse(json); } catch (error) { return null; }
}
function saidOf(before, dash) {
  var value = before['!'] && before['!'][dash] || before[dash];
  if (value === undefined && dash == 'gap' && before['row-gap']) {
    value = before['row-gap'] + (before['column-gap'] == before['row-gap'] ? '' : ' ' + before['column-gap']);
  }
  return typeof value == 'string' ? value : undefined;
}
// The value in the element's own attribute that the engine does not know.
function attribute(element, dash) {
  var value = own(element)[dash], before;
  if (value === undefined && (before = lowered(element))) value = saidOf(before, dash);
  return value;
}
function plain(value) { return value.replace(/\s*!important$/i, ''); }

function read(style, dash) {
  var value = attribute(style.h2pElement, dash);
  if (value !== undefined) return plain(value);
  value = style.h2pNative.getPropertyValue(dash);
  return value === null ? '' : value;
}

// What it was measured to be (src/document/injection/window.js) holds no longer once it is given another size.
var SIZES = /^(position|float|top|right|bottom|left|margin|font|letter-|word-|white-|line-|text-transform|width|height|min-|max-|padding|display|flex)/;
function unpin(element) {
  if (element.hasAttribute('data-h2p-pin')) element.removeAttribute('data-h2p-pin');
  if (element.hasAttribute('data-h2p-told')) element.removeAttribute('data-h2p-told');
}

function write(style, dash, value, priority) {
  if (SIZES.test(dash)) unpin(style.h2pElement);
  var element = style.h2pElement, native = style.h2pNative, mine = own(element), before = lowered(element), name, rest = '', changed = false, next = {};
  value = value === null || value === undefined ? '' : String(value).replace(/^\s+|\s+$/g, '');
  var modern = value !== '' && (isNew(dash) || !engineTakes(dash, value));
  // Of these the page is laid out anew when it is measured (src/document/injection/window.js).
  if (modern || /^(display|position|float)$/.test(dash) && !element.getContext || mine[dash] !== undefined) root.h2pWrites++;
  if (modern && (!isModern(dash, value) || /[;{}]/.test(value.replace(/"[^"]*"|'[^']*'|\([^()]*\)/g, '')))) return;
  for (name in mine) next[name] = mine[name];
  if (before && (modern || saidOf(before, dash) !== undefined)) {
    for (name in before) if (name != '!' && typeof before[name] == 'string' && next[name] === undefined && name.indexOf('border-sides')) next[name] = before[name];
    for (name in before['!'] || {}) next[name] = before['!'][name] + ' !important';
    element.removeAttribute('data-h2p');
    changed = true;
  }
  if (next[dash] !== undefined) changed = true;
  delete next[dash];
  if (modern) {
    next[dash] = value + (priority ? ' !important' : '');
    changed = true;
    native.removeProperty(dash);
  } else if (value === '') native.removeProperty(dash);
  else native.setProperty(dash, value, priority || '');
  // What the engine writes down is without what it does not know.
  for (name in next) { rest += name + ': ' + next[name] + '; '; }
  if (changed || rest) element.setAttribute('style', (native.cssText.replace(/\s+$/, '') + ' ' + rest).replace(/^\s+|\s+$/g, ''));
}

function Style(element) {
  define(this, 'h2pElement', element);
}
Style.prototype = Object.create(prototype);
// The engine makes it anew once the attribute has been taken away.
Object.defineProperty(Style.prototype, 'h2pNative', { get: function () { return this.h2pElement.style; } });

function accessor(owner, name, get, set) {
  Object.defineProperty(owner, name, { get: get, set: set, configurable: true, enumerable: false });
}
function names() {
  var list = NEW.concat(SHORT), computed = compute.call(window, root, null), i;
  for (i = 0; computed && i < computed.length; i++) if (list.indexOf(computed[i]) < 0) list.push(computed[i]);
  return list;
}
function each(owner, get, set) {
  names().forEach(function (dash) {
    function reads() { return get(this, dash); }
    function writes(value) { if (set) set(this, dash, value); }
    accessor(owner, camel(dash), reads, writes);
    if (camel(dash) != dash) accessor(owner, dash, reads, writes);
    if (/^-webkit-/.test(dash)) accessor(owner, 'W' + camel(dash).slice(1), reads, writes);
  });
  accessor(owner, 'cssFloat', function () { return get(this, 'float'); }, function (value) { if (set) set(this, 'float', value); });
  accessor(owner, 'length', function () { return this.h2pNative.length; });
  define(owner, 'item', function (at) { return this.h2pNative.item(at); });
  accessor(owner, 'parentRule', function () { return null; });
}

function indices(owner, count) {
  function reads(at) { accessor(owner, String(at), function () { return this.h2pNative[at]; }); }
  for (var at = 0; at < count; at++) reads(at);
}

// Some hundred accessors, which most pages never need.
var makeStyles = function () {
  each(Style.prototype, read, write);
  indices(Style.prototype, 60);
  accessor(Style.prototype, 'cssText', function () { return textOf(this.h2pElement); }, function (text) {
    unpin(this.h2pElement);
    root.h2pWrites++;
    this.h2pElement.removeAttribute('data-h2p');
    this.h2pElement.setAttribute('style', text === null ? '' : String(text));
  });
};
function isOurs(name) { return typeof name == 'string' && name.indexOf('--'); }
define(Style.prototype, 'setProperty', function (name, value, priority) {
  if (isOurs(name)) write(this, name.toLowerCase(), value, priority);
  else {
    var rest = own(this.h2pElement);
    prototype.setProperty.call(this.h2pNative, name, value, priority);
    for (name in rest) { write(this, name, plain(rest[name]), /!important$/i.test(rest[name])); break; }
  }
});
define(Style.prototype, 'getPropertyValue', function (name) {
  return isOurs(name) ? read(this, name.toLowerCase()) : prototype.getPropertyValue.call(this.h2pNative, name);
});
define(Style.prototype, 'removeProperty', function (name) {
  if (!isOurs(name)) return prototype.removeProperty.call(this.h2pNative, name);
  var before = read(this, name.toLowerCase());
  write(this, name.toLowerCase(), '');
  return before;
});
define(Style.prototype, 'getPropertyPriority', function (name) {
  var mine = own(this.h2pElement)[name];
  return mine !== undefined ? /!important$/i.test(mine) ? 'important' : '' : prototype.getPropertyPriority.call(this.h2pNative, name) || '';
});

// ---- what is computed of elements that the layout helper lays out
var INITIAL = {
  'flex-direction': 'row', 'flex-wrap': 'nowrap', 'flex-grow': '0', 'flex-shrink': '1', 'flex-basis': 'auto', order: '0', gap: 'normal', 'row-gap': 'normal',
  'column-gap': 'normal', 'justify-content': 'normal', 'align-items': 'normal', 'align-content': 'normal', 'align-self': 'auto', 'justify-items': 'legacy',
  'justify-self': 'auto', 'grid-template-columns': 'none', 'grid-template-rows': 'none', 'grid-template-areas': 'none', 'grid-auto-flow': 'row',
  'aspect-ratio': 'auto', 'object-fit': 'fill', 'object-position': '50% 50%', filter: 'none', 'clip-path': 'none', 'mix-blend-mode': 'normal',
  flex: '0 1 auto', 'flex-flow': 'row', 'grid-column': 'auto', 'grid-row': 'auto', 'grid-area': 'auto', 'text-decoration-style': 'solid',
  'text-decoration-thickness': 'auto', 'text-align-last': 'auto', 'tab-size': '8', 'break-before': 'auto', 'break-after': 'auto', 'break-inside': 'auto',
  'font-variant-numeric': 'normal', 'font-feature-settings': 'normal', 'line-clamp': 'none', translate: 'none', rotate: 'none', scale: 'none'
};
// What is not said where nothing was written.
var EMPTY = { content: 'normal', 'counter-increment': 'none', 'counter-reset': 'none', quotes: 'auto' };
var rules;

// The rules that say something of a property, of the table that the helper goes by (src/document/injection/window.js).
function rulesFor(dash) {
  if (!rules) {
    rules = {};
    (root.h2pTable && root.h2pTable.rules || []).forEach(function (rule) {
      if (rule[5] != 'print') for (var name in rule[3]) (rules['-' + name] = rules['-' + name] || []).push(rule);
    });
  }
  return rules['-' + dash] || [];
}

function said(element, dash) {
  var best = attribute(element, dash), rank = best === undefined ? -1 : /!important$/i.test(best) ? 8e15 : 3.5e15;
  rulesFor(dash).forEach(function (rule) {
    var own = (rule[4] ? 4e15 : 0) + Math.min(rule[1], 3e8) * 1e7 + rule[2];
    if (own < rank) return;
    try { if (!element.webkitMatchesSelector(rule[0])) return; } catch (error) { return; }
    best = rule[3][dash];
    rank = own;
  });
  return best === undefined ? undefined : plain(String(best));
}

// Of these the engine says how many of its dots they are.
var IN_DOTS = /^((min|max)-(width|height)|text-indent|vertical-align|background-(size|position(-[xy])?))$/, dots = 0;
function inPixels(value) {
  if (!dots) {
    var probe = document.createElement('i');
    probe.style.cssText = 'position:absolute;min-width:1000px';
    root.appendChild(probe);
    dots = (parseFloat(compute.call(window, probe, null).minWidth) || 1000) / 1000;
    root.removeChild(probe);
  }
  return value.replace(/([\d.]+)px/g, function (all, n) { return Math.round(n / dots * 100) / 100 + 'px'; });
}

function computed(style, dash) {
  var element = style.h2pElement, value = style.h2pNative.getPropertyValue(dash), best;
  if (IN_DOTS.test(dash) && /px/.test(value)) return inPixels(value);
  if (ofText.text.hasOwnProperty(dash) && value) return ofText.text[dash](element, value);
  if (dash == 'display' && value != 'none') {
    best = said(element, dash);
    if (best && WORDS.display.test(best)) return best;
  } else if (isNew(dash)) {
    best = said(element, dash);
    if (best === undefined && dash == 'gap' && (best = said(element, 'row-gap')) !== undefined && said(element, 'column-gap') != best) best += ' ' + said(element, 'column-gap');
    if (best === undefined && !INITIAL[dash]) best = ofText.shorthand(dash, function (part) { return computed(style, part); });
    return best !== undefined && !/^(unset|initial|revert)$/.test(best) ? best : INITIAL[dash] || value || '';
  }
  if (value === null || value === '') {
    best = ofText.shorthand(dash, function (part) { return computed(style, part); });
    return best === undefined ? EMPTY[dash] || '' : best;
  }
  return value == '-webkit-auto' && dash == 'text-align' ? 'start' : value;
}

function Computed(element, native) {
  define(this, 'h2pElement', element);
  define(this, 'h2pNative', native);
}
Computed.prototype = Object.create(prototype);
var makeComputed = function () {
  each(Computed.prototype, computed);
  indices(Computed.prototype, 300);
  accessor(Computed.prototype, 'cssText', function () { return this.h2pNative.cssText; });
};
define(Computed.prototype, 'getPropertyValue', function (name) {
  return isOurs(name) ? computed(this, name.toLowerCase()) : prototype.getPropertyValue.call(this.h2pNative, name);
});
define(Computed.prototype, 'getPropertyPriority', function () { return ''; });

define(window, 'getComputedStyle', function (element, pseudo) {
  var native = compute.call(window, element, pseudo || null);
  if (!native || pseudo || !(element instanceof Element)) return native;
  if (makeComputed) makeComputed = makeComputed();
  return new Computed(element, native);
}, { enumerable: true });

function styleOf(element) {
  if (makeStyles) makeStyles = makeStyles();
  if (!element.h2pStyles) define(element, 'h2pStyles', new Style(element));
  return element.h2pStyles;
}

Object.defineProperty(Object.prototype, 'h2pStyle', {
  get: function () {
    var style = this.style;
    // Of mathematics the engine knows no elements; libraries write styles of them all the same.
    if (style === null && this instanceof Element) {
      if (!this.h2pStyles) define(this, 'h2pStyles', document.createElement('span').style);
      return this.h2pStyles;
    }
    return style instanceof CSSStyleDeclaration && this instanceof Element ? styleOf(this) : style;
  },
  set: function (value) {
    if (this instanceof Element && this.style instanceof CSSStyleDeclaration) styleOf(this).cssText = value;
    else this.style = value;
  },
  configurable: true
});

'use strict';
// Custom properties as scripts read and set them: the engine drops all that begins with two hyphens.
// The rules that set them come with the page, as [selector, specificity, order, values, important]
// (src/document/lower). What a script sets is left on its style, where the layout helper finds it.
var define = require('../internals/define-built-in');
var prototype = window.CSSStyleDeclaration && CSSStyleDeclaration.prototype, root = document.documentElement;
var native = window.getComputedStyle, rules = [], ATTRIBUTE = 3.5e15, DEEPEST = 12;
// The engine makes the object of a style anew once nobody holds it.
var kept = [];

function isCustom(name) { return typeof name == 'string' && name.indexOf('--') === 0; }

function look() {
  if (!root.h2pVars) return;
  rules = root.h2pVars.map(function (rule) {
    // Importance, then specificity, then order.
    return { selector: rule[0], values: rule[3], rank: (rule[4] ? 4e15 : 0) + Math.min(rule[1], 3e8) * 1e7 + rule[2] };
  });
  delete root.h2pVars;
}

function matches(element, selector) {
  try { return element.webkitMatchesSelector(selector); } catch (error) { return false; }
}

// What the markup of an element says: as it was written, or as it was lowered.
function written(element, name) {
  var lowered = element.getAttribute('data-h2p'), text = element.getAttribute('style') || '', found;
  try { lowered = JSON.parse(lowered) || {}; } catch (error) { lowered = {}; }
  if (lowered['!'] && lowered['!'][name] !== undefined) return lowered['!'][name];
  if (lowered[name] !== undefined) return lowered[name];
  text.replace(/(?:^|;)\s*(--[\w-]+)\s*:\s*([^;]*)/g, function (all, other, value) { if (other == name) found = value; });
  return found;
}

// What is said of an element itself, by whatever counts most.
function own(element, name) {
  var style = element.style, best = style && style.h2pSet && style.h2pSet[name], rank = ATTRIBUTE;
  if (best === undefined) best = written(element, name);
  if (best === undefined) rank = -1;
  rules.forEach(function (rule) {
    if (rule.rank < rank || !rule.values.hasOwnProperty(name) || !matches(element, rule.selector)) return;
    best = rule.values[name];
    rank = rule.rank;
  });
  return best;
}

function computed(element, name, depth) {
  for (; element && element.nodeType == 1; element = element.parentNode) {
    var value = own(element, name);
    if (value === undefined || /^\s*(inherit|unset|revert|revert-layer)\s*$/i.test(value)) continue;
    return /^\s*initial\s*$/i.test(value) ? null : substitute(element, String(value), depth);
  }
  return null;
}

// A value with its `var()`s replaced; null where one has neither value nor fallback.
function substitute(element, value, depth) {
  var at, end, level, inner, comma, found;
  while ((at = value.search(/\bvar\(/i)) >= 0) {
    if (depth > DEEPEST || value.length > 20000) return null;
    for (end = at + 4, level = 1; end < value.length && level; end++) {
      if (value.charAt(end) == '(') level++;
      if (value.charAt(end) == ')') level--;
    }
    inner = value.substring(at + 4, end - 1);
    comma = inner.indexOf(',');
    found = computed(element, (comma < 0 ? inner : inner.slice(0, comma)).trim(), depth + 1);
    if (found === null && comma >= 0) found = substitute(element, inner.slice(comma + 1).trim(), depth + 1);
    if (found === null) return null;
    value = value.slice(0, at) + found + value.slice(end);
  }
  return value.trim();
}

define(window, 'getComputedStyle', function (element, pseudo) {
  var style = native.call(window, element, pseudo || null);
  if (style) Object.defineProperty(style, 'h2pOf', { value: element, configurable: true });
  return style;
}, { enumerable: true });

['setProperty', 'getPropertyValue', 'removeProperty'].forEach(function (method) {
  var before = prototype[method];
  define(prototype, method, function (name, value) {
    if (!isCustom(name)) return before.apply(this, arguments);
    var told = this.h2pSet && this.h2pSet[name];
    if (method == 'getPropertyValue') {
      look();
      if (this.h2pOf) told = computed(this.h2pOf, name, 0);
      return told === undefined || told === null ? '' : told;
    }
    if (!this.h2pSet) Object.defineProperty(this, 'h2pSet', { value: {}, configurable: true });
    if (method == 'removeProperty' || value === null || value === '') delete this.h2pSet[name];
    else this.h2pSet[name] = String(value).trim();
    kept.push(this);
    root.h2pSet = true;
    root.h2pWrites++;
    return method == 'setProperty' ? undefined : told || '';
  }, { enumerable: true });
});

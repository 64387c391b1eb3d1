// What every part of the layout helper uses. The page's own scripts may have
// replaced what arrays and strings bring, so no method of theirs is called on
// anything that a page could have touched: the loops are written out.
var doc = document, root = doc.documentElement, view = window;
// Dots of the layout in a CSS pixel: the engine truncates lengths to them.
var DOTS = view.devicePixelRatio || 1;

function each(list, f) { for (var i = 0; i < list.length; i++) f(list[i], i); }
function push(list, x) { list[list.length] = x; }
function trim(s) { return s.replace(/^\s+|\s+$/g, ''); }
function num(v) { v = parseFloat(v); return v === v ? v : 0; }
function style(e) { return view.getComputedStyle(e, null); }
function rect(e) { return e.getBoundingClientRect(); }
// The contents of a node, or a letter of a text. There is one range only: the engine tells each that there ever
// was of each node that is moved.
var ruler = doc.createRange();
function rangeOf(n, at) {
  if (at === undefined) ruler.selectNodeContents(n);
  else { ruler.setStart(n, at); ruler.setEnd(n, at + 1); }
  return ruler;
}
function all(selector) { try { return doc.querySelectorAll(selector); } catch (e) { return []; } }
// The table that an element stands in, or is.
function tableOf(e) {
  while (e && !/^table$/i.test(e.tagName)) e = e.parentNode;
  return e;
}
function matches(e, selector) { try { return e.webkitMatchesSelector(selector); } catch (x) { return false; } }

// What a pattern says of a word is asked once: of names of elements, and of what styles say, which are few.
function remembered(pattern) {
  var known = {};
  return function (word) {
    var is = known[word];
    return is === true || is === false ? is : known[word] = pattern.test(word);
  };
}

// Whether an element is a table, a row, a cell or a space of ours, of which no style sheet says anything.
var isOurTag = remembered(/^H2P-[TRCS]$/);
function isOurs(e) { return isOurTag(e.tagName); }

// Sorts in place, and keeps the order of equals. Most lists come as they shall be.
function sort(list, before) {
  for (var next = 1; next < list.length && before(list[next - 1], list[next]) <= 0; next++);
  if (next >= list.length) return list;
  var half = list.length >> 1, a = [], b = [], i, j = 0, k = 0;
  for (i = 0; i < list.length; i++) push(i < half ? a : b, list[i]);
  sort(a, before); sort(b, before);
  for (i = 0; i < list.length; i++) {
    list[i] = k >= b.length || (j < a.length && before(a[j], b[k]) <= 0) ? a[j++] : b[k++];
  }
  return list;
}

// Splits at white space, or at `at`, outside of parentheses and quotes.
function words(s, at) {
  var out = [], depth = 0, word = '', quote = '', i, c;
  for (i = 0; i < s.length; i++) {
    c = s.charAt(i);
    if (quote) { if (c === quote) quote = ''; }
    else if (c === '"' || c === "'") quote = c;
    else if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    else if (!depth && (at ? c === at : /\s/.test(c))) {
      if (word || at) push(out, trim(word));
      word = '';
      continue;
    }
    word += c;
  }
  if (word || (at && out.length)) push(out, trim(word));
  return out;
}

// What is drawn has no class that could be written as text.
function addClass(e, name) { e.setAttribute('class', (e.getAttribute('class') || '') + ' ' + name); }
function dropClass(e, names) { e.setAttribute('class', (e.getAttribute('class') || '').replace(names, '')); }

// Elements of other languages than HTML and SVG have no style.
function set(e, name, value) {
  var s = e.style;
  if (s) s.setProperty(name, value, 'important');
}

// A length as the engine takes it without loss: lengths are truncated to dots.
function px(x) {
  var dots = Math.round(x * DOTS);
  return ((dots + (dots < 0 ? -0.3 : dots > 0 ? 0.3 : 0)) / DOTS).toFixed(4) + 'px';
}

// ---- lengths
var UNITS = { px: 1, pt: 4 / 3, pc: 16, 'in': 96, cm: 96 / 2.54, mm: 9.6 / 2.54, q: 2.4 / 2.54 };
var rem = 16;

// A length in px; null where it has none: `auto`, or a percentage of nothing.
function length(value, base, em) {
  if (value === undefined || value === null) return null;
  var m = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)$/i.exec(value);
  if (m) {
    var n = +m[1], unit = m[2].toLowerCase();
    if (UNITS[unit]) return n * UNITS[unit];
    if (unit === '%') return base === null || base === undefined ? null : n * base / 100;
    if (unit === 'em') return n * em;
    if (unit === 'rem') return n * rem;
    if (unit === 'ex' || unit === 'ch') return n * em / 2;
    return unit === '' && n === 0 ? 0 : null;
  }
  m = /^(calc|-webkit-calc|min|max|clamp|sin|cos|tan|sqrt|abs)\(([^]*)\)$/i.exec(value);
  return m ? math(m[1].toLowerCase(), m[2], base, em) : null;
}

function math(name, inner, base, em) {
  var values = [], bad = false;
  if (name === 'calc' || name === '-webkit-calc') return sum(inner, base, em);
  if (Math[name] && !/^m/.test(name)) return ofAngle(name, inner, base, em);
  each(words(inner, ','), function (part) {
    var x = sum(part, base, em);
    if (x === null) bad = true;
    push(values, x);
  });
  if (bad || !values.length) return null;
  if (name === 'clamp') return values.length < 3 ? null : Math.max(values[0], Math.min(values[1], values[2]));
  var best = values[0];
  each(values, function (x) { if (name === 'min' ? x < best : x > best) best = x; });
  return best;
}

// Functions of one number; angles are radians to them.
var TURNS = { deg: Math.PI / 180, grad: Math.PI / 200, rad: 1, turn: 2 * Math.PI };

function ofAngle(name, inner, base, em) {
  var x = sum(inner.replace(/([\d.]+)(deg|g?rad|turn)\b/gi, function (all, n, unit) { return n * TURNS[unit.toLowerCase()]; }), base, em);
  return x === null ? null : Math[name](x);
}

// `a + b - c * 2`, with blanks around the signs as CSS wants them.
function sum(text, base, em) {
  var total = 0, sign = 1, factor = null, op = '', bad = false;
  function end() { if (factor !== null) total += sign * factor; factor = null; }
  // Around these two CSS wants no blanks.
  each(words(text.replace(/[*\/]/g, ' $& ')), function (w) {
    if (w === '+' || w === '-') { end(); sign = w === '+' ? 1 : -1; return; }
    if (w === '*' || w === '/') { op = w; return; }
    var x = w.charAt(0) === '(' ? sum(w.substring(1, w.length - 1), base, em)
      : /^[+-]?[\d.]+$/.test(w) ? +w : length(w, base, em);
    if (x === null) { bad = true; return; }
    if (op && factor !== null) factor = op === '*' ? factor * x : factor / x;
    else factor = x;
    op = '';
  });
  end();
  return bad ? null : total;
}

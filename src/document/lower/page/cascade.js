// The cascade of what the engine does not know: which value of each property of
// the table wins on which element. It is kept in a record on the element.
var records = [];

function record(e) {
  if (!e.__h2p) { e.__h2p = { e: e, v: {}, p: {} }; push(records, e.__h2p); }
  return e.__h2p;
}

// What anything is said about, of any element or what stands beside one. Most steps ask for what hardly a
// document speaks of: those go through no elements then.
var said = {};
function say(rec, name, value) { said[name] = true; rec.v[name] = value; }
function eachThatMaySay(names, f) {
  for (var i = 0; i < names.length; i++) if (said[names[i]] === true) { each(records, f); return; }
}

function put(rec, values, priority) {
  for (var name in values) {
    if (rec.p[name] === undefined || priority >= rec.p[name]) {
      say(rec, name, values[name]);
      rec.p[name] = priority;
    }
  }
}

// Importance, then specificity, then order.
function priority(important, specificity, order) {
  return (important ? 4e15 : 0) + Math.min(specificity, 3e8) * 1e7 + order;
}
var ATTRIBUTE = 3.5e15, IMPORTANT_ATTRIBUTE = 8e15;

function mark(marks) {
  each(marks || [], function (m, at) {
    // Those have been asked before.
    if (m[0] === 'container') { each(answers && answers[at] || [], function (e) { addClass(e, m[1]); }); return; }
    if (/^nth/.test(m[0])) { markCounted(m); return; }
    if (m[0] === 'attribute') { markAttributes(m); return; }
    if (m[0] === 'dir') { each(all('*'), function (e) { if (style(e).direction === m[3]) addClass(e, m[1]); }); return; }
    var relative = /^\s*([>+~]?)\s*([^]*)$/.exec(m[3]);
    each(all(m[2] || '*'), function (e) {
      if (m[0] === 'not' ? !matches(e, m[3]) : has(e, relative[1], relative[2])) addClass(e, m[1]);
    });
  });
}

// `:nth-child(2n + 1 of .shown)`: elements are counted among those that a list of selectors holds for.
function markCounted(m) {
  var parts = /^([^]*?)\s+of\s+([^]*)$/.exec(m[3]), found, parents = [], i;
  if (!parts) return;
  var f = /^\s*(?:([+-]?\d*)n\s*(?:([+-])\s*(\d+))?|([+-]?\d+))\s*$/i.exec(parts[1].replace(/^\s*even\s*$/i, '2n').replace(/^\s*odd\s*$/i, '2n+1'));
  if (!f) return;
  var a = f[4] !== undefined ? 0 : /^[+-]?$/.test(f[1]) ? +(f[1] + '1') : +f[1], b = f[4] !== undefined ? +f[4] : +((f[2] || '') + (f[3] || 0));
  found = all(parts[2]);
  function count(e) {
    var p = e.parentNode, left;
    if (!p) return;
    if (!p.h2pCounted) { p.h2pCounted = 0; push(parents, p); }
    left = ++p.h2pCounted - b;
    if (a ? left % a === 0 && left / a >= 0 : !left) addClass(e, m[1]);
  }
  if (m[0] === 'nth-last') for (i = found.length - 1; i >= 0; i--) count(found[i]);
  else each(found, count);
  each(parents, function (p) { delete p.h2pCounted; });
}

// `[type=a i]`: the engine minds the case.
function markAttributes(m) {
  var parts = /^\s*([\w-]+)\s*([~|^$*]?=)\s*(["']?)([^]*?)\3\s*$/.exec(m[3]), v = parts && parts[4].toLowerCase(), sign = parts && parts[2];
  if (!parts) return;
  each(all('[' + parts[1] + ']'), function (e) {
    var own = e.getAttribute(parts[1]).toLowerCase();
    if (sign === '=' ? own === v : sign === '~=' ? v && (' ' + own.replace(/\s+/g, ' ') + ' ').indexOf(' ' + v + ' ') >= 0
      : sign === '|=' ? own === v || own.indexOf(v + '-') === 0 : !v ? false : sign === '^=' ? own.indexOf(v) === 0
      : sign === '$=' ? own.slice(-v.length) === v : own.indexOf(v) >= 0) addClass(e, m[1]);
  });
}

function has(e, combinator, selector) {
  var x;
  if (combinator === '+' || combinator === '~') {
    for (x = e.nextElementSibling; x; x = combinator === '+' ? null : x.nextElementSibling) {
      if (matches(x, selector)) return true;
    }
    return false;
  }
  if (combinator === '>') {
    for (x = e.firstElementChild; x; x = x.nextElementSibling) if (matches(x, selector)) return true;
    return false;
  }
  try { return !!e.querySelector(selector); } catch (x2) { return false; }
}

// What stands before or behind an element, or is a part of its text; and the selector of that element.
var BESIDE = /^([^]*?)::?(before|after|first-line|first-letter|marker)$/;
function ownerOf(selector) { return selector.replace(/(^|[\s>+~])$/, '$1*'); }

function cascade(table) {
  mark(table.marks);
  each(table.rules, function (rule) {
    if (rule[5] && rule[5] !== MEDIUM) return;
    var selector = rule[0], p = priority(rule[4], rule[1], rule[2]), values = rule[3];
    var pseudo = BESIDE.exec(selector);
    if (!pseudo && /::/.test(selector)) return;
    each(all(pseudo ? ownerOf(pseudo[1]) : selector), function (e) {
      var rec = record(e);
      if (pseudo) rec = rec[pseudo[2]] = rec[pseudo[2]] || { v: {}, p: {} };
      put(rec, values, p);
    });
  });
  each(all('[data-h2p]'), function (e) {
    var values;
    try { values = JSON.parse(e.getAttribute('data-h2p')); } catch (x) { return; }
    var important = values['!'];
    delete values['!'];
    put(record(e), values, ATTRIBUTE);
    if (important) put(record(e), important, IMPORTANT_ATTRIBUTE);
  });
  // What scripts have set: in attributes that they wrote, and on styles (scripts/prelude/own/custom-values.js).
  each(all('[style*="--"]'), function (e) {
    e.getAttribute('style').replace(/(?:^|;)\s*(--[\w-]+)\s*:\s*([^;]*)/g, function (whole, name, value) {
      var values = {};
      values[name] = trim(value);
      put(record(e), values, ATTRIBUTE);
    });
  });
  if (root.h2pSet) each(all('*'), function (e) {
    if (e.style && e.style.h2pSet) put(record(e), e.style.h2pSet, ATTRIBUTE + 1);
  });
  if (root.h2pOriginals) { sizesOfItems(); stylesOfScripts(); }
}

// What scripts have set counts more than rules whose variables are yet to be put in.
function stylesOfScripts() {
  each(all('[style]'), function (e) {
    var own = e.__h2p, mixed = [], values = {}, important = {}, i, name, value;
    function isSet() {
      for (var k = 0; k < mixed.length; k++) if (mixed[k] === name || sets(mixed[k], name)) return true;
      return false;
    }
    if (!own) return;
    for (name in own.v) if (own.p[name] !== ATTRIBUTE && hasVariable(own.v[name], name)) push(mixed, name);
    if (!mixed.length) return;
    for (i = 0; i < e.style.length; i++) {
      name = e.style[i];
      value = e.style.getPropertyValue(name);
      if (value && own.p[name] !== ATTRIBUTE && isSet()) {
        if (e.style.getPropertyPriority(name)) important[name] = value; else values[name] = value;
      }
    }
    put(own, values, ATTRIBUTE);
    put(own, important, IMPORTANT_ATTRIBUTE);
  });
}

// Sizes that scripts have set on what is laid out by us: the engine knows them, and no table does.
function sizesOfItems() {
  each(all('[style]'), function (e) {
    if (!e.parentNode || !e.parentNode.__h2p || !kind(e.parentNode)) return;
    var own = e.__h2p, values = {}, any = false;
    each(['width', 'height', 'min-width', 'max-width', 'min-height', 'max-height', 'margin-top', 'margin-right', 'margin-bottom', 'margin-left'], function (name) {
      var v = e.style.getPropertyValue(name);
      if (!v || own && own.p[name] >= ATTRIBUTE) return;
      values[name] = v;
      any = true;
    });
    if (any) put(record(e), values, ATTRIBUTE);
  });
}

// The value of a property, if the table has one for this element.
function get(e, name, otherwise) {
  var rec = e.__h2p, v = rec ? rec.v[name] : undefined;
  return v === undefined || v === 'initial' || v === 'unset' || v === 'revert' ? otherwise : v;
}

// ---- custom properties that are not only those of the root
function variables(table) {
  each(table.vars || [], function (rule) {
    if (rule[5] && rule[5] !== MEDIUM) return;
    var p = priority(rule[4], rule[1], rule[2]), beside = BESIDE.exec(rule[0]);
    each(all(beside ? ownerOf(beside[1]) : rule[0]), function (e) {
      // Nobody asks for those of what says nothing of itself.
      var rec = beside ? e.__h2p && e.__h2p[beside[2]] : record(e);
      if (!rec) return;
      rec.c = rec.c || { v: {}, p: {} };
      put(rec.c, rule[3], p);
    });
  });
  each(records, function (rec) {
    for (var name in rec.v) {
      if (name.charAt(0) === '-' && name.charAt(1) === '-') {
        rec.c = rec.c || { v: {}, p: {} };
        if (rec.c.p[name] === undefined || rec.p[name] >= rec.c.p[name]) {
          rec.c.v[name] = rec.v[name]; rec.c.p[name] = rec.p[name];
        }
      }
    }
  });
}

// Of what stands before or behind an element it is asked first: `beside` is its record.
function variable(e, name, depth, beside) {
  var share = /^--(-?[\d.]+)(?:cq(w|h|i|b|min|max)|r?lh)$/.exec(name), own;
  if (share) return share[2] ? ofContainer(e, +share[1], share[2]) : px(share[1] * lineUnit(/rlh$/.test(name) ? root : e));
  for (; e && e.nodeType === 1; e = beside ? e : e.parentNode, beside = null) {
    own = beside ? beside.c : e.__h2p && e.__h2p.c;
    if (!own || own.v[name] === undefined) continue;
    if (/^\s*initial\s*$/i.test(own.v[name])) return null;
    // Those that ask for it have the value of what they are in.
    if (!/^\s*(inherit|unset|revert|revert-layer)\s*$/i.test(own.v[name])) return substitute(e, own.v[name], depth + 1, beside);
  }
  return null;
}

// A value with its `var()`s replaced; null where one has neither value nor fallback.
function substitute(e, value, depth, beside) {
  var budget = 50;
  while (budget-- > 0) {
    var at = value.search(/\bvar\(/i);
    if (at < 0) return value;
    if (depth > 12 || value.length > 20000) return null;
    var open = at + 4, level = 1, i = open;
    for (; i < value.length && level; i++) {
      if (value.charAt(i) === '(') level++;
      if (value.charAt(i) === ')') level--;
    }
    var inner = value.substring(open, level ? i : i - 1), comma = inner.indexOf(',');
    var name = trim(comma < 0 ? inner : inner.substring(0, comma));
    var found = variable(e, name, depth, beside);
    if (found === null && comma >= 0) found = substitute(e, trim(inner.substring(comma + 1)), depth + 1, beside);
    if (found === null) return null;
    // Words never become one by being put beside each other.
    if (/[^\s,(\/]$/.test(value.substring(0, at)) && found) found = ' ' + found;
    if (/^[^\s,)\/]/.test(value.substring(i))) found += ' ';
    value = value.substring(0, at) + found + value.substring(i);
  }
  return null;
}

// Colours that are put together from parts, as the engine knows them.
function oldColours(value) {
  // Parts of a colour are whole numbers to the engine.
  value = value.replace(/\b(rgba?\(\s*)([\d.]+)(\s*,\s*)([\d.]+)(\s*,\s*)([\d.]+)(?=[\s,)])/g, function (all, name, r, one, g, two, b) { return name + Math.round(r) + one + Math.round(g) + two + Math.round(b); });
  value = value.replace(/\b((?:rgb|hsl)a\([^(),]+,[^(),]+,[^(),]+,\s*)([\d.]+)%\s*\)/g, function (all, start, share) { return start + num(share) / 100 + ')'; });
  value = value.replace(/\b(hsla?\(\s*)([-+]?[\d.]+)(deg|turn)(?=[\s,])/g, function (all, start, hue, unit) { return start + (unit === 'turn' ? 360 * hue : hue); });
  return value.replace(/\b(rgb|hsl)a?\(\s*([^(),\/]+?)\s*(?:\/\s*([\d.]+%?)\s*)?\)/g, function (all, kind, parts, alpha) {
    var p = words(parts), a = alpha === undefined ? 1 : num(alpha) / (/%$/.test(alpha) ? 100 : 1), i;
    if (p.length !== 3) return all;
    for (i = 0; i < 3; i++) p[i] = kind === 'rgb' && !/%$/.test(p[i]) ? Math.round(num(p[i])) : p[i];
    return kind + 'a(' + p[0] + ',' + p[1] + ',' + p[2] + ',' + a + ')';
  });
}

// Properties that the helper lays out itself. All others it only writes down
// where the page had to decide their value.
var OURS = /^(display|flex-.*|order|(row|column)-gap|(align|justify)-(items|content|self)|grid-.*|aspect-ratio|object-.*|column-.*|break-.*|line-clamp|text-wrap-style|container-.*|text-align-last|inset-inline-.*|text-decoration-.*|text-underline-.*|clip-path|accent-color|text-emphasis.*|initial-letter|writing-mode|--.*)$/;
var SIZES = /^((min|max)-)?(width|height)$|^(top|right|bottom|left)$|^(margin|padding)-(top|right|bottom|left)$/;

// Whether one property sets another.
var SET_BY = {
  font: /^(font-|line-height$)/, background: /^background-/, border: /^border-(color|style|width|(top|right|bottom|left)\b)/,
  'border-color': /^border-\w+-color$/, 'border-style': /^border-\w+-style$/, 'border-width': /^border-\w+-width$/,
  'border-top': /^border-top-/, 'border-right': /^border-right-/, 'border-bottom': /^border-bottom-/, 'border-left': /^border-left-/,
  'list-style': /^list-style-/, outline: /^outline-(color|style|width)$/, 'text-decoration': /^text-decoration-/
};
function sets(short, long) { return SET_BY.hasOwnProperty(short) && SET_BY[short].test(long); }

// Whether two properties say something of the same: `border-left` and `border-width` as well (shorthands.rs).
function meet(one, other) {
  function cross(side, part) { return /^border-(top|right|bottom|left)$/.test(side) && /^border-(color|style|width)$/.test(part); }
  return sets(one, other) || sets(other, one) || cross(one, other) || cross(other, one);
}
function hasVariable(value, name) { return typeof value === 'string' && (value.indexOf('var(') >= 0 || name !== 'content' && /\battr\(|gradient\([^]*currentcolor/i.test(value)) && name.charAt(1) !== '-'; }

// Properties whose variables are to be put in, and plain ones that say something of the same
// and count more, those that count more behind those that count less. What counts less is left to
// the engine: written here, a `border` would undo a `border-width` that no table tells of.
function inOrder(own) {
  var names = [], mixed = [], name;
  for (name in own.v) if (hasVariable(own.v[name], name)) push(mixed, name);
  if (!mixed.length) return names;
  for (name in own.v) {
    var told = mixed.indexOf(name) >= 0;
    each(mixed, function (other) { told = told || meet(other, name) && (own.p[name] > own.p[other] || own.p[name] === own.p[other] && !sets(name, other)); });
    if (told) push(names, name);
  }
  // Of one block, what sets others comes before them.
  return sort(names, function (a, b) { return own.p[a] - own.p[b] || (sets(b, a) ? 1 : 0) - (sets(a, b) ? 1 : 0); });
}

function substituted() {
  var logical = [];
  each(TURNED, function (names) { push(logical, names[0]); push(logical, names[1]); });
  eachThatMaySay(logical, function (rec) {
    turnLogical(rec, rec.e);
    each(['before', 'after'], function (side) { if (rec[side]) turnLogical(rec[side], rec.e); });
  });
  substitutedPseudo();
  turnSides();
  each(records, function (rec) {
    each(inOrder(rec), function (name) {
      var value = rec.v[name], known;
      if (!hasVariable(value, name)) { set(rec.e, name, value); return; }
      value = substitute(rec.e, ofElement(rec.e, value, name, style(rec.e)), 0);
      if (value === null) { delete rec.v[name]; return; }
      value = rec.v[name] = modern(value);
      if (/^font(-size)?$/.test(name)) value = withSize(rec.e, value);
      if (/^(box|text)-shadow$/.test(name)) value = shadows(value, num(style(rec.e).fontSize), name === 'text-shadow', rec.e) || 'none';
      known = logicalSides(rec.e, name, value) || longhandsOf(name, value);
      if (known) { each(known, function (one) { longhand(rec, one[0], one[1], rec.p[name]); }); return; }
      if (name === 'background') setBackground(rec.e, value);
      else if (!OURS.test(name)) { known = prefixed(name, value); if (known[0] === '-webkit-transform') turn(rec.e, known[1]); else set(rec.e, known[0], known[1]); }
      if (/^(margin|padding)$/.test(name) && /\(/.test(value)) sides(rec, name, value);
    });
  });
}

function longhand(rec, name, value, weight) {
  if (rec.p[name] > weight || value === undefined) return;
  say(rec, name, value);
  rec.p[name] = weight;
  if (!OURS.test(name)) set(rec.e, name, value);
}

// Of what is laid out by us, `inherit` is what the element around has.
var INHERITED = /^(display|order|aspect-ratio|(min-|max-)?(width|height)|(row|column)-gap|(flex|grid|align|justify|object)-.*)$/;

function inherited() {
  function find(e, name) {
    var own = e.__h2p && e.__h2p.v, p = e.parentNode, value, em;
    if (!own || own[name] !== 'inherit') return own ? own[name] : undefined;
    value = p && p.nodeType === 1 ? find(p, name) : undefined;
    if (value === undefined) { delete own[name]; return value; }
    em = num(style(p).fontSize);
    // Lengths in letters are those of the letters around.
    if (/\dem\b/.test(value) && em !== num(style(e).fontSize)) value = value.replace(/([\d.]+)em\b/g, function (all, n) { return px(n * em); });
    return (own[name] = value);
  }
  each(records, function (rec) {
    for (var name in rec.v) if (rec.v[name] === 'inherit' && INHERITED.test(name)) find(rec.e, name);
  });
}

// How large letters are, where that is a sum: of what those around them are.
function withSize(e, value) {
  var start = value.search(/\b(calc|min|max|clamp)\(/), end, open = 0, around, x;
  if (start < 0) return value;
  for (end = value.indexOf('(', start); end < value.length; end++) {
    if (value.charAt(end) === '(') open++;
    if (value.charAt(end) === ')' && !--open) break;
  }
  end++;
  around = num(style(e.parentNode && e.parentNode.nodeType === 1 ? e.parentNode : e).fontSize);
  x = length(value.substring(start, end), around, around);
  return x === null ? value : value.substring(0, start) + px(x) + value.substring(end);
}

// Where one of four lengths is a sum, the engine knows none of them.
function sides(rec, name, value) {
  var four = words(value);
  if (!four.length || four.length > 4) return;
  each(['top', 'right', 'bottom', 'left'], function (side, at) {
    var one = four[at] || four[at - 2] || four[0], own = name + '-' + side;
    if (rec.p[own] > rec.p[name]) return;
    say(rec, own, one);
    set(rec.e, own, one);
  });
}

// Sides that are named by the direction of text are told as for left to right.
function turned(v, e) {
  var start = v['inset-inline-start'], end = v['inset-inline-end'], p = e.parentNode;
  if (start === undefined && end === undefined || !p || p.nodeType !== 1 || style(p).direction !== 'rtl') return false;
  var left = v.left, right = v.right;
  if (start !== undefined && left === start) v.left = 'auto';
  if (end !== undefined && right === end) v.right = 'auto';
  if (end !== undefined) v.left = end;
  if (start !== undefined) v.right = start;
  return true;
}

function turnSides() {
  eachThatMaySay(['inset-inline-start', 'inset-inline-end'], function (rec) {
    if (!turned(rec.v, rec.e)) return;
    set(rec.e, 'left', rec.v.left || 'auto');
    set(rec.e, 'right', rec.v.right || 'auto');
  });
}

// Rules for what stands before or behind elements. Elements with the same share a class, which
// counts more than what the page has.
function sideRules(prefix) {
  var names = {}, count = 0, css = '';
  return {
    add: function (e, side, body) {
      var rule = ':' + side + '{' + body + '}', name;
      if (names[rule] === undefined) {
        name = names[rule] = prefix + count++;
        css += '.' + name + '.' + name + '.' + name + rule;
      }
      addClass(e, names[rule]);
    },
    // What has been read of such rules before has none of these.
    write: function () { if (css) { addStyles(css); pseudoRules.list = null; } }
  };
}

// The colour of the text before or behind an element.
function colourBeside(e, side, own) {
  var said = own.v.color && substitute(e, own.v.color, 0, own);
  if (/^(inherit|unset|revert(-layer)?|currentcolor)$/i.test(said || '')) return colour(style(e).color);
  return said && colour(said) || colour(view.getComputedStyle(e, ':' + side).color);
}

// What `::before` and `::after` take from the variables of their elements: icons, mostly.
function substitutedPseudo() {
  var rules = sideRules('h2pv');
  each(records, function (rec) {
    if (!rec.before && !rec.after) return;
    each(['before', 'after'], function (side) {
      var own = rec[side], body = '', value, sides;
      if (!own) return;
      each(inOrder(own), function (name) {
        value = own.v[name];
        if (hasVariable(value, name)) {
          value = substitute(rec.e, ofElement(rec.e, value, name, view.getComputedStyle(rec.e, ':' + side)), 0, own);
          if (value === null) { delete own.v[name]; return; }
          value = own.v[name] = modern(value);
        }
        if (/^(box|text)-shadow$/.test(name)) value = shadows(value, 16, name === 'text-shadow', rec.e, colourBeside(rec.e, side, own)) || 'none';
        sides = logicalSides(rec.e, name, value);
        if (sides) { each(sides, function (one) { if (!/[{}]/.test(one[1])) body += one[0] + ':' + one[1] + '!important;'; }); return; }
        value = prefixed(name, value);
        if (!OURS.test(name) && !/[{}]/.test(value[1])) body += value[0] + ':' + value[1] + '!important;';
      });
      if (turned(own.v, { parentNode: rec.e })) body += 'left:' + (own.v.left || 'auto') + '!important;right:' + (own.v.right || 'auto') + '!important;';
      if (body) rules.add(rec.e, side, body);
    });
  });
  rules.write();
}

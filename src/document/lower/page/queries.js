// Container queries hang on the sizes of containers, and those on what the queries say. So the
// page is laid out without them to see how large containers are, which is taken back then, and
// again until the answers are those that it was laid out by.
var answers = null;

function askContainers(table) {
  if (!table.queries) return;
  for (var round = 0, before = ''; round < 3; round++) {
    var kept = keepPage(), asked, now;
    unfreeze = [];
    attempt(cascade, table);
    attempt(variables, table);
    asked = attempt(questions, table) || [];
    attempt(layOutTrial);
    now = attempt(answered, asked) || '';
    attempt(restorePage, kept);
    forget();
    if (now === before) break;
    before = now;
  }
}

// What was found out about elements of a page that has been taken back.
function forget() {
  records = [];
  containers = [];
  freeze.done = false;
  pseudo.css = '';
  unfreeze = null;
}

// The elements that conditions are asked for, while selectors mean what they say.
function questions(table) {
  var list = [];
  each(table.marks || [], function (m, at) {
    if (m[0] !== 'container') return;
    each(all(m[2] || '*'), function (e) { push(list, { at: at, e: e, conditions: m[3].split('\n') }); });
  });
  return list;
}

// Which of them hold, and how large containers are.
function answered(asked) {
  var text = '', lists = {};
  eachThatMaySay(['container-type'], function (rec) {
    if (!/^(inline-size|size)$/.test(get(rec.e, 'container-type', 'normal'))) return;
    var f = frame(rec.e), r = rect(rec.e);
    rec.e.h2pRoom = { width: r.width - f.h, height: r.height - f.v, em: f.em };
    text += Math.round(r.width - f.h) + ' ' + Math.round(r.height - f.v) + ',';
  });
  each(asked, function (q, at) {
    var holds = true;
    each(q.conditions, function (one) { holds = holds && holdsIn(q.e, one); });
    if (!holds) return;
    text += at + ' ';
    push(lists[q.at] = lists[q.at] || [], q.e);
  });
  answers = lists;
  return text;
}

function typeOf(e) { return e.nodeType === 1 ? get(e, 'container-type', 'normal') : 'normal'; }

// The nearest container that has a name, where one is asked for, and a size along these axes.
function containerOf(e, name, sized, high) {
  for (var p = e.parentNode; p && p.nodeType === 1; p = p.parentNode) {
    var type = typeOf(p);
    if (name && words(get(p, 'container-name', 'none')).indexOf(name) < 0) continue;
    if (high ? type === 'size' : !sized || /^(inline-size|size)$/.test(type)) return p;
  }
  return null;
}

function holdsIn(e, text) {
  var m = /^\s*([^\s(]+)\s+([^]*)$/.exec(text), name = '', plain;
  if (m && !/^not$/i.test(m[1])) { name = m[1]; text = m[2]; }
  plain = text.replace(/style\((\([^()]*\)|[^()])*\)/gi, '');
  var p = containerOf(e, name, /\(\s*[^\s()]/.test(plain), /height|block-size|aspect-ratio|orientation/i.test(plain));
  return !!p && condition(text, p) === true;
}

// `null` is what nobody knows: neither it holds nor what is not it.
function condition(text, p) {
  var so = null, join = '', not = false;
  each(words(text.replace(/\bnot\(/gi, 'not (')), function (w) {
    if (/^(and|or)$/i.test(w)) { join = w.toLowerCase(); return; }
    if (/^not$/i.test(w)) { not = true; return; }
    var v = term(w, p);
    if (not) { v = v === null ? null : !v; not = false; }
    so = join === 'and' ? so && v : join === 'or' ? so || v : v;
  });
  return so;
}

function term(w, p) {
  var m = /^style\(([^]*)\)$/i.exec(w), inner = trim(w.replace(/^\(([^]*)\)$/, '$1'));
  if (m) return ofStyle(m[1], p);
  if (/^(\(|not[\s(]|style\()/i.test(inner)) return condition(inner, p);
  return feature(inner.toLowerCase(), p);
}

function ofStyle(text, p) {
  var at = text.indexOf(':'), name = trim(at < 0 ? text : text.substring(0, at)), v;
  if (/^(\(|not\s)/.test(name)) return condition(text, p);
  if (!/^--/.test(name)) return null;
  v = variable(p, name, 0);
  if (at < 0) return v !== null;
  return v !== null && trim(v) === trim(text.substring(at + 1));
}

function feature(text, p) {
  var room = p.h2pRoom || {}, m;
  function value(word) {
    var parts;
    word = trim(word);
    if (/^(width|inline-size)$/.test(word)) return room.width;
    if (/^(height|block-size)$/.test(word)) return room.height;
    if (word === 'aspect-ratio') return room.width / room.height;
    if ((parts = /^([\d.]+)\s*\/\s*([\d.]+)$/.exec(word))) return parts[1] / parts[2];
    if (/^[\d.]+$/.test(word)) return +word;
    return length(word, null, room.em);
  }
  function compare(a, sign, b) {
    a = value(a);
    b = value(b);
    if (typeof a !== 'number' || typeof b !== 'number') return null;
    return sign === '<' ? a < b : sign === '>' ? a > b : sign === '<=' ? a <= b + 0.01 : sign === '>=' ? a >= b - 0.01 : Math.abs(a - b) < 0.01;
  }
  if ((m = /^orientation\s*:\s*(portrait|landscape)$/.exec(text))) return (room.height >= room.width) === (m[1] === 'portrait');
  if ((m = /^(min-|max-)?([a-z-]+)\s*:\s*([^]+)$/.exec(text))) return compare(m[2], m[1] === 'min-' ? '>=' : m[1] === 'max-' ? '<=' : '=', m[3]);
  if ((m = /^([^<>=]+)(<=|>=|<|>|=)([^<>=]+)(?:(<=|>=|<|>|=)([^<>=]+))?$/.exec(text))) {
    var first = compare(m[1], m[2], m[3]);
    return m[4] && first ? compare(m[3], m[4], m[5]) : first;
  }
  m = value(text);
  return typeof m === 'number' ? m !== 0 : null;
}

// So many hundredths of a side of the container that an element is in, of the page without one.
function ofContainer(e, share, side) {
  var wide = containerOf(e, '', true, false), high = containerOf(e, '', true, true);
  var w = wide && wide.h2pRoom ? wide.h2pRoom.width : PAGE.W, h = high && high.h2pRoom ? high.h2pRoom.height : PAGE.H || PAGE.W;
  var one = /^[wi]$/.test(side) ? w : /^[hb]$/.test(side) ? h : side === 'min' ? Math.min(w, h) : Math.max(w, h);
  return (share * one / 100).toFixed(4) + 'px';
}

// Letters that a document marks out: initials that are several lines high, dots above letters, and
// texts that are isolated from the direction of what is around them.
var MARKS = { dot: ['\u2022', '\u25e6'], circle: ['\u25cf', '\u25cb'], 'double-circle': ['\u25c9', '\u25ce'], triangle: ['\u25b2', '\u25b3'], sesame: ['\ufe45', '\ufe46'] };

// The letter is as high as so many lines: its top is that of the capitals on the first of them, and
// it stands on the last.
function initialLetters() {
  var rules = sideRules('h2pi'), list = [], sides;
  eachThatMaySay(['initial-letter'], function (rec) {
    var own = rec['first-letter'], m = own && /^([\d.]+)(?:\s+(\d+|drop|raise))?$/.exec(own.v['initial-letter'] || '');
    if (!m || !(m[1] >= 1) || !rec.e.getClientRects().length) return;
    var cs = style(rec.e), em = num(cs.fontSize), serif = /serif|times|georgia/i.test(cs.fontFamily.replace(/sans-serif/gi, '')), sink = m[2] === 'raise' ? 1 : +m[2] || Math.floor(m[1]);
    var cap = serif ? 0.655 : 0.716, up = serif ? 0.891 : 0.905, down = serif ? 0.216 : 0.212, line = lineOf(rec.e);
    var size = ((m[1] - 1) * line + cap * em) / cap, high = sink * line - 0.6;
    // Where the letter would stand in a line as high as those beside it, and where it has to.
    var stands = (high - (up + down) * size) / 2 + up * size, wanted = (sink - 1) * line + (line - (up + down) * em) / 2 + up * em;
    push(list, rec.e);
    sides = '';
    // Letters are as large as their style says to what is around them.
    each(['margin-left', 'margin-right', 'padding-left', 'padding-right'], function (name) {
      var v = length(saidOfLetter(rec.e, name), em, em);
      if (v) sides += name + ':' + px(v) + '!important;';
    });
    rules.add(rec.e, 'first-letter', 'float:' + (cs.direction === 'rtl' ? 'right' : 'left') + '!important;font-size:' + px(size) + '!important;line-height:' + px(high) +
      '!important;margin-top:' + px(wanted - stands) + '!important;margin-bottom:' + px(stands - wanted) + '!important;' + sides);
  });
  rules.write();
  // The engine keeps the font that a first letter had when it was made.
  each(list, function (e) {
    var p = e.parentNode, next = e.nextSibling;
    p.removeChild(e);
    p.insertBefore(e, next);
  });
}

// How high a line of an element is: what is computed of it is not told in pixels.
function lineOf(e) {
  var box = doc.createElement('h2p-x'), high;
  each([['display', 'block'], ['padding', '0'], ['border', '0'], ['margin', '0'], ['height', 'auto']], function (x) { set(box, x[0], x[1]); });
  box.appendChild(doc.createTextNode('x'));
  e.appendChild(box);
  high = rect(box).height;
  e.removeChild(box);
  return high;
}

// ---- dots above letters
function emphasisOf(e) {
  for (; e && e.nodeType === 1; e = e.parentNode) {
    var v = get(e, 'text-emphasis-style');
    if (v === undefined) v = get(e, 'text-emphasis');
    if (v !== undefined && v !== 'inherit') return { e: e, value: v };
  }
  return null;
}

function markSaid(found) {
  var open = false, shape = '', text = null, tint = get(found.e, 'text-emphasis-color', '');
  each(words(found.value), function (w) {
    if (/^["']/.test(w)) text = unquoted(w);
    else if (w === 'open' || w === 'filled') { open = w === 'open'; shape = shape || 'circle'; }
    else if (MARKS.hasOwnProperty(w)) shape = w;
    else if (w !== 'none') tint = tint || w;
    else text = '';
  });
  if (text === null) text = shape ? MARKS[shape][open ? 1 : 0] : '';
  return { text: text, tint: tint, under: /under/.test(get(found.e, 'text-emphasis-position', '')) };
}

function emphasis() {
  var texts = [];
  eachThatMaySay(['text-emphasis', 'text-emphasis-style'], function (rec) {
    if (rec.v['text-emphasis'] === undefined && rec.v['text-emphasis-style'] === undefined) return;
    var walker = doc.createTreeWalker(rec.e, 4, null, false), n;
    while ((n = walker.nextNode())) {
      if (n.__marked || !/\S/.test(n.nodeValue) || /^(script|style|textarea|option|svg|rt)$/i.test(n.parentNode.tagName)) continue;
      var found = emphasisOf(n.parentNode), mark = found && markSaid(found);
      n.__marked = true;
      if (mark && mark.text) push(texts, { n: n, mark: mark });
    }
  });
  // A letter of East Asia stands by itself; others are not parted, because they lean on each other.
  var marked = [];
  each(texts, function (t) {
    var box = doc.createDocumentFragment(), m, re = /\s+|[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[\ud800-\udbff][\udc00-\udfff]|[^\s\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ud800-\udfff]+/g;
    while ((m = re.exec(t.n.nodeValue))) {
      var text = doc.createTextNode(m[0]), word;
      if (!/\S/.test(m[0])) { box.appendChild(text); continue; }
      word = doc.createElement('h2p-l');
      set(word, 'position', 'relative');
      set(word, 'white-space', 'nowrap');
      word.appendChild(text);
      box.appendChild(word);
      push(marked, { word: word, text: text, mark: t.mark, places: [] });
    }
    t.n.parentNode.replaceChild(box, t.n);
  });
  var rooms = {};
  each(marked, function (x) { x.room = roomOfMark(x, rooms); });
  each(marked, function (x) {
    var from = rect(x.word), s = x.text.nodeValue, i, r;
    for (i = 0; i < s.length; i++) {
      if (/[.,;:!?()\[\]{}、。，．・：；！？「」『』（）\udc00-\udfff]/.test(s.charAt(i))) continue;
      r = rangeOf(x.text, i).getBoundingClientRect();
      push(x.places, (r.left + r.right) / 2 - from.left);
    }
  });
  each(marked, function (x) {
    var room = barOf(x.word, x.room);
    if (x.mark.under) set(room, 'vertical-align', px(-x.room));
    each(x.places, function (at) { x.word.appendChild(markAt(at, x.mark)); });
  });
}

// What makes a line so high above the line that letters stand on.
function barOf(word, height) {
  var e = doc.createElement('h2p-l');
  each([['display', 'inline-block'], ['width', '0'], ['height', px(height)], ['vertical-align', 'baseline']], function (x) { set(e, x[0], x[1]); });
  return word.insertBefore(e, word.firstChild);
}

// How far the line of a text has to reach above what its letters stand on, or below: as far as they do, and
// as a mark is high.
function roomOfMark(x, known) {
  var cs = style(x.word), key = [cs.fontFamily, cs.fontSize, cs.fontWeight, x.mark.under].join(';'), foot, small, r;
  if (known[key] === undefined) {
    foot = barOf(x.word, 0);
    small = doc.createElement('h2p-l');
    set(small, 'font-size', '50%');
    small.appendChild(doc.createTextNode('x'));
    x.word.appendChild(small);
    r = rangeOf(x.text).getBoundingClientRect();
    known[key] = Math.round(rect(small).height) + (x.mark.under ? r.bottom - rect(foot).bottom : rect(foot).bottom - r.top);
    x.word.removeChild(foot);
    x.word.removeChild(small);
  }
  return known[key];
}

function markAt(at, mark) {
  var dot = doc.createElement('h2p-l'), name;
  var say = { position: 'absolute', left: px(at), width: '4em', 'margin-left': '-2em', 'text-align': 'center', 'font-size': '50%', 'font-style': 'normal', 'font-weight': 'normal', 'line-height': '1', 'white-space': 'pre', 'text-indent': '0', 'letter-spacing': '0', 'text-decoration': 'none' };
  say[mark.under ? 'bottom' : 'top'] = '-0.95em';
  if (mark.tint && mark.tint !== 'currentcolor') say.color = modern(mark.tint);
  for (name in say) set(dot, name, say[name]);
  dot.appendChild(doc.createTextNode(mark.text));
  return dot;
}

// ---- isolation: the engine knows embeddings only, which join what stands beside them. A mark of
// the direction around them on both sides keeps them apart.
function isolates() {
  var list = [];
  each(all('bdi,bdo,[dir]'), function (e) {
    var p = e.parentNode, cs = style(e), own = null;
    if (!p || p.nodeType !== 1 || cs.display !== 'inline' || !/\S/.test(e.textContent)) return;
    if (/^bdi$/i.test(e.tagName) && !e.getAttribute('dir')) {
      var first = /[A-Za-z\u00c0-\u058f\u0900-\u1fff\u3040-\ud7ff]|[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.exec(e.textContent);
      own = first && /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(first[0]) ? 'rtl' : 'ltr';
    } else if (cs.direction === style(p).direction && !/^bd/i.test(e.tagName)) return;
    // An item stands for itself, and a mark beside it would be one more.
    push(list, { e: e, own: own, mark: kind(p) ? '' : style(p).direction === 'rtl' ? '\u200f' : '\u200e' });
  });
  each(list, function (x) {
    if (x.own) { set(x.e, 'direction', x.own); set(x.e, 'unicode-bidi', 'embed'); }
    if (!x.mark) return;
    x.e.parentNode.insertBefore(doc.createTextNode(x.mark), x.e);
    x.e.parentNode.insertBefore(doc.createTextNode(x.mark), x.e.nextSibling);
  });
}

// What the engine draws wrongly or not at all: small capitals, lines that are cut off
// behind the last that is shown, and markers of lists that are strings.

// ---- small capitals: lower-case letters as capitals of 70 %, as browsers make them
function isLower(c) { return c.toUpperCase() !== c && c.toLowerCase() === c; }

function smallCapitals() {
  var texts = [];
  eachThatMaySay(['font-variant'], function (rec) {
    if (get(rec.e, 'font-variant') !== 'small-caps') return;
    var walker = doc.createTreeWalker(rec.e, 4, null, false), n;
    while ((n = walker.nextNode())) {
      var p = n.parentNode;
      if (n.__caps || /^(script|style|textarea|option|svg)$/i.test(p.tagName)) continue;
      for (var e = p, own; e && e.nodeType === 1; e = e.parentNode) if ((own = get(e, 'font-variant')) !== undefined) break;
      if (own !== 'small-caps') continue;
      n.__caps = true;
      push(texts, n);
    }
  });
  each(texts, function (n) {
    var s = n.nodeValue, box = doc.createDocumentFragment(), i = 0, from;
    while (i < s.length) {
      from = i;
      var lower = isLower(s.charAt(i));
      while (i < s.length && isLower(s.charAt(i)) === lower) i++;
      var text = doc.createTextNode(s.substring(from, i));
      if (!lower) { box.appendChild(text); continue; }
      var small = doc.createElement('h2p-l');
      set(small, 'font-size', '70%');
      set(small, 'text-transform', 'uppercase');
      small.appendChild(text);
      box.appendChild(small);
    }
    n.parentNode.replaceChild(box, n);
  });
}

// ---- `ch`: the advance of a zero in the font of the element
function digits() {
  var found = [];
  each(records, function (rec) {
    for (var name in rec.v) {
      var value = rec.v[name];
      if (typeof value !== 'string' || !/\dch\b/.test(value) || /^--|^content$/.test(name)) continue;
      push(found, { e: rec.e, rec: rec, name: name });
    }
  });
  each(found, function (f) {
    var box = f.box = doc.createElement('h2p-q');
    set(box, 'position', 'absolute');
    set(box, 'white-space', 'nowrap');
    each(['letter-spacing', 'word-spacing'], function (name) { set(box, name, 'normal'); });
    each(['padding', 'border', 'min-width'], function (name) { set(box, name, '0'); });
    set(box, 'width', 'auto');
    set(box, 'max-width', 'none');
    box.appendChild(doc.createTextNode('0000000000'));
    if (replaced(f.e)) {
      each(['font-family', 'font-size', 'font-weight', 'font-style'], function (name) { set(box, name, style(f.e).getPropertyValue(name)); });
      f.e.parentNode.insertBefore(box, f.e);
    } else f.e.appendChild(box);
  });
  each(found, function (f) { f.width = rect(f.box).width / 10; });
  each(found, function (f) {
    f.box.parentNode.removeChild(f.box);
    if (!f.width) return;
    var value = f.rec.v[f.name] = f.rec.v[f.name].replace(/([\d.]+)ch\b/g, function (all, n) { return (n * f.width).toFixed(3) + 'px'; });
    if (!OURS.test(f.name)) set(f.e, f.name, value);
  });
}

// ---- first lines in capitals: the engine ignores that. What stands on them is found while
// everything is in capitals, and is not moved by what follows.
function firstLines() {
  var list = [];
  each(records, function (rec) {
    var own = rec['first-line'], way = own && own.v['text-transform'], e = rec.e;
    if (!way || /^(none|initial|inherit)$/.test(way) || !e.getClientRects().length || style(e).display === 'inline') return;
    push(list, { e: e, way: way, texts: [] });
    set(e, 'text-transform', way);
  });
  each(list, function (x) {
    var walker = doc.createTreeWalker(x.e, 4, null, false), bottom = null, count = 0, n, m, re, r;
    while (!x.cut && (n = walker.nextNode())) {
      push(x.texts, n);
      for (re = /\S+/g; !x.cut && (m = re.exec(n.nodeValue)) && count++ < 200;) {
        r = rangeOf(n, m.index).getBoundingClientRect();
        if (!r.width && !r.height) continue;
        if (bottom === null) bottom = r.bottom;
        else if (r.top > bottom - 1) x.cut = { n: n, at: m.index };
      }
    }
  });
  each(list, function (x) {
    x.e.style.removeProperty('text-transform');
    each(x.texts, function (n) {
      var p = n.parentNode, box = doc.createElement('h2p-x');
      if (x.cut && x.cut.n === n) {
        if (x.cut.at) n.splitText(x.cut.at);
        p.insertBefore(doc.createElement('br'), x.cut.at ? n.nextSibling : n);
        if (!x.cut.at) return;
      }
      set(box, 'text-transform', x.way);
      p.replaceChild(box, n);
      box.appendChild(n);
    });
  });
}

// ---- `-webkit-line-clamp`: the engine writes the ellipsis, and then all other lines
function clampLines() {
  var found = [];
  eachThatMaySay(['line-clamp'], function (rec) {
    var n = parseInt(get(rec.e, 'line-clamp'), 10), e = rec.e;
    if (!(n > 0) || !/box$/.test(style(e).display)) return;
    var lines = [], f = frame(e, style(e)), top = null, end = 0, next = null, last = -1e9, count = 0;
    each(rangeOf(e).getClientRects(), function (r) { if (r.height && r.width) push(lines, r); });
    sort(lines, function (a, b) { return a.bottom - b.bottom; });
    each(lines, function (r) {
      if (r.top >= last - 1) { count++; last = r.bottom; }
      if (top === null || r.top < top) top = r.top;
      if (count <= n) end = r.bottom;
      else if (count === n + 1 && (next === null || r.top < next)) next = r.top;
    });
    if (count <= n) return;
    // From the letters of the first line to those of the line behind the last that is seen.
    push(found, { e: e, frame: f, height: Math.max(next, end) - top + (f.border ? f.v : 0) });
  });
  each(found, function (f) {
    push(clamped, f.e);
    set(f.e, 'max-height', px(f.height));
    set(f.e, 'overflow', 'hidden');
    // What is hidden would be seen in the padding, but not in a border.
    if (f.frame.pb && !f.frame.bb) {
      set(f.e, 'padding-bottom', '0');
      set(f.e, 'border-bottom', px(f.frame.pb) + ' solid transparent');
    }
  });
}

var clamped = [];

// ---- items whose lines are clamped: an item is no box that clamps, so one in it is.
function clampItems() {
  eachThatMaySay(['line-clamp'], function (rec) {
    var e = rec.e, n = parseInt(get(e, 'line-clamp'), 10), p = e.parentNode;
    if (!(n > 0) || !p || !kind(p) || !/box$/.test(get(e, 'display', ''))) return;
    var box = doc.createElement('h2p-x');
    while (e.firstChild) box.appendChild(e.firstChild);
    e.appendChild(box);
    each([['display', '-webkit-box'], ['-webkit-box-orient', 'vertical'], ['-webkit-line-clamp', n], ['overflow', 'hidden']], function (x) { set(box, x[0], x[1]); });
    put(record(box), { 'line-clamp': String(n), display: '-webkit-box' }, 9e15);
    delete rec.v['line-clamp'];
    set(e, 'display', 'block');
    say(rec, 'display', 'block');
  });
}

// ---- strings as markers
function unquoted(s) {
  return s.replace(/^["']|["']$/g, '').replace(/\\([0-9a-f]{1,6})\s?|\\([^])/gi, function (all, hex, c) {
    return hex ? String.fromCharCode(parseInt(hex, 16)) : c;
  });
}

function markerOf(item) {
  for (var e = item; e && e.nodeType === 1; e = e.parentNode) {
    var value = get(e, 'list-style-type');
    if (value === undefined) continue;
    if (/marker-of\(/.test(value)) return madeMarker(item, value);
    var m = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/.exec(value);
    return m ? unquoted(m[0]) : null;
  }
  return null;
}

function stringMarkers() {
  var lists = [], items = [], found = [];
  eachThatMaySay(['list-style-type'], function (rec) { if (/["']/.test(get(rec.e, 'list-style-type', ''))) push(lists, rec.e); });
  each(lists, function (e) {
    if (style(e).display === 'list-item') push(items, e);
    each(e.getElementsByTagName('li'), function (li) { push(items, li); });
  });
  each(items, function (li) {
    if (li.__marked || style(li).display !== 'list-item' || !/^(disc|cjk-.*|hiragana.*|katakana.*)$/.test(style(li).listStyleType) || style(li).listStyleImage !== 'none') return;
    li.__marked = true;
    var text = markerOf(li);
    if (text !== null) push(found, { e: li, text: text, inside: style(li).listStylePosition === 'inside' });
  });
  placeMarkers(found);
}

// Markers that are written before the text of their items, at the side of it or within.
function placeMarkers(found) {
  each(found, function (f) {
    var box = doc.createElement('h2p-k'), at = f.e, first, name;
    for (name in f.looks) set(box, name, f.looks[name]);
    box.appendChild(doc.createTextNode(f.text));
    set(f.e, 'list-style-type', 'none');
    set(f.e, 'list-style-image', 'none');
    set(box, 'display', 'inline-block');
    set(box, 'white-space', 'pre');
    set(box, 'text-indent', '0');
    // A block at the start of an item has its first line beside the marker.
    while ((first = at.firstElementChild) && /^(block|list-item)$/.test(style(first).display) && !f.inside) {
      for (var n = at.firstChild; n !== first && !/\S/.test(n.nodeValue || ''); n = n.nextSibling);
      if (n !== first || /^(ul|ol|table)$/i.test(first.tagName)) break;
      at = first;
    }
    at.insertBefore(box, at.firstChild);
    f.box = box;
  });
  each(found, function (f) { f.width = rect(f.box).width; f.rtl = style(f.e).direction === 'rtl'; });
  each(found, function (f) { if (!f.inside) set(f.box, f.rtl ? 'margin-right' : 'margin-left', px(-f.width)); });
}

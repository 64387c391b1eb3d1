// Columns of text: the contents are cut between lines, and the columns stand side by
// side as items of a row do.

// What a column may reach over the end of its page: lines are told in parts of pixels.
var OVER = 0.6;

// Boxes that cannot be cut, from the top to the bottom: lines, pictures, rows.
function pieces(e, list) {
  var own = [], isText = true, stays = false, begins = false, before, first, cs;
  for (var n = e.firstChild; n; n = n.nextSibling) {
    if (n.nodeType === 3) {
      if (!/\S/.test(n.nodeValue)) continue;
      // Letters stand in the middle of their line.
      var line = parseFloat(style(e).lineHeight);
      each(rangeOf(n).getClientRects(), function (r) {
        // What the style says of a height that is a number of times that of the letters is wrong.
        var more = line > r.height / 2 ? (line - r.height) / 2 : 0;
        if (r.height) push(own, { top: r.top - more, bottom: r.bottom + more });
      });
    } else if (n.nodeType === 1) {
      if (/^(script|style|br)$/i.test(n.tagName)) continue;
      cs = style(n);
      // Boxes in lines are lines.
      if (!/^inline/.test(cs.display)) isText = false;
      first = own.length;
      if (isWhole(n)) { var r = rect(n); if (r.height) push(own, { top: r.top, bottom: r.bottom }); }
      else pieces(n, own);
      if (first === own.length || /^inline/.test(cs.display)) continue;
      before = get(n, 'break-before', '');
      if (stays || /^avoid/.test(before)) own[first].stays = true;
      if (begins || before === 'column') own[first].begins = true;
      before = get(n, 'break-after', '');
      stays = /^avoid/.test(before);
      begins = before === 'column';
    }
  }
  each(isText && style(e).display !== 'inline' ? together(e, edged(e, merged(own))) : own, function (p) { push(list, p); });
  return list;
}

// Lines reach from edge to edge of a box that has nothing else in it. Where they stand is told in
// whole pixels: lines of the same height share that of the box.
function edged(e, lines) {
  var r = rect(e), f = frame(e), first = lines[0], last = lines[lines.length - 1], top = r.top + f.bt + f.pt, bottom = r.bottom - f.bb - f.pb, most, step, i;
  if (!first) return lines;
  most = first.bottom - first.top;
  if (Math.abs(top - first.top) < most) first.top = top;
  if (Math.abs(bottom - last.bottom) < most) last.bottom = bottom;
  step = (bottom - top) / lines.length;
  for (i = 1; i < lines.length; i++) if (Math.abs((lines[i].top + lines[i - 1].bottom) / 2 - top - i * step) > 1.5) return lines;
  for (i = 1; i < lines.length; i++) lines[i].top = lines[i - 1].bottom = top + i * step;
  return lines;
}

// The first lines of a paragraph stay together.
function together(e, lines) {
  var cs = style(e), first = parseInt(cs.orphans, 10) || 2, last = parseInt(cs.widows, 10) || 2, out = [];
  each(lines, function (p, i) {
    if (i && i < first) out[0].bottom = p.bottom;
    else push(out, { top: p.top, bottom: p.bottom, of: out, line: i, first: first, latest: lines.length - last });
  });
  return out;
}

// Where a column ends that is full at a piece: the last lines of a paragraph stay together,
// if enough of its lines are left in the column.
function breakAt(list, from, i) {
  var p = list[i], back = p.line - p.latest;
  if (!(back > 0)) return i;
  return p.latest - (list[from].of === p.of ? list[from].line : 0) >= p.first ? i - back : i;
}

function isWhole(e) {
  if (replaced(e) || /^(tr|h2p-t)$/i.test(e.tagName)) return true;
  if (/^avoid/.test(get(e, 'break-inside', ''))) return true;
  var cs = style(e);
  return /^(inline-block|inline-table)$/.test(cs.display) || cs.overflowX !== 'visible' || floats(cs);
}

// Lines that share a height are one.
function merged(list) {
  var out = [];
  sort(list, function (a, b) { return a.top - b.top; });
  each(list, function (p) {
    var last = out[out.length - 1], over = last ? last.bottom - p.top : 0;
    // Letters may be higher than their line.
    if (over > 0 && over < Math.min(last.bottom - last.top, p.bottom - p.top) / 4) {
      p.top = last.bottom -= over / 2;
      push(out, p);
    } else if (last && p.top < last.bottom - 0.5) out[out.length - 1] = { top: last.top, bottom: Math.max(last.bottom, p.bottom), stays: last.stays, begins: last.begins };
    else push(out, p);
  });
  return out;
}

// What stays with what is before it takes that along into its column, if anything is left.
function keptFrom(list, from, i) {
  for (var k = i; k > from && list[k].stays; k--);
  return k > from ? k : i;
}

// Where columns of a height end; null where that many do not hold all.
function fill(list, top, height, count) {
  var cuts = [], start = top, from = 0, i;
  for (i = 0; i < list.length; i++) {
    if (i > from && (list[i].begins || list[i].bottom - start > height + 0.05)) {
      from = i = list[i].begins ? i : keptFrom(list, from, breakAt(list, from, i));
      if (cuts.length === count - 1) return { cuts: cuts, rest: i };
      push(cuts, start = list[i].top);
    }
  }
  return { cuts: cuts, rest: -1 };
}

// The height at which so many columns hold all.
function lowest(list, top, n) {
  var total = list[list.length - 1].bottom - top, lo = total / n - 1, hi = total, mid;
  while (hi - lo > 0.5) {
    mid = (lo + hi) / 2;
    if (fill(list, top, mid, n).rest < 0) hi = mid; else lo = mid;
  }
  return hi;
}

// The columns that something asks to begin, by their numbers: margins on either side stay there.
function begunBy(list, cuts) {
  var begun = {};
  each(list, function (p) { if (p.begins) each(cuts, function (y, i) { if (p.top === y) begun[i + 1] = true; }); });
  return begun;
}

// Whether anything of an element stands above a height. A line is higher than its letters,
// so the element may begin above it though they do not.
function reaches(e, y) {
  var list = merged(pieces(e, []));
  return !list.length || list[0].top < y - 0.5;
}

// Texts that were cut; those inside of others come first.
var partedTexts = [];

// Moves what stands below a height into a copy of the element. All of it is found before any of it is moved:
// each that went alone would let all that is left be laid out again.
function cut(e, y) {
  var copy = e.cloneNode(false), n = e.lastChild, taken = [], empty = [], spaces = [];
  copy.removeAttribute('id');
  // What is between two that go on goes with them.
  function take(n) {
    each(spaces, function (space) { push(taken, space); });
    spaces = [];
    push(taken, n);
  }
  for (; n; n = n.previousSibling) {
    if (n.nodeType === 3) {
      var at = offsetAt(n, y);
      if (at === 0) take(n);
      else if (at < n.nodeValue.length) { take(n.splitText(at)); break; }
      else if (/\S/.test(n.nodeValue)) break;
      else if (taken.length) push(spaces, n);
    } else if (n.nodeType === 1) {
      var r = rect(n);
      if (r.height && r.bottom <= y + 0.5) break;
      if (!r.height && !r.width) push(taken.length ? taken : empty, n);
      else if (r.top >= y - 0.5 || isWhole(n) || !reaches(n, y)) take(n);
      else {
        var part = cut(n, y);
        if (part.firstChild) {
          take(part);
          continues(part);
          // What had no end already, is the part that has none.
          part.__parted = n.__parted;
          push(partedTexts, n.__parted ? part : n);
          n.__parted = true;
          set(n, 'padding-bottom', '0'); set(n, 'margin-bottom', '0');
        }
        break;
      }
    }
  }
  each(taken, function (n) { copy.insertBefore(n, copy.firstChild); });
  if (copy.firstChild) goesOn(e, copy);
  // Its columns stay as wide.
  if (copy.firstChild && e.firstChild.tagName === 'COLGROUP' && copy.firstChild.tagName !== 'COLGROUP') copy.insertBefore(e.firstChild.cloneNode(true), copy.firstChild);
  // What has no size at the end goes with what is before it.
  if (copy.firstChild) for (n = empty.length - 1; n >= 0; n--) copy.appendChild(empty[n]);
  // The end of a line stays behind it.
  for (n = copy.firstChild; n && n.nodeType === 3 && !/\S/.test(n.nodeValue); ) n = n.nextSibling;
  if (n && /^br$/i.test(n.tagName || '') && n.nextSibling) e.appendChild(n);
  return copy;
}

// At the end of a column there is no margin, nor at the start of one after the first.
function flush(e, isEnd) {
  for (var n;; e = n) {
    n = isEnd ? e.lastChild : e.firstChild;
    while (n && n.nodeType !== 1 && !/\S/.test(n.nodeValue || '')) n = isEnd ? n.previousSibling : n.nextSibling;
    if (!n || n.nodeType !== 1) return;
    var cs = style(n), side = isEnd ? 'Bottom' : 'Top';
    if (!/^(block|list-item|table)$/.test(cs.display) || floats(cs)) return;
    set(n, isEnd ? 'margin-bottom' : 'margin-top', '0');
    if (cs.overflowX !== 'visible' || num(cs['padding' + side]) || num(cs['border' + side + 'Width'])) return;
  }
}

// The last line of a text that goes on in the next column is as wide as those before it. It has a box of its own: with a
// line behind it, a column that ends with its page would not fit.
function spreadEnds(list) {
  var ends = [];
  each(list, function (e) {
    var cs = style(e);
    if (cs.textAlign === 'justify' && /^(block|list-item)$/.test(cs.display) && isText(e) && !/^pre/.test(cs.whiteSpace)) push(ends, { e: e, value: 'justify', spread: true, lines: endsOf(e) });
  });
  each(ends, alignLast);
}

function continues(e) {
  set(e, 'margin-top', '0'); set(e, 'padding-top', '0'); set(e, 'border-top', '0'); set(e, 'text-indent', '0');
  if (/^li$/i.test(e.tagName)) set(e, 'list-style-type', 'none');
}

// The first character of a text on a line below a height.
function offsetAt(text, y) {
  var lo = 0, hi = text.nodeValue.length;
  while (lo < hi) {
    var mid = (lo + hi) >> 1;
    var rects = rangeOf(text, mid).getClientRects(), r = rects.length ? rects[rects.length - 1] : null;
    // White space at the end of a line has no box: it goes with the line before.
    if (!r || !r.height || r.top + r.height / 2 < y) lo = mid + 1; else hi = mid;
  }
  if (lo && lo < text.nodeValue.length) lo = Math.min(lo + inFirstLetter(text), text.nodeValue.length);
  // So does the end of a line that is kept as it is written; but not a line that is empty.
  if (lo && text.nodeValue.charAt(lo) === '\n' && text.nodeValue.charAt(lo - 1) !== '\n') lo++;
  return lo;
}

// More of them stand where the screen has them.
var MOST_PLACED = 30;

function columns(table) {
  var boxes = columnBoxes();
  each(boxes, function (x, i) {
    columns.shift = table.H > 0 && i < MOST_PLACED ? movedBefore(x[0], table.H) : 0;
    divide(x[0], x[1], x[2], table.H);
  });
}

// By how much what comes before an element moves it when it is broken into pages.
function movedBefore(e, height) {
  var list, i, top = rect(e).top, before = [];
  if (documentHeight() <= height && !forcesBreaks()) return 0;
  flowOf.page = height;
  flowOf.tall = [];
  list = flowOf(doc.body, e);
  for (i = 0; i < list.length && list[i].top < top - 0.5; i++) push(before, list[i]);
  // A break that is forced before it is one of those that move it.
  if (list[i]) push(before, { top: list[i].top, bottom: list[i].top, begin: list[i].begin, forced: list[i].forced, element: list[i].element, appeal: PERFECT, broken: [], within: [], edges: [], tail: 0 });
  return before.length ? paginate(before, Math.min(0, num(style(root).marginTop)) - rect(root).top, height, height, 0).shift + rect(root).top : 0;
}

// The parts of a list that is cut would each count from its start.
function numberItems(e) {
  each(e.getElementsByTagName('ol'), function (list) {
    var reversed = list.hasAttribute('reversed'), items = [], n;
    for (n = list.firstElementChild; n; n = n.nextElementSibling) if (/^li$/i.test(n.tagName) && style(n).display !== 'none') push(items, n);
    n = parseInt(list.getAttribute('start'), 10);
    if (isNaN(n)) n = reversed ? items.length : 1;
    each(items, function (li) {
      var own = parseInt(li.getAttribute('value'), 10);
      if (!isNaN(own)) n = own;
      li.setAttribute('value', n);
      n += reversed ? -1 : 1;
    });
  });
}

function divide(e, count, wanted, page) {
  var cs = style(e), size = columnsOf(e, count, wanted), n = size.n, width = size.width, gap = size.gap;
  if (n < 2 || width <= 0) return;
  numberItems(e.parentNode);
  var column = (width - gap * (n - 1)) / n;
  partedTexts = [];
  each(setsOf(e), function (part) {
    e.appendChild(part);
    if (part.tagName === 'H2P-I') balance(e, part, n, column, gap, page, cs);
  });
  spreadEnds(partedTexts.slice(0));
}

// What is said of the lines between columns; the engine's own names of widths are dots.
function ruleOf(e, em) {
  var rule = { width: 'medium', style: 'none', color: style(e).color }, rec = record(e);
  each(words(get(e, 'column-rule', get(e, '-webkit-column-rule', ''))), function (x) {
    if (/^(none|hidden|solid|dashed|dotted|double|groove|ridge|inset|outset)$/.test(x)) rule.style = x;
    else if (/^(thin|medium|thick)$|^[\d.+]|^(calc|min|max|clamp)\(/.test(x)) rule.width = x;
    else rule.color = x;
  });
  for (var part in rule) {
    var name = 'column-rule-' + part;
    if (rec.v[name] !== undefined && !(rec.p['column-rule'] > rec.p[name])) rule[part] = rec.v[name];
  }
  rule.width = { thin: 1, medium: 3, thick: 5 }[rule.width] || length(rule.width, null, em) || 0;
  return rule;
}

// Browsers draw such lines in the gaps of grids and flex containers too.
function gapRules() {
  each(containers, function (c) {
    var rule = ruleOf(c.e, num(style(c.e).fontSize));
    if (!/^(none|hidden)$/.test(rule.style) && rule.width) throw 'column-rule is drawn between columns of text only';
  });
}

// Lines between columns are as high as the columns.
function rules(e, row, gap, cs) {
  var rule = ruleOf(e, num(cs.fontSize)), height = rect(row).height, width = rule.width;
  if (/^(none|hidden)$/.test(rule.style) || !width) return;
  each(row.childNodes, function (between) {
    if (!/^h2p-s$/i.test(between.tagName || '')) return;
    var line = doc.createElement('h2p-i');
    set(line, 'width', '0');
    set(line, 'height', px(height));
    set(line, cs.direction === 'rtl' ? 'margin-right' : 'margin-left', px((gap - width) / 2));
    set(line, cs.direction === 'rtl' ? 'margin-left' : 'margin-right', px(-width));
    set(line, 'border-left', px(width) + ' ' + rule.style);
    set(line, 'border-left-color', rule.color);
    between.appendChild(line);
  });
}

function balance(e, part, n, column, gap, page, cs) {
  var rows = 0, y = 0, isFixed = get(e, 'column-fill') === 'auto' && get(e, 'height', 'auto') !== 'auto';
  part.style.setProperty('width', px(column), '');
  // The margin of what comes first stands in the column.
  part.style.setProperty('padding-top', fromDots(1), '');
  part.style.setProperty('padding-bottom', fromDots(1), '');
  while (part && rows++ < 200) {
    var list = merged(pieces(part, []));
    if (!list.length) return;
    var top = rows > 1 ? list[0].top : Math.min(rect(part).top, list[0].top), room = page > 0 ? page - ((rect(part).top + columns.shift + y) % page) : 1e9;
    for (var least = 1; list[least] && list[least].stays; least++);
    if (room < 40 || list[least - 1].bottom - top > room + 0.05) room = page;
    var hi = isFixed ? rect(e).height - frame(e, cs).v : lowest(list, top, n), got;
    // What a height does not hold stands in columns beside the others.
    got = fill(list, top, Math.min(hi + 0.5, Math.max(room + OVER, 1)), isFixed && hi <= room ? 1e9 : n);
    var t = doc.createElement('h2p-t'), cells = [], rest = null, i;
    t.className = 'h2pline' + (/auto$/.test(cs.textAlign) ? '' : ' h2pstart');
    e.insertBefore(t, part);
    // Columns are as high as their share of all, the margin at the end with it, if that is enough.
    var begun = begunBy(list, got.cuts), share = got.rest > 0 || isFixed ? 0 : Math.max(0, (rect(part).height - 2 / DOTS) / n);
    if (got.rest > 0) { rest = cut(part, list[got.rest].top); continues(rest); }
    for (i = got.cuts.length - 1; i >= 0; i--) {
      var c = cut(part, got.cuts[i]);
      continues(c);
      cells[i + 1] = c;
    }
    cells[0] = part;
    part.style.removeProperty('padding-top');
    var x = 0;
    each(cells, function (box, i) {
      var cell = doc.createElement('h2p-c');
      if (i) t.appendChild(spacer(fromDots(dots((column + gap) * i) - x)));
      if (i) x += dots((column + gap) * i) - x;
      cell.setAttribute('style', 'width:' + fromDots(dots(column)) + ';text-align:' + cs.textAlign);
      x += dots(column);
      e.insertBefore(t, null);
      cell.appendChild(box);
      t.appendChild(cell);
      box.style.removeProperty('padding-bottom');
    });
    each(cells, function (box, i) {
      if ((i || rows > 1) && !begun[i]) flush(box, false);
      if (!begun[i + 1]) flush(box, true);
    });
    each(cells, function (box, i) { if (begun[i] || rect(box).height > share) share = 0; });
    if (share) part.parentNode.style.setProperty('height', px(share), '');
    t.style.setProperty('width', fromDots(x + 12), '');
    // The others begin with the next page, though something of this one may be left: more where what
    // comes before may end a bit lower than it is told.
    if (rest && page > 0) t.style.setProperty('height', px(room - (columns.shift && rows === 1 ? 2 : 0.3)), '');
    rules(e, t, gap, cs);
    if (rest) { e.insertBefore(rest, null); t.parentNode.insertBefore(rest, t.nextSibling); }
    part = rest;
  }
}

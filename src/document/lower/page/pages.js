// Where pages end. What stands on them is written down as pieces that cannot be cut, in
// the order of the flow; each knows what may be broken before it, and how gladly: the
// rules are those of css-break-3, with the order of sacrifices that browsers have.
var PERFECT = 3, LONELY = 2, UNWANTED = 1, NEVER = 0;

// Two lines at least of a text stand on either side, where nothing is said of it.
var LINES = 2;

function isForced(v) { return v !== 'auto' && v !== '' && /^(always|page|left|right|recto|verso|all)$/.test(v); }
function isAvoided(v) { return v !== 'auto' && v !== '' && /^avoid(-page)?$/.test(v); }
var isRowOrPicture = remembered(/^(tr|img|svg)$/i), isTableLike = remembered(/^table|^inline-table/), isOutOfFlow = remembered(/^(absolute|fixed)$/);
var isInLine = remembered(/^inline|^ruby/), isNoBox = remembered(/^(script|style|link|meta|template|title|head|br)$/i);
// The engine tells for breaks what it was given in the words that it knows.
function breakOf(cs, side) { return cs.getPropertyValue('page-break-' + side); }

// The pieces of an element, or of what comes in it up to the end of another.
function flowOf(e, until) {
  var s = { until: until, list: [], start: null, avoided: false, forced: false, within: [], never: false };
  blockPieces(e, s, true);
  return s.list;
}

// Puts down a piece. It is broken before at the outermost element that begins with it.
function piece(s, top, bottom) {
  var p = { top: top, bottom: bottom, tail: 0, edges: [], element: s.start, within: s.within };
  p.begin = s.start ? Math.min(top, rect(s.start).top) : top;
  var last = s.list[s.list.length - 1];
  p.first = !last;
  p.forced = s.forced && !!last;
  // Boxes that are to stay whole, and would be broken before it. How well it may be broken before but for them.
  p.broken = last ? shared(last.within, p.within) : [];
  p.appeal = s.never || !last ? NEVER : s.avoided ? UNWANTED : PERFECT;
  s.start = null;
  s.avoided = s.forced = s.never = false;
  p.loose = s.loose;
  s.loose = false;
  push(s.list, p);
  return p;
}

// What both have.
function shared(a, b) {
  var found = [], i = 0;
  while (i < a.length && a[i] === b[i]) push(found, a[i++]);
  for (; i < a.length; i++) if (isOneOf(a[i], b)) push(found, a[i]);
  return found;
}

function isOneOf(box, boxes) {
  for (var i = 0; i < boxes.length; i++) if (boxes[i] === box) return true;
  return false;
}

// What our own style sheet says of rows and pictures is for the engine.
function blockPieces(e, s, isRoot) {
  var cs = style(e), count = s.list.length, within = s.within, inside = isRowOrPicture(e.tagName) ? get(e, 'break-inside', '') : breakOf(cs, 'inside'), r, last, f;
  var before = breakOf(cs, 'before'), after = breakOf(cs, 'after');
  if (!s.start && !isRoot) s.start = e;
  if (!isRoot) {
    if (isForced(before)) s.forced = true;
    if (isAvoided(before)) s.avoided = true;
  }
  if (isAvoided(inside)) s.within = push2(within, e);
  if (isTableLike(cs.display) && cs.display !== 'table-cell') tablePieces(e, s);
  else if (replaced(e)) { r = rect(e); piece(s, r.top, r.bottom).whole = true; }
  else childPieces(e, s, cs);
  if (!isRoot || s.list.length > count) {
    r = rect(e);
    if (s.list.length > count) {
      last = s.list[s.list.length - 1];
      f = frame(e, cs);
      // The last of the contents stays with the edges below it; but those of a cell are
      // the row's.
      if (isRoot && cs.display === 'table-cell') s.list.edge = f.pb + f.bb;
      // So does all that is left of a box that is to stay whole.
      else if (f.pb + f.bb > 0.5 && r.bottom - last.bottom - last.tail - f.pb - f.bb < 0.6 + (last.margin || 0) ||
          isAvoided(inside) && !isRoot && r.bottom - last.bottom - last.tail > 0.5 && r.height <= flowOf.page) {
        push(last.edges, { box: e, from: last.tail });
        last.tail = Math.max(last.tail, r.bottom - last.bottom);
      } else if (/^(block|list-item)$/.test(cs.display) && !kind(e)) last = gapPieces(e, s, r, f, last);
      // What is around a container does not break it: a grid not at all, a column not where
      // it goes on from another page.
      if (kind(e) && !isRoot) { last.locked = count; last.own = last.tail; last.grid = kind(e) === 'grid'; }
      last.margin = Math.max(last.margin || 0, num(cs.marginBottom));
    // What stays whole is cut nowhere.
    } else if (r.height > 0.5) { piece(s, r.top, r.bottom).soft = !s.within.length; }
    // What is empty begins no page, but where it asks for one.
    else if (s.start === e && !s.forced) { s.start = null; }
  }
  s.within = within;
  if (isRoot) return;
  if (isForced(after)) s.forced = true;
  if (isAvoided(after)) s.avoided = true;
}

// A box that is higher than its contents may be cut below them. The edges below that stay whole.
function gapPieces(e, s, r, f, last) {
  var from = last.bottom + last.tail + (last.margin || 0), to = r.bottom - f.pb - f.bb, start = s.start, forced = s.forced, avoided = s.avoided, never = s.never, p;
  if (to - from < 0.6) return last;
  s.start = null;
  s.forced = false;
  p = piece(s, from, to);
  p.gap = true;
  p.soft = !s.within.length;
  p.appeal = NEVER;
  if (f.pb + f.bb > 0.5) {
    p = piece(s, to, r.bottom);
    p.appeal = NEVER;
    if (!s.within.length) p.edgesOf = e;
  }
  s.start = start; s.forced = forced; s.avoided = avoided; s.never = never;
  return p;
}

function childPieces(e, s, cs) {
  var run = [], n, c, beside, alone = true;
  function flush(end) {
    if (run.length) linePieces(e, run, s, cs, alone && end);
    run = [];
  }
  for (n = e.firstChild; n; n = n.nextSibling) {
    if (n.nodeType === 3) { if (/\S/.test(n.nodeValue)) push(run, n); continue; }
    if (n.nodeType !== 1 || isNoBox(n.tagName)) continue;
    if (s.until && (s.until.compareDocumentPosition(n) & 20) === 4) break;
    c = style(n);
    if (c.display === 'none' || isOutOfFlow(c.position)) continue;
    if (floats(c)) {
      beside = floatRows(n, run.length > 0);
      if (takeRoomFor(beside.rows)) { flush(); alone = false; floatPieces(beside.rows, s); } else s.loose = true;
      n = beside.last;
      continue;
    }
    if (isInLine(c.display) && !(c.display === 'inline' && !replaced(n) && holdsBlocks(n, 0))) { push(run, n); continue; }
    flush();
    alone = false;
    if (isInLine(c.display)) { childPieces(n, s, c); continue; }
    if (n.tagName === 'H2P-T') rowPieces(n, s); else blockPieces(n, s);
  }
  flush(true);
}

// Whether blocks stand in an element that is a part of a line, such as paragraphs in a `<font>`.
function holdsBlocks(e, depth) {
  for (var n = e.firstElementChild, left = 100; n && left && depth < 5; n = n.nextElementSibling, left--) {
    var display = style(n).display;
    if (/^(block|list-item|table)$/.test(display) || display === 'inline' && !replaced(n) && holdsBlocks(n, depth + 1)) return true;
  }
  return false;
}

// Lines of a text: from one middle of what lies between them to the next.
function linePieces(e, run, s, cs, alone) {
  var boxes = [], lines = [], leading = num(cs.lineHeight), count, p;
  each(run, function (n) { inlineBoxes(n, boxes); });
  sort(boxes, function (a, b) { return a.top - b.top; });
  each(boxes, function (b) {
    var last = lines[lines.length - 1];
    if (last && Math.min(last.bottom, b.bottom) - b.top > 0.5 * Math.min(b.bottom - b.top, last.bottom - last.top)) {
      last.bottom = Math.max(last.bottom, b.bottom);
      last.whole = last.whole || b.whole;
    } else push(lines, { top: b.top, bottom: b.bottom, whole: b.whole });
  });
  count = lines.length;
  if (!count) return;
  var first = lines[0], last = lines[count - 1], above = [0, 0];
  // What the style says of a height that is a number of times that of the letters is wrong.
  if (leading < num(cs.fontSize) / 2) leading = count > 1 ? (last.top - first.top) / (count - 1) : 0;
  each([first, last], function (l, i) { if (leading && !l.whole) above[i] = Math.max(0, (leading - (l.bottom - l.top)) / 2); });
  if (alone && e !== doc.body) above = edgeLeading(e, cs, first, last) || above;
  each(lines, function (l, i) {
    l.from = i ? (lines[i - 1].bottom + l.top) / 2 : l.top - above[0];
    l.to = i + 1 < count ? (l.bottom + lines[i + 1].top) / 2 : l.bottom + above[1];
  });
  if (leading) evenLines(lines);
  above[2] = parseInt(cs.orphans, 10) || LINES;
  above[3] = parseInt(cs.widows, 10) || LINES;
  each(lines, function (l, i) {
    p = piece(s, l.from, l.to);
    p.line = i;
    p.lines = count;
    p.text = e;
    if (!i) { p.node = run[0]; return; }
    p.element = null;
    p.begin = l.from;
    // Where there are too few for both, those below give way.
    if (p.appeal === PERFECT && (i < above[2] || i > above[2] && count - i < above[3])) p.appeal = LONELY;
  });
}

// Where lines are alike, each has its share of what all of them have.
function evenLines(lines) {
  var from = lines[0].from, step = (lines[lines.length - 1].to - from) / lines.length, isEven = true;
  each(lines, function (l, i) { if (Math.abs(l.from - from - i * step) > 0.7) isEven = false; });
  if (isEven) each(lines, function (l, i) { l.from = from + i * step; l.to = l.from + step; });
}

// Where nothing else is in a box, its lines reach from edge to edge.
function edgeLeading(e, cs, first, last) {
  // But for cells of tables, which are as high as their row.
  if (cs.display === 'table-cell' && /^(middle|bottom)$/.test(cs.verticalAlign)) return null;
  var f = frame(e, cs), r = rect(e), most = 1.5 * (first.bottom - first.top);
  var above = first.top - (r.top + f.bt + f.pt), below = r.bottom - f.bb - f.pb - last.bottom;
  if (above < -most || above > most) return null;
  // It may be higher than they are.
  return [above, Math.abs(below - above) < 2.5 || below < above ? below : above];
}

function inlineBoxes(n, boxes) {
  var cs, r, c;
  if (n.nodeType === 3) {
    if (!/\S/.test(n.nodeValue)) return;
    each(rangeOf(n).getClientRects(), function (r) { if (r.height > 0 && r.width > 0) push(boxes, { top: r.top, bottom: r.bottom }); });
    return;
  }
  if (n.nodeType !== 1) return;
  cs = style(n);
  if (cs.display === 'none' || isOutOfFlow(cs.position) || floats(cs)) return;
  if (replaced(n) || /^inline-/.test(cs.display)) {
    r = rect(n);
    if (r.height) push(boxes, { top: r.top - num(cs.marginTop), bottom: r.bottom + num(cs.marginBottom), whole: true });
    return;
  }
  for (c = n.firstChild; c; c = c.nextSibling) inlineBoxes(c, boxes);
}

// A row of items: each of them is a flow of its own beside the others.
function rowPieces(t, s) {
  var r = rect(t), p, cells = [], after = [], e;
  for (e = t.firstChild; e; e = e.nextSibling) {
    if (e.tagName !== 'H2P-C') continue;
    push(cells, e);
    each(e.childNodes, function (item) {
      if (item.nodeType !== 1) return;
      var cs = style(item), before = breakOf(cs, 'before');
      push(after, breakOf(cs, 'after'));
      if (isForced(before)) s.forced = true;
      if (isAvoided(before)) s.avoided = true;
    });
  }
  if (!s.start) s.start = t;
  // Between rows of a grid, pages end only where the next one does not fit.
  var within = s.start === t && kind(t.parentNode) === 'grid';
  p = piece(s, r.top, r.bottom);
  p.stuck = within;
  p.row = t;
  if (!t.spanned) p.cells = cells;
  each(after, function (v) {
    if (isForced(v)) s.forced = true;
    if (isAvoided(v)) s.avoided = true;
  });
}

// Cells without a row get one, which can be divided as others are.
function rowOfCells(table) {
  var cells = [], n, row;
  for (n = table.firstChild; n; n = n.nextSibling) {
    if (n.nodeType === 3 && !/\S/.test(n.nodeValue)) continue;
    if (n.nodeType === 1 && style(n).display === 'none') continue;
    if (n.nodeType !== 1 || style(n).display !== 'table-cell') return;
    push(cells, n);
  }
  if (!cells.length) return;
  freeze();
  row = doc.createElement('h2p-r');
  set(row, 'display', 'table-row');
  table.insertBefore(row, cells[0]);
  each(cells, function (n) { row.appendChild(n); });
}

// Rows of a table. Its head and its foot stand on every page again, where they are not too high.
function tablePieces(table, s) {
  var heads = [], bodies = [], feet = [], below = [], n, head = 0, foot = 0, count = s.list.length, titled = false, rest, whole;
  if (!/^table$/i.test(table.tagName) && rect(table).height > 60) rowOfCells(table);
  for (n = table.firstChild; n; n = n.nextSibling) {
    if (n.nodeType !== 1) continue;
    var d = style(n).display;
    if (d === 'table-header-group' && !heads.length) push(heads, n);
    else if (d === 'table-footer-group' && !feet.length) push(feet, n);
    else if (/^table-(row-group|header-group|footer-group|row)$/.test(d)) push(bodies, n);
    else if (d === 'table-caption') { if (style(n).captionSide === 'bottom') push(below, n); else { blockPieces(n, s); titled = true; } }
  }
  // A title goes on with the head of its table: the engine moves it too, and leaves room between them.
  if (titled && heads.length) s.never = true;
  var most = flowOf.page / 4;
  each(heads, function (n) {
    // The engine leaves room above a head that it repeats.
    head = rect(n).height + 2 * spacingOf(table);
    if (head <= most && isRepeated(n)) return;
    flowOf.tall = push2(flowOf.tall, n);
    head = 0;
  });
  each(feet, function (n) {
    foot = rect(n).height + spacingOf(table);
    if (foot <= most && isRepeated(n)) return;
    flowOf.tall = push2(flowOf.tall, n);
    foot = 0;
  });
  each([heads, bodies, feet], function (sections, at) {
    each(sections, function (section) {
      var cs = style(section), within = s.within, rows = [];
      if (isAvoided(breakOf(cs, 'inside'))) s.within = push2(within, section);
      if (isForced(breakOf(cs, 'before'))) s.forced = true;
      if (isAvoided(breakOf(cs, 'before'))) s.avoided = true;
      if (cs.display === 'table-row') push(rows, section);
      else each(section.childNodes, function (n) { if (n.nodeType === 1 && style(n).display === 'table-row') push(rows, n); });
      rest = 0;
      each(rows, function (row) {
        // There is room for the foot below the last of the others.
        if (at === 2 && foot) s.never = true;
        whole = tableRow(row, s, { head: at ? head : 0, foot: at < 2 ? foot : 0, feet: foot ? feet[0] : null, isFirst: s.list.length === count, isBody: at === 1, spanned: rest, whole: rest ? whole : [] });
        rest = whole.reach;
      });
      if (at === 0 && head && rows.length) s.never = true;
      if (isForced(breakOf(cs, 'after'))) s.forced = true;
      if (isAvoided(breakOf(cs, 'after'))) s.avoided = true;
      s.within = within;
    });
  });
  // Those that stand below the rows, wherever they are written.
  each(below, function (n) { blockPieces(n, s); });
}

// Returns those of the rows so far that stay whole with cells that reach further, and as `reach` into
// how many rows behind it any of its cells do.
function tableRow(row, s, table) {
  var cs = style(row), r = rect(row), within = s.within, p, cells = [], whole = [], own = 0;
  // What is ours to say does not count.
  var avoids = isAvoided(get(row, 'break-inside', ''));
  each(row.childNodes, function (n) {
    if (n.nodeType !== 1) return;
    push(cells, n);
    own = Math.max(own, (n.rowSpan || 1) - 1);
  });
  each(table.whole, function (x) { if (x.reach > 1) push(whole, { row: x.row, reach: x.reach - 1 }); });
  if (own && whole.length < MOST_NESTED && avoids) push(whole, { row: row, reach: own });
  var reach = whole.reach = Math.max(own, table.spanned - 1, 0);
  if (!r.height) return whole;
  if (isForced(breakOf(cs, 'before'))) s.forced = true;
  if (isAvoided(breakOf(cs, 'before')) || isAvoidedByCells(cells, 'before')) s.avoided = true;
  if (avoids) s.within = push2(s.within, row);
  // One that stays whole does so with all rows that its cells reach into.
  each(table.whole, function (x) { s.within = push2(s.within, x.row); });
  if (!s.start) s.start = row;
  p = piece(s, r.top, r.bottom);
  p.end = r.bottom;
  p.tr = row;
  p.head = table.head;
  p.foot = table.foot;
  p.feet = table.feet;
  p.parted = !table.isFirst && table.isBody;
  p.spanned = table.spanned > 0;
  if (!reach && !p.spanned && table.isBody) p.cells = cells;
  s.within = within;
  if (isForced(breakOf(cs, 'after'))) s.forced = true;
  if (isAvoided(breakOf(cs, 'after')) || isAvoidedByCells(cells, 'after')) s.avoided = true;
  return whole;
}

// What a cell says of breaks before and behind it, it says of its row. Few are asked: each answer takes a while.
function isAvoidedByCells(cells, side) {
  var is = false;
  if (!isAvoidedByCells.asked) {
    isAvoidedByCells.asked = true;
    each(mentioned('page-break-', 'page-break'), function (e) { e.__breaks = true; });
  }
  each(cells, function (e) { if (e.__breaks && isAvoided(breakOf(style(e), side))) is = true; });
  return is;
}

// Page by page: where what does not fit is broken, and how the engine is brought to
// break there as well.

// Tolerated, since lengths are truncated to dots.
var SLACK = 0.3;
// The engine breaks by itself before what is too much by more than that.
var SURE = 1;

// Goes through a flow from a position on a page: `shift` is added to what the screen says,
// `end` is where the page ends. Returns by how much the end of the flow is shifted, the
// worst of its breaks, and all of them. `over` is what stands between the parts of it.
function paginate(list, shift, end, height, over) {
  var result = { breaks: [], appeal: PERFECT, end: end }, from = 0, i = 0, guard = 0;
  while (i < list.length && guard++ < 20000) {
    var p = list[i], best, k, inner = null;
    if (p.forced && i >= from && p.begin + shift > end - height + 1) {
      // The engine forces none between rows.
      if (p.element && p.element === (p.row || p.tr)) push(result.breaks, { piece: p, forced: true, room: end - (p.begin + shift) });
      shift = end + (p.head || 0) + keptMargin(p) - p.begin;
      end += height;
      from = i;
    }
    if (p.soft || p.bottom + p.tail + shift <= end - (p.foot || 0) + SLACK) {
      // A box without contents may be cut anywhere.
      while (p.soft && p.bottom + shift > end + SLACK) { end += height; from = i + 1; }
      if (p.row && p.cells && p.bottom + shift > end - 150 && throwsShadow(p.row)) p.row.divided = true;
      if (!p.gap || p.bottom + p.tail + shift <= end - (p.foot || 0) + SLACK) { i++; continue; }
    }
    if (p.edgesOf && p.top + shift <= end + SLACK) {
      push(result.breaks, { piece: p, room: end - (p.top + shift) });
      shift = end + (over || 0) - p.top;
      end += height;
      from = ++i;
      continue;
    }
    // What is higher than a page and stands at the top of one is cut through.
    best = i > from ? i : -1;
    if (p.stuck && p.bottom + shift <= end - (p.foot || 0) + SLACK) best = -1;
    if (p.locked !== undefined && p.bottom + p.own + shift <= end + SLACK && p.locked < (p.grid ? i : from)) {
      best = -1;
      for (k = p.locked; k > from; k--) if (best < 0 || appealAt(list, k, from) > appealAt(list, best, from)) best = k;
    } else for (k = i; k > from; k--) if (k === best || !list[k].stuck && (best < 0 || appealAt(list, k, from) > appealAt(list, best, from))) best = k;
    if (best >= 0 && !list[best].appeal && best === i) best = -1;
    if (p.cells) inner = rowBreaks(p, shift - (p.raised || 0), end - (p.foot || 0), height, list[from].within);
    // Columns that float, and are higher than a page, are broken within wherever they begin.
    if (inner && (best < 0 ? inner.any || inner.appeal : inner.appeal && inner.appeal >= appealAt(list, best, from) || best === i && p.floats && isHigher(p, height) && inner.any)) {
      push(result.breaks, { piece: p, inner: inner, room: end - (p.foot || 0) - (p.begin + shift) });
      result.appeal = Math.min(result.appeal, inner.appeal);
      shift += inner.grown;
      while (end < inner.end + (p.foot || 0) - 0.01 || p.bottom + shift > end + SLACK) end += height;
      from = i + 1;
      i++;
      continue;
    }
    if (best < 0) {
      // No break is to be had: it stands over the end, or what is below it does.
      result.appeal = NEVER;
      if (p.bottom + shift > end + SLACK) from = i + 1;
      else {
        // The edges that do not fit begin the next page.
        for (k = p.edges.length - 1; k > 0 && p.bottom + p.edges[k].from + shift > end + SLACK; k--);
        push(result.breaks, { piece: p, box: p.edges[k].box, room: end - (p.bottom + p.edges[k].from + shift) });
        shift = end + (over || 0) - p.bottom - p.edges[k].from;
        end += height;
        from = i + 1;
      }
      while (p.bottom + shift > end + SLACK) end += height;
      i++;
      continue;
    }
    p = list[best];
    // The engine lets what is higher than a page begin where it stands.
    push(result.breaks, { piece: p, natural: best === i && list[i].bottom + shift > end - (p.foot || 0) + SURE && (p.cells || !isHigher(p, height)), at: end, room: end - (p.begin + shift) });
    // A line that the engine moves stands below its own shadow at the top of the next page.
    if (p.row && p.cells && throwsShadow(p.row)) {
      p.row.divided = true;
      result.breaks[result.breaks.length - 1].natural = false;
    }
    if (p.element && p.element !== (p.row || p.tr) && (p.tr && (hasNoHead(p.tr) || firstMargin(p.element) > 0.5) || p.top - p.begin > 0.6) || isBehindMargin(p) || beginsWithTitle(p) || p.floats || p.element && isBesideFloats(list, best)) result.breaks[result.breaks.length - 1].natural = false;
    result.appeal = Math.min(result.appeal, p.appeal, p.broken.length ? UNWANTED : PERFECT);
    shift = end + (over || 0) + (p.head || 0) - p.begin;
    end += height;
    from = best;
    i = best;
    if (list[best].bottom + list[best].tail + shift > end - (p.foot || 0) + SLACK && !list[best].cells) {
      // Higher than a page.
      while (list[best].bottom + shift > end + SLACK) end += height;
      i = best + 1;
      from = i;
    }
  }
  result.shift = shift;
  result.end = end;
  return result;
}

// How well a page may end before a piece. A box that is to stay whole, and with which the page begins, is broken
// in any case: where is as in any other.
function appealAt(list, at, from) {
  var p = list[at];
  return isAnyOutside(p.broken, list[from].within) ? Math.min(p.appeal, UNWANTED) : p.appeal;
}

function isAnyOutside(boxes, kept) {
  for (var i = 0; i < boxes.length; i++) if (boxes[i] !== kept[i] && !isOneOf(boxes[i], kept)) return true;
  return false;
}

function isHigher(p, height) { return p.bottom - p.begin > height; }

// The engine moves the first line of a text with the boxes that begin with it, and takes the margin
// that is one with theirs for moved already.
function isBehindMargin(p) {
  return p.line === 0 && !!p.element && p.element !== p.text && firstMargin(p.element) > 0.5;
}

// Of a table without a head and a foot whose first row is moved, the engine leaves the upper edge where it was.
function hasNoHead(row) {
  var table = tableOf(row);
  return !!table && !table.tHead && !table.tFoot;
}

// The title of a table that begins with it: where the engine moves it, rows below stand too low, since it
// takes them for parts of a table that has begun.
function beginsWithTitle(p) { return !!p.element && !p.tr && /^table$/i.test(p.element.tagName); }

// The engine moves a line to the next page, and leaves lines below it as they are beside floats that move as well.
function isBesideFloats(list, at) {
  if (list[at].loose) return false;
  for (var k = at + 1; k < list.length && k < at + 5; k++) if (list[k].loose) return true;
  return false;
}

// What browsers keep of a margin behind a forced break (kinds.js).
function keptMargin(p) {
  return p.element && /^(block|list-item|table)$/.test(style(p.element).display) ? firstMargin(p.element) : 0;
}

// Breaks inside of a row: each of its cells for itself.
function rowBreaks(row, shift, end, height, kept) {
  var out = { cells: [], appeal: PERFECT, grown: 0, end: end, any: false }, bottom = row.end || row.bottom;
  each(row.cells, function (cell) {
    var list = cell.__flow || (cell.__flow = row.tr ? raised(cell, flowOf(cell)) : flowOf(cell)), last = list[list.length - 1], got;
    if (!last) return;
    got = paginate(list, shift, end, height, (row.head || 0) + (row.foot || 0));
    if (!got.breaks.length && got.appeal === PERFECT) return;
    out.any = true;
    out.appeal = Math.min(out.appeal, got.breaks.length ? got.appeal : NEVER);
    push(out.cells, { cell: cell, breaks: got.breaks });
    out.end = Math.max(out.end, got.end);
    out.grown = Math.max(out.grown, last.bottom + got.shift + (list.edge === undefined ? last.tail : list.edge) - (bottom + shift));
  });
  // What is left of its height goes on behind the end of the page.
  if (!out.any) out.appeal = row.floats || row.row && !row.tail && bottom + shift > end + SLACK ? PERFECT : NEVER;
  if (isAnyOutside(row.within, kept)) out.appeal = Math.min(out.appeal, UNWANTED);
  return out;
}

// Where a row is divided, its cells begin at the top, however they are aligned.
function raised(cell, list) {
  var cs = style(cell), f, first = list[0], boxes, by;
  if (!first || !/^(middle|bottom)$/.test(cs.verticalAlign)) return list;
  f = frame(cell, cs);
  boxes = flowBoxes(cell);
  by = first.top - rect(cell).top - f.bt - f.pt - (firstMargin(boxes[0]));
  if (by > 0.5) each(list, function (p) {
    if (p.cells && !p.end) p.end = p.bottom;
    p.top -= by;
    p.bottom -= by;
    p.begin -= by;
    p.raised = by;
  });
  return list;
}

function forcesBreaks() {
  var any = false;
  eachThatMaySay(['break-before', 'break-after'], function (rec) {
    if (isForced(get(rec.e, 'break-before', '')) || isForced(get(rec.e, 'break-after', ''))) any = true;
  });
  return any;
}

// The margin below the body is not one that a document has.
function documentHeight() {
  return Math.max(rect(root).bottom, doc.body ? rect(doc.body).bottom : 0) - rect(root).top;
}

function foreseePages(height) {
  flowOf.page = height;
  flowOf.tall = [];
  flowOf.floats = MOST_FLOATS;
  if (!(height > 0) || !doc.body || documentHeight() <= height && !forcesBreaks()) return null;
  // Where the first page has more room, the root begins above its paper.
  return paginate(flowOf(doc.body), Math.min(0, num(style(root).marginTop)) - rect(root).top, height, height, 0);
}

// The engine takes shadows for a part of a line, which so would not fit.
function throwsShadow(e) {
  var list = e.getElementsByTagName('*'), i;
  for (i = 0; i < list.length; i++) if (!/^none$/.test(style(list[i]).webkitBoxShadow || 'none') || style(list[i]).boxShadow && style(list[i]).boxShadow !== 'none') return true;
  return false;
}

// Which rows of items are divided.
function markDivided(plan) {
  each(plan ? plan.breaks : [], function (b) {
    if (!b.inner) return;
    if (b.piece.row) b.piece.row.divided = true;
    each(b.inner.cells, markDivided);
  });
}

// From the end to the beginning: what is above has not moved yet.
function breakPages(plan) {
  var any = flowOf.tall.length > 0;
  if (!plan) return;
  each(plan.breaks, function (b) { if (b.inner || !b.natural || b.piece.tr) any = true; });
  if (!any) return;
  freeze();
  each(flowOf.tall, function (e) {
    if (style(e).display === 'table-footer-group') plainFoot(e); else set(e, 'display', 'table-row-group');
  });
  enforce(plan.breaks, true);
}

function enforce(breaks, isFlow) {
  for (var i = breaks.length - 1; i >= 0; i--) {
    var b = breaks[i];
    if (b.box) { b.box.appendChild(wall(b.room + 0.2)); continue; }
    if (b.piece.edgesOf) { heightenBy(b.piece.edgesOf, b.room + 0.2); continue; }
    if (!b.inner) {
      if (b.piece.tr && b.piece.tr === b.piece.element) {
        // The engine would move the lines of one that may be divided first.
        set(b.piece.tr, 'page-break-inside', 'avoid');
        if (b.piece.spanned) divideSpans(b.piece.tr);
        if (b.piece.head) wholeCells(b.piece.tr);
        if (b.piece.feet && b.piece.parted) b.room = footBefore(b.piece.tr, b.piece.feet, b.room);
        if (b.room < 0.4) { squeeze(b.piece.tr, 0.5 - b.room); b.room = 0.5; }
      }
      if (!b.natural) pull(b, isFlow);
      else if (b.piece.tr && b.piece.tr === b.piece.element && !b.piece.head && b.room > 0.6 && b.room < 60) fillerBefore(b.piece.tr, b.room - 0.5);
      continue;
    }
    if (b.piece.tr) { splitRow(b); continue; }
    // Items that are as high as their row grow with it.
    each(b.piece.cells, function (cell) {
      var e = cell.firstElementChild, it = e && e.__h2p && e.__h2p.item;
      if (it && it.stretched && b.inner.grown > 0) it.grown = rect(e).height - (style(e).webkitBoxSizing === 'border-box' ? 0 : it.frame.v) + b.inner.grown;
    });
    each(b.inner.cells, function (c) { enforce(c.breaks, false); });
    each(b.piece.cells, function (cell) {
      var e = cell.firstElementChild, it = e && e.__h2p && e.__h2p.item;
      if (it && it.grown) set(e, 'min-height', px(it.grown));
    });
  }
}

function heightenBy(e, by) {
  var f = frame(e);
  set(e, 'min-height', px(rect(e).height + Math.max(0, by) - (f.border ? 0 : f.v)));
}

function wall(height) {
  var e = doc.createElement('h2p-m');
  e.setAttribute('style', 'display:block;height:' + px(Math.max(0, height)) + '!important');
  return e;
}

// Something begins a page that the engine would leave on the one before.
function pull(b, isFlow) {
  var p = b.piece, e = p.element, filled, before;
  if (p.line) e = parted(p.text, p.begin);
  // A text that is in no box of its own.
  if (!e && isFlow && p.node) e = wallBefore(p.node);
  if (!e) return;
  if (p.tr === e) { fillerBefore(e, b.room - (b.forced ? 0.5 : Math.min(b.room, rect(e).height) / 2)); return; }
  // Where the engine's pages end a bit earlier, a forced break would leave one empty.
  if (isFlow && !p.floats && (b.room > 150 || b.forced || beginsWithTitle(p) && b.room > 5)) { set(e, 'page-break-before', 'always'); return; }
  if (p.tr) ownMargins(e.parentNode);
  before = rect(e).top;
  filled = wallBefore(e);
  if (p.floats) { set(filled, 'clear', 'both'); each(p.cells, function (c) { set(c, 'margin-top', '0'); }); }
  if (e.tagName === 'H2P-T') e.style.setProperty('margin-top', '0', 'important'); else each(oneWithMarginOf(e), function (c) { set(c, 'margin-top', '0'); });
  // The end of the page may be within a margin.
  var room = Math.max(0, b.room);
  set(filled, 'height', px(room));
  // Margins are not what they were.
  set(filled, 'height', px(Math.max(0, room + b.room + 0.2 - (rect(e).top - before))));
}

// A margin that reaches out of the boxes it begins is given to the outermost. Else the engine lays out rows in them as
// if they stood so much higher, and moves one that would not fit there.
function ownMargins(e) {
  var boxes = [], i;
  for (; e && e !== doc.body && e !== root; e = e.parentNode) push(boxes, e);
  for (i = boxes.length - 1; i >= 0; i--) {
    var chain = oneWithMarginOf(boxes[i]), most = firstMargin(boxes[i]), isBelow = false;
    each(chain, function (c, at) { if (at && num(style(c).marginTop)) isBelow = true; if (num(style(c).marginTop) < 0) most = 0; });
    if (isBelow && most > 0) each(chain, function (c, at) { set(c, 'margin-top', at ? '0' : px(most)); });
  }
}

// The part of a text that begins with a line.
function parted(text, y) {
  var box = text, part;
  if (text === doc.body || /^(td|th|h2p-c)$/i.test(text.tagName) || floats(style(text))) {
    box = doc.createElement('h2p-i');
    box.style.display = 'block';
    while (text.firstChild) box.appendChild(text.firstChild);
    text.appendChild(box);
  }
  part = cut(box, y);
  if (!part.firstChild) return null;
  box.parentNode.insertBefore(part, box.nextSibling);
  // A text that goes on has no last line.
  if (style(box).textAlign === 'justify') spread(box);
  set(box, 'padding-bottom', '0'); set(box, 'margin-bottom', '0'); set(box, 'border-bottom', '0');
  continues(part);
  return part;
}

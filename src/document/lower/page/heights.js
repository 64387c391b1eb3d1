// Heights: most come by themselves. What is left is space of containers that are
// higher than what is in them.
function fillHeights() {
  settleInline();
  levelSubgrids();
  var spanned = [];
  each(containers, function (c) { if (c.rowLines) push(spanned, c); });
  if (spanned.length) shareSpans(spanned);
  roomForOver();
  sharesOfHeights();
  // What one is given is space of those in it.
  for (var guard = 1; guard < 9 && fillThese(guard); guard++);
  giveShares(looseShares);
  placeOver();
}

function fillThese(turn) {
  var count = 0;
  each(containers, function (c) {
    c.hasTurn = !c.filled && (measureSpace(c) > 0.2 || c.hasShares);
    if (c.hasTurn) count++;
  });
  each(containers, function (c) {
    var around = c.parent;
    // One that had no space before what is around it was given some has it only in the next turn, and
    // those in it wait for that.
    c.waits = !!around && (around.waits || around.grew === turn && !around.hasTurn);
    if (around && around.grew === turn && !c.hasTurn) c.grew = turn;
    if (c.hasTurn && !c.waits) fillOne(c, turn);
  });
  return count;
}

function fillOne(c, turn) {
  if (c.hasShares) sharesBefore(c);
  // What is given to one changes what is left in those inside it, and beside it.
  if (c.depth || c.shares) measureSpace(c);
  var space = c.have - c.used;
  if (space > 0.2) {
    c.filled = true;
    c.grew = turn;
    if (c.column) fillColumn(c, space); else fillRows(c, space);
  }
  if (c.hasShares) sharesAfter(c);
}

// The height that a container has, and what of it is left.
function measureSpace(c) {
  var first = c.column ? c.shown[0] : c.tables[0], last = c.column ? c.shown[c.shown.length - 1] : c.tables[c.tables.length - 1];
  if (!first) return 0;
  c.have = rect(c.e).height - c.frame.v;
  if (c.column) {
    c.used = rect(last.e).bottom + last.m.bottom - (rect(first.e).top - first.m.top);
    if (first.e.__tight) c.used -= first.e.__tight.top;
    if (last.e.__tight) c.used -= last.e.__tight.bottom;
  } else c.used = rect(last).bottom - rect(first).top;
  return c.have - c.used;
}

function fillColumn(c, space) {
  var grow = 0, autos = 0;
  each(c.shown, function (it) {
    it.grow = parseFloat(get(it.e, 'flex-grow', '0')) || 0;
    grow += it.grow;
    autos += (it.m.topAuto ? 1 : 0) + (it.m.bottomAuto ? 1 : 0);
  });
  if (grow > 0) {
    var zero = 0, heights = [], natural = 0;
    each(c.shown, function (it) {
      var h = rect(it.e).height, basis = get(it.e, 'flex-basis', 'auto');
      push(heights, h);
      if (it.grow && (basis === '0' || basis === '0px' || basis === '0%')) { zero += h; natural++; }
    });
    // With a basis of nothing the whole space is shared, not what is left of it.
    var whole = space + zero, each1 = whole / Math.max(1, grow), bad = false;
    each(c.shown, function (it, i) { if (it.grow && natural && each1 * it.grow < heights[i]) bad = true; });
    each(c.shown, function (it, i) {
      if (!it.grow) return;
      heighten(it, natural && !bad ? each1 * it.grow : heights[i] + space * it.grow / Math.max(1, grow));
    });
    return;
  }
  var y;
  if (autos) {
    each(c.shown, function (it) {
      y = num(style(it.e).marginTop);
      if (it.m.topAuto) set(it.e, 'margin-top', px(y + space / autos));
      if (it.m.bottomAuto) set(it.e, 'margin-bottom', px(num(style(it.e).marginBottom) + space / autos));
    });
    return;
  }
  var s = share(get(c.e, 'justify-content', 'normal'), space, c.shown.length, c.reverse);
  if (!s[0] && !s[1]) return;
  each(c.shown, function (it, i) {
    var more = i ? s[1] : s[0];
    if (more) set(it.e, 'margin-top', px(num(style(it.e).marginTop) + more));
  });
}

function heighten(it, h) {
  var f = it.frame, e = it.e;
  set(e, 'min-height', px(Math.max(0, h - (f.border ? 0 : f.v))));
  // A table has no smallest height, and shares its height among its rows, each of which may have a
  // dot more.
  if (/^(inline-)?table$/.test(it.display)) set(e, 'height', px(h - 0.5));
  var c = e.__h2p && e.__h2p.container;
  if (c && c.kind === 'flex' && !c.column && c.tables.length === 1) c.tables[0].style.setProperty('height', px(Math.max(0, h - f.v)), '');
}

function fillRows(c, space) {
  var n = c.tables.length, mode = get(c.e, 'align-content', 'normal').replace(/^(safe|unsafe)\s+/, ''), i;
  if (c.kind === 'flex' && !c.wrap) mode = 'stretch';
  if (c.kind === 'grid' && fillSpanned(c, space, mode)) return;
  if (c.kind === 'grid') {
    var fr = 0;
    each(c.groups, function (g, k) { if (g.length === 1 && c.grid.rowTracks[g[0]].max.fr) fr += c.grid.rowTracks[g[0]].max.fr; });
    if (fr) {
      // Rows that are as high as a page must not reach over its end by a dot.
      var whole = space - (c.have > 500 ? 1 : 0);
      each(c.groups, function (g, k) { if (g.length === 1 && c.grid.rowTracks[g[0]].max.fr) whole += rect(c.tables[k]).height; });
      each(c.groups, function (g, k) {
        var t = g.length === 1 ? c.grid.rowTracks[g[0]].max.fr : 0;
        if (t) c.tables[k].style.setProperty('height', px(whole * t / Math.max(1, fr)), '');
      });
      return;
    }
  }
  if (mode === 'normal' || mode === 'stretch') {
    var able = [];
    each(c.tables, function (t, k) { if (c.kind === 'flex' || !c.groups || !(c.groups[k].length === 1 && c.grid.rowTracks[c.groups[k][0]].max.px !== undefined)) push(able, t); });
    var heights = [];
    each(able, function (t) { push(heights, rect(t).height); });
    each(able, function (t, k) { t.style.setProperty('height', px(heights[k] + space / able.length), ''); });
    return;
  }
  var s = share(mode, space, n, false), own = s[0] > 0.2 ? tight(c.e, c.frame, true) : { top: 0 };
  each(c.tables, function (t, k) {
    var more = k ? c.gapY + s[1] : s[0] - own.top;
    if (more) t.style.setProperty('margin-top', px(more), 'important');
  });
}

// Rows that items span get heights of their own, and so do the items in them. Those that stand alone
// are tables.
function fillSpanned(c, space, mode) {
  var tracks = c.grid.rowTracks, fr = 0, able = 0, whole = space, heights = [], alone = [], high, r;
  if (!c.rowLines) return false;
  each(c.groups, function (g, k) { if (g.length === 1 && !c.rowLines[g[0]]) alone[g[0]] = c.tables[k]; });
  for (r = 0; r < tracks.length; r++) {
    if (!c.rowLines[r] && !alone[r]) return false;
    heights[r] = rect(c.rowLines[r] || alone[r]).height;
    if (tracks[r].max.fr) { fr += tracks[r].max.fr; whole += heights[r]; } else if (tracks[r].max.px === undefined) able++;
  }
  if (!fr && (!able || !/^(normal|stretch)$/.test(mode))) return false;
  if (c.have > 500) { space -= 1; whole -= 1; }
  for (r = 0; r < tracks.length; r++) {
    high = heights[r];
    if (fr) { if (tracks[r].max.fr) heights[r] = Math.max(high, whole * tracks[r].max.fr / Math.max(1, fr)); }
    else if (tracks[r].max.px === undefined) heights[r] += space / able;
    if (c.rowLines[r] || heights[r] !== high) (c.rowLines[r] || alone[r]).style.setProperty('height', px(heights[r]), '');
  }
  each(c.items, function (it) {
    if (!it.stretched || alone[it.row]) return;
    // Margins of its contents may reach out above it.
    var high = c.gapY * (it.rowSpan - 1) - Math.max(0, rect(it.e).top - rect(it.cell).top - it.m.top);
    for (r = it.row; r < it.row + it.rowSpan; r++) high += heights[r];
    it.cell.style.setProperty('height', 'auto', '');
    set(it.e, 'height', 'auto');
    set(it.e, 'min-height', px(Math.max(0, high - it.m.top - it.m.bottom - it.frame.v)));
  });
  return true;
}

// What an item asks for that rows it spans have not got by themselves is shared among them: the
// engine gives it to the last of them.
function shareSpans(list) {
  var out = [], bases = [], r;
  each(list, function (c) {
    each(c.items, function (it) {
      if (it.rowSpan < 2 || it.cell.tagName !== 'TD') return;
      var s = it.e.style, was = s.cssText;
      push(out, [it, was]);
      set(it.e, 'position', 'absolute');
      if (it.stretched) set(it.e, 'height', 'auto');
    });
  });
  each(out, function (x) { x[0].natural1 = rect(x[0].e).height + x[0].m.top + x[0].m.bottom; });
  each(list, function (c) {
    var rows = [];
    for (r in c.rowLines) rows[r] = rect(c.rowLines[r]).height;
    push(bases, rows);
  });
  each(out, function (x) { x[0].e.style.cssText = x[1]; });
  each(list, function (c, k) {
    var rows = bases[k], tracks = c.grid.rowTracks, spans = [], changed = false;
    each(c.items, function (it) { if (it.natural1 !== undefined) push(spans, it); });
    sort(spans, function (a, b) { return a.rowSpan - b.rowSpan; });
    each(spans, function (it) {
      var lack = it.natural1 - c.gapY * (it.rowSpan - 1), fr = 0, open = 0;
      for (r = it.row; r < it.row + it.rowSpan; r++) {
        lack -= rows[r];
        if (tracks[r].max.fr) fr += tracks[r].max.fr; else if (tracks[r].max.px === undefined) open++;
      }
      if (lack < 0.1 || !fr && !open) return;
      changed = true;
      for (r = it.row; r < it.row + it.rowSpan; r++) {
        if (fr) { if (tracks[r].max.fr) rows[r] += lack * tracks[r].max.fr / fr; }
        else if (tracks[r].max.px === undefined) rows[r] += lack / open;
      }
    });
    if (changed) for (r in c.rowLines) if (tracks[r].max.px === undefined) c.rowLines[r].style.setProperty('height', px(rows[r]), '');
  });
}

// The space above an item in its cell. What the engine says of a drawing is where its lines
// are, not its box.
function aboveItem(it) {
  var at = it.cell.style.verticalAlign, h;
  if (/^svg$/i.test(it.e.tagName) && /^(middle|bottom)$/.test(at)) {
    h = rect(it.cell).height - num(style(it.e).height) - it.m.top - it.m.bottom;
    return at === 'middle' ? h / 2 : h;
  }
  return rect(it.e).top - rect(it.cell).top - it.m.top;
}

// What the engine found by itself is written down before it prints: it takes aligned
// cells and heights in percent for new ones at each end of a page, and moves rows of
// tables as no browser does.
function settle(table) {
  var left = [], rows;
  each(containers, function (c) { if (!c.settled) push(left, c); });
  rows = writeRows(left);
  var plan = foreseePages(table.H);
  markDivided(plan);
  // The engine paints a line from left to right, and so it would be read.
  var divided = [], lifted = [];
  each(rows, function (x) { if (x.t.divided || x.c.rtl && !x.t.spanned && x.c.items.length > 1) push(divided, x); });
  each(divided, function (x) { each(paintInOrder(x.t), function (e) { push(lifted, e); }); });
  each(divided, divideRow);
  if (!plan && table.H > 0 && documentHeight() <= table.H) readInOrder(lifted);
  layersOfOver();
  each(lifted, function (e) { set(e, 'position', 'relative'); });
  breakPages(plan);
}

// Rows that stand in lines are written before anything is as high as these: while they are
// tables, what is in them stands on no line.
function settleInline() {
  var list = [];
  each(containers, function (c) { if (c.parent) c.parent.isParent = true; });
  each(containers, function (c) {
    if (c.column || c.isParent || !c.tables || c.tables.length !== 1 || c.rowLines || c.rtl || c.e.__h2p.item || style(c.e).display !== 'inline-block') return;
    push(list, c);
  });
  each(list, function (c) {
    if (measureSpace(c) > 0.2) fillRows(c, c.have - c.used);
    c.filled = c.settled = true;
  });
  if (list.length) writeRows(list);
}

function writeRows(list) {
  var cells = [], items = [], rows = [];
  each(list, function (c) {
    each(c.tables || [], function (t) { var r = rect(t); push(rows, { c: c, t: t, h: r.height, y: r.top }); });
    if (c.tables && c.tables.length) {
      var cs = style(c.e);
      c.align = cs.textAlign;
      c.indent = num(cs.textIndent);
    }
    each(c.items, function (it) {
      if (!it.cell) return;
      if (it.stretched) push(items, [it, rect(it.e).height]);
      else if (it.cell.style.verticalAlign !== 'top') push(cells, [it.cell, aboveItem(it)]);
    });
  });
  each(cells, function (x) {
    x[0].style.setProperty('vertical-align', 'top', '');
    if (x[1] > 0.04) x[0].style.setProperty('padding-top', px(x[1]), 'important');
  });
  each(items, function (x) {
    var it = x[0], h = x[1] - it.frame.v;
    it.cell.style.setProperty('height', 'auto', '');
    set(it.e, 'height', 'auto');
    set(it.e, 'min-height', px(Math.max(0, h)));
    // A table has no smallest height.
    if (it.display === 'table' || it.display === 'inline-table') set(it.e, 'height', px(x[1]));
  });
  each(rows, function (x) {
    var c = x.c, t = x.t;
    x.high = !!t.style.height;
    t.style.setProperty('height', px(x.h), '');
    if (t.spanned) return;
    t.className = 'h2pline' + side(c);
    t.style.setProperty('width', fromDots(t.dots + 12), '');
    t.style.setProperty(c.rtl ? 'margin-left' : 'margin-right', fromDots(-12), 'important');
    // Where its text begins is where a row begins, but for items of the other direction.
    if (!/^(start|left|-webkit-auto|auto)$/.test(c.align) || c.indent || c.rtl && c.align === 'left') {
      each(t.childNodes, function (cell) {
        cell.style.setProperty('text-align', c.align, '');
        if (c.indent) cell.style.setProperty('text-indent', px(c.indent), '');
      });
    }
  });
  return rows;
}

// Where nothing says how text is aligned, headings of tables are in the middle: so nothing
// is to be said of it on the way to them.
function side(c) { return /auto$/.test(c.align) ? '' : ' h2pstart'; }

// A row on the end of a page is divided as floats are: each item for itself.
function divideRow(x) {
  var t = x.t;
  t.className = 'h2pfloats' + side(x.c) + (x.c.rtl ? ' h2pback' : '');
  if (x.high) t.style.setProperty('min-height', px(x.h), 'important');
  t.style.setProperty('height', 'auto', '');
}

// Rows of a grid are painted one after the other, and its items in that order. On a single page
// they are painted, and so read, as the document has them, and as browsers do it.
function readInOrder(lifted) {
  var moved = [];
  each(containers, function (c) {
    if (c.kind !== 'grid' || isLifted(c.e) && !c.over) return;
    var i, last = null, isMoved = !!c.over, items = withOver(c);
    if (items.length < 2 || items.length > 500) return;
    for (i = 0; i < items.length; i++) {
      // Who says what is above stays right.
      if (isLifted(items[i].e)) return;
      if (last && (items[i].row - last.row || items[i].col - last.col) < 0) isMoved = true;
      last = items[i];
    }
    if (isMoved && !(c.over ? c.holdsPlaced : positionedWithin(c.e)) && c.e !== doc.body) push(moved, c);
  });
  each(moved, function (c) {
    c.stands = style(c.e).position;
    each(c.items, function (it) { it.stands = style(it.e).position; });
    each(paintInOrder(c.e, true), function (e) { push(lifted, e); });
  });
  each(moved, function (c) {
    if (c.stands === 'static') set(c.e, 'position', 'relative');
    set(c.e, 'z-index', '0');
    each(withOver(c), function (it, k) {
      if (it.stands === 'static') set(it.e, 'position', 'relative');
      set(it.box || it.e, 'z-index', k + 1);
    });
  });
}

// Floats are painted before the text around them. So that text is copied and read in
// its order, what follows them is lifted as well.
function paintInOrder(t, isLayer) {
  var x, p, lifted = [];
  for (p = t; p && p !== doc.body && p.nodeType === 1; p = p.parentNode) {
    // What is in a layer already is painted with it.
    if (isLayer && style(p).position !== 'static') break;
    for (x = p.nextSibling; x; x = x.nextSibling) {
      if (x.nodeType !== 1 || x.__lifted || /^(tr|td|th|tbody|thead|tfoot|br|script|style)$/i.test(x.tagName)) continue;
      x.__lifted = true;
      if (style(x).position === 'static' && !positionedWithin(x)) push(lifted, x);
    }
  }
  return lifted;
}

function positionedWithin(e) {
  var list = e.getElementsByTagName('*');
  if (list.length > 400) return true;
  for (var i = 0; i < list.length; i++) if (style(list[i]).position === 'absolute') return true;
  return false;
}

// The canvas is painted to the end of the last page: the engine paints it to the end of
// the contents. Tells whether the number of pages must be known for it.
function isColoured() {
  var coloured = false;
  each([root, doc.body], function (e) {
    if (!e) return;
    var cs = style(e);
    if (cs.backgroundImage !== 'none' || !/^(transparent|rgba\(.*, 0\)|rgb\(255, 255, 255\))$/.test(cs.backgroundColor)) coloured = true;
  });
  return coloured;
}

function canvas(table, coloured) {
  var H = table.H, pages = table.pages;
  if (!coloured || !(H > 0)) return false;
  if (!pages) {
    if (rect(root).height > H) return true;
    pages = 1;
  }
  var f = frame(root);
  var margin = root.hasAttribute('data-h2p-flush') ? 0 : 2 / DOTS;
  set(root, 'min-height', px(Math.max(0, pages * (H - 0.15) - 0.1 - margin - (f.border ? 0 : f.v))));
  return pages === 1 && !table.pages;
}

// What was found is written down: the tables get their rows, the items their widths.

function dots(x) { return Math.round(x * DOTS); }
function fromDots(d) { return ((d + (d < 0 ? -0.3 : d > 0 ? 0.3 : 0)) / DOTS).toFixed(4) + 'px'; }

function clear(e) { while (e.firstChild) e.removeChild(e.firstChild); }

function setWidth(it, size) {
  var e = it.e;
  if (it.natural !== undefined && it.replaced && Math.abs(it.natural - size) < 0.05) return;
  set(e, 'width', px(it.frame.border ? size : Math.max(0, size - it.frame.h)));
  if (get(e, 'min-width') !== undefined) set(e, 'min-width', '0');
  if (get(e, 'max-width') !== undefined) set(e, 'max-width', 'none');
  // The engine takes a line of spaced letters for shorter than it is: what has room
  // for its largest width stays on its lines.
  if (it.isText && size >= it.max - 0.05) set(e, 'white-space', 'nowrap');
}

// What the items of a container are, before any of those of its depth is written: a style
// that is asked for after a change lays out the page.
function lookAtItems(c) {
  each(c.items, function (it) {
    var e = it.e;
    if (it.replaced) return;
    it.isText = it.max !== undefined && (it.size === undefined || it.size >= it.max - 0.05) && !it.nowrap &&
      get(e, 'max-width', 'none') === 'none' && get(e, 'width', 'auto') === 'auto' &&
      (e.firstElementChild ? isText(e) || isLineOfBoxes(e) || isBlocksOfText(e) : !/^pre/.test(it.space));
    it.leaks = isLeaking(e);
  });
}

function isLeaking(e) { return !!kind(e) || !!e.firstElementChild && (leaks(e, false) || leaks(e, true)); }

// Whether boxes stand in the lines of an element that are as wide as what is in them.
function isLineOfBoxes(e) {
  var list = e.getElementsByTagName('*'), i, x, any = false;
  if (e.__h2p && e.__h2p.container || list.length > 40 || /^pre/.test(style(e).whiteSpace)) return false;
  for (i = 0; i < list.length; i++) {
    x = list[i];
    if (/^br$/i.test(x.tagName) || isOurs(x)) continue;
    var cs = style(x), d = cs.display;
    if (/^inline-(block|table)$/.test(d)) any = true;
    else if (!isOurs(x.parentNode) && !/^(inline|none)$/.test(d) || cs.cssFloat !== 'none') return false;
    if (/^pre|^nowrap/.test(cs.whiteSpace)) return false;
    if ((get(x, 'width', 'auto') !== 'auto' || get(x, 'max-width', 'none') !== 'none') && /\S/.test(x.textContent || '')) return false;
  }
  return any;
}

// Whether an element has but blocks with text in it, which are as wide as it lets them be. Where it is as wide as
// the widest line, none of them is broken: a line of several fonts may be a dot longer than what it was measured as.
function isBlocksOfText(e) {
  var list = e.getElementsByTagName('*'), i, x, cs;
  if (kind(e) || list.length > 40 || /^pre/.test(style(e).whiteSpace)) return false;
  for (i = 0; i < list.length; i++) {
    x = list[i];
    cs = style(x);
    // Words that are kept together say so themselves.
    if (/^(h2p-w|w?br)$/i.test(x.tagName)) continue;
    if (kind(x) || isOurs(x) || floats(cs) || !/^(none|inline|block|list-item)$/.test(cs.display) || cs.position !== 'static') return false;
    if (/^pre|^nowrap/.test(cs.whiteSpace) || get(x, 'width', 'auto') !== 'auto' || get(x, 'max-width', 'none') !== 'none' || hasShareBeside(x)) return false;
  }
  return true;
}

// Whether something beside an element's text is a share of the width around it.
function hasShareBeside(e) {
  for (var i = 0, names = ['padding-left', 'padding-right', 'margin-left', 'margin-right', 'padding', 'margin', 'text-indent']; i < names.length; i++) {
    if (/%/.test(get(e, names[i], ''))) return true;
  }
  return false;
}

// Whether an element has but text and inline elements in it.
function isText(e) {
  var list = e.getElementsByTagName('*'), i;
  if (e.__h2p && e.__h2p.container || list[12]) return false;
  if (/^pre/.test(style(e).whiteSpace)) return false;
  for (i = 0; i < list.length; i++) {
    if (/^(inline|none)$/.test(style(list[i]).display)) continue;
    // What is out of the flow has lines of its own.
    if (!/^(absolute|fixed)$/.test(style(list[i]).position) || /\S\s+\S|[\u2e80-\ud7ff]{2}/.test(list[i].textContent || '')) return false;
  }
  return true;
}

// Where an item stands in the height of its row.
function standing(it) {
  var c = it.c, align = selfAlign(it, 'align-self', 'align-items'), cellStyle = it.cell.style, m = it.m;
  var declaredHeight = get(it.e, 'height', 'auto');
  it.stretched = false;
  // A part of what is known is known, whatever the row is as high as.
  if (/^[\d.]+%$/.test(declaredHeight) && definite(c) && c.kind === 'flex' && !it.replaced) {
    var known = length(get(c.e, 'height'), null, c.frame.em) - (c.frame.border ? c.frame.v : 0);
    if (known > 0) set(it.e, 'height', px(Math.max(0, known * parseFloat(declaredHeight) / 100 - (it.frame.border ? 0 : it.frame.v))));
  }
  if (m.topAuto || m.bottomAuto) {
    cellStyle.setProperty('vertical-align', m.topAuto && m.bottomAuto ? 'middle' : m.topAuto ? 'bottom' : 'top', '');
    return;
  }
  if (align === 'center' || standsInMiddle(it, align)) cellStyle.setProperty('vertical-align', 'middle', '');
  else if (/end$/.test(align)) cellStyle.setProperty('vertical-align', 'bottom', '');
  else if (/baseline/.test(align)) cellStyle.setProperty('vertical-align', 'baseline', '');
  else {
    cellStyle.setProperty('vertical-align', 'top', '');
    if (/^(normal|stretch)$/.test(align) && (declaredHeight === 'auto' || fillsByShare(c, declaredHeight)) && (!it.replaced || fillsArea(it.e)) && m.top >= 0 && m.bottom >= 0 && !hasCaption(it) && !hasOwnRatio(it, align)) {
      var high = fixedRows(it);
      if (high === null) stretch(it);
      else {
        it.isFixed = true;
        set(it.e, 'height', px(Math.max(0, high - m.top - m.bottom - (it.frame.border ? 0 : it.frame.v))));
      }
    }
  }
}

// An item of a grid that has a ratio is as high as that makes it, where nothing says that it fills its row.
function hasOwnRatio(it, align) { return align === 'normal' && it.c.kind === 'grid' && !it.replaced && ratioOf(it.e) !== null; }

// Whether a height in percent is the whole of it: a share of nothing is none, and so is told the
// height of what contains it.
function fillsByShare(c, height) {
  if (!/%$/.test(height)) return false;
  return c.kind === 'grid' ? height === '100%' && !definite(c) : !isHeightKnown(c.e);
}

// How high the rows of an item are, where none of them grows with what is in it. Cells of the
// engine always do.
function fixedRows(it) {
  var c = it.c, high = 0, r, t;
  if (c.kind !== 'grid') return null;
  for (r = it.row; r < it.row + it.rowSpan; r++) {
    t = c.grid.rowTracks[r];
    if (t.min.px === undefined || t.max.px === undefined) return null;
    high += Math.max(t.min.px, t.max.px) + (r > it.row ? c.gapY : 0);
  }
  return high;
}

// To the engine the height of a table is that without its caption.
function hasCaption(it) { return it.display === 'table' && it.e.getElementsByTagName('caption').length > 0; }

function definite(c) { return /^[\d.]+[a-z]+$/i.test(get(c.e, 'height', 'auto')); }

// An item that is as high as its cell. The engine flexes only contents of cells that
// have a height of their own, and takes borders off only where sizes are of contents.
// It is the least that there is, since an item may have no height.
function stretch(it) {
  var e = it.e, f = it.frame;
  it.stretched = true;
  it.cell.style.setProperty('height', fromDots(1), '');
  if (it.m.top || it.m.bottom) {
    it.cell.style.setProperty('padding-top', px(it.m.top), 'important');
    it.cell.style.setProperty('padding-bottom', px(it.m.bottom), 'important');
    set(e, 'margin-top', '0');
    set(e, 'margin-bottom', '0');
  }
  // In the copy of a box that makes none, it is as high as that with all its edges.
  if (it.wrapper && !f.border && f.v + f.h > 0) {
    set(e, '-webkit-box-sizing', 'border-box');
    set(e, 'box-sizing', 'border-box');
    each(['min-height', 'max-height'], function (name) {
      var x = declared(it, name, null);
      if (x !== null) set(e, name, px(x));
    });
    f.border = true;
    set(e, 'width', px(it.size));
  } else if (f.border && !it.wrapper && f.v + f.h > 0) {
    set(e, '-webkit-box-sizing', 'content-box');
    set(e, 'box-sizing', 'content-box');
    each(['min-height', 'max-height'], function (name) {
      var x = declared(it, name, null);
      if (x !== null) set(e, name, px(Math.max(0, x - f.v)));
    });
    f.border = false;
    it.wasBorder = true;
    set(e, 'width', px(Math.max(0, it.size - f.h)));
  }
  if (it.rows) set(e, 'min-height', px(Math.max(declared(it, 'min-height', null) || 0, it.rows - (f.border ? 0 : f.v))));
  set(e, 'height', '100%');
}

function reset(t, width, top) {
  t.setAttribute('style', 'table-layout:fixed;width:' + fromDots(width) + (top ? ';margin-top:' + px(top) + '!important' : ''));
}

// A row of a table: what is before each item, and the items. What is in its place already stays
// there: the engine makes anew what is put in.
function row(into, list) {
  var at = 0, next = into.firstChild, after;
  each(list, function (it) {
    var before = dots(it.left) - at;
    if (before > 0) {
      if (next && next.tagName === 'H2P-S') {
        next.setAttribute('style', 'width:' + fromDots(before));
        next = next.nextSibling;
      } else into.insertBefore(spacer(fromDots(before)), next);
      at += before;
    }
    var w = Math.max(1, dots(it.left + it.size) - at);
    // What stands over the one before it is drawn to the left.
    if (before < 0) { set(it.e, c2side(it), px(before / DOTS)); w = Math.max(1, dots(it.size) + before); }
    it.cell.style.setProperty('width', fromDots(w), '');
    if (it.cell === next) next = next.nextSibling; else into.insertBefore(it.cell, next);
    at += w;
  });
  for (; next; next = after) {
    after = next.nextSibling;
    into.removeChild(next);
  }
  return at;
}

function c2side(it) { return it.c.rtl ? 'margin-right' : 'margin-left'; }

function writeFlex(c) {
  var t = c.table, first = true, shownLines = c.lines;
  if (c.wrapReverse) { shownLines = []; for (var i = c.lines.length - 1; i >= 0; i--) push(shownLines, c.lines[i]); }
  c.tables = [];
  each(shownLines, function (line) {
    var table = first ? t : doc.createElement('h2p-t'), x = 0, end = 0;
    if (!first) c.e.insertBefore(table, t2.nextSibling);
    reset(table, 0, first ? 0 : c.gapY);
    each(line.shown, function (it) { x += it.before; it.left = x; x += it.size; });
    each(line, function (it) { setMargins(it); setWidth(it, it.size); closed(it); standing(it); });
    end = row(table, line.shown);
    table.dots = end;
    table.style.setProperty('width', fromDots(end), '');
    if (shownLines.length === 1 && isHigh(c) && !(c.wrap && isAlignedInHeight(c))) table.style.setProperty('height', '100%', '');
    table.className = table.className.replace(/h2ptop|h2pwrap/g, '');
    push(c.tables, table);
    t2 = table;
    first = false;
  });
}
var t2;

// Whether a container has a height that is not that of its contents. Without a doctype
// a percentage of any other height is one of the page.
function isHigh(c) {
  var it = c.e.__h2p.item;
  return it && it.stretched || get(c.e, 'height', 'auto') !== 'auto';
}

// Whether lines of items stand somewhere in their container, and do not fill it.
function isAlignedInHeight(c) { return !/^(normal|stretch)$/.test(get(c.e, 'align-content', 'normal')); }

// Margins at the sides are gaps between cells.
function setMargins(it) {
  if (it.m.left || it.m.right || it.m.leftAuto || it.m.rightAuto) {
    set(it.e, 'margin-left', '0');
    set(it.e, 'margin-right', '0');
  }
}

function writeGrid(c) {
  var t = c.table, first = true, tracksY = c.grid.rowTracks;
  c.tables = [];
  each(c.items, function (it) { if (it.inColumn) { dropClass(it.e, / h2pfit( h2pfixed)?/); it.cell.style.removeProperty('width'); } });
  clear(t);
  each(c.groups, function (group) {
    // What was a row keeps a row of the engine's own in it: rows that items span need a
    // table that was none.
    var table = first && group.length === 1 ? t : doc.createElement('h2p-t'), end = 0;
    if (!first) c.e.insertBefore(table, t2.nextSibling);
    else if (table !== t) c.e.replaceChild(table, t);
    reset(table, 0, first ? 0 : c.gapY);
    each(group, function (r) {
      each(c.byRow[r] || [], function (it) { it.left = it.x; setMargins(it); setWidth(it, it.size); closed(it); });
    });
    if (group.length === 1) {
      var list = sort((c.byRow[group[0]] || []).slice(0), function (a, b) { return a.left - b.left; });
      each(list, standing);
      end = row(table, list);
      // A row without items has its height all the same.
      if (!list.length) table.appendChild(spacer('1px'));
      var h = tracksY[group[0]].min.px;
      if (h) table.style.setProperty('height', px(h), '');
    } else { end = spanned(c, group, table); table.spanned = true; }
    table.dots = end;
    table.style.setProperty('width', fromDots(end), '');
    table.className = '';
    push(c.tables, table);
    t2 = table;
    first = false;
  });
  if (c.over) dropOver(c);
}

// Rows that items span: a table of several rows, whose columns are those of the grid,
// and one for each gap that there is.
function spanned(c, group, table) {
  var filled = {}, parts = [], place = [], x = 0, total = 0, k, isOver = takeOver(c, group);
  if (isOver) push(parts, 0);
  for (k = 0; k < c.widths.length; k++) {
    var gap = dots(c.starts[k]) - x, w = Math.max(1, dots(c.starts[k] + c.widths[k]) - dots(c.starts[k]));
    if (gap > 0) { push(parts, gap); x += gap; }
    push(place, parts.length);
    push(parts, w);
    x += w;
  }
  // Fixed widths stand in the first row.
  var head = doc.createElement('h2p-r');
  each(parts, function (d) { total += d; head.appendChild(sized(spacer(''), d)); });
  table.appendChild(head);
  each(group, function (r, index) {
    if (index && c.gapY) {
      var between = doc.createElement('h2p-r'), s = spacer('');
      s.style.setProperty('height', px(c.gapY), '');
      between.appendChild(s);
      table.appendChild(between);
    }
    var line = doc.createElement('h2p-r'), at = {}, h = c.grid.rowTracks[r].min.px;
    each(c.byRow[r] || [], function (it) { if (!it.isOver) at[place[it.col]] = it; });
    if (isOver) anchorOf(c, r, line);
    for (k = isOver ? 1 : 0; k < parts.length; ) {
      if (filled[r + ',' + k]) { k++; continue; }
      var it = at[k];
      if (!it) { line.appendChild(spacer('')); k++; continue; }
      var td = doc.createElement('td'), across = place[it.col + it.colSpan - 1] - k + 1, down = c.gapY ? it.rowSpan * 2 - 1 : it.rowSpan;
      td.colSpan = across;
      if (down > 1) td.rowSpan = down;
      td.setAttribute('style', PLAIN_CELL + 'height:' + (h && it.rowSpan === 1 ? px(h) : 'auto'));
      while (it.cell.firstChild) td.appendChild(it.cell.firstChild);
      it.cell = td;
      standing(it);
      var off = it.left - c.starts[it.col];
      if (off > 0.05) td.style.setProperty(c.rtl ? 'padding-right' : 'padding-left', px(off), 'important');
      line.appendChild(td);
      for (var rr = r; rr < r + it.rowSpan; rr++) for (var kk = k; kk < k + across; kk++) filled[rr + ',' + kk] = 1;
      k += across;
    }
    if (h) line.style.setProperty('height', px(h), '');
    (c.rowLines = c.rowLines || {})[r] = line;
    table.appendChild(line);
  });
  return total;
}

function sized(s, d) { s.style.setProperty('width', d > 0 ? fromDots(d) : '0', ''); return s; }

// A column: items are blocks one below the other, whose margins do not collapse.
function writeColumn(c, width) {
  var order = c.items, i, before = 0, last = order.length - 1, own = tight(c.e, c.frame, isMoved(c)), owed = own.top;
  if (c.reverse) { order = []; for (i = last; i >= 0; i--) push(order, c.items[i]); }
  c.shown = order;
  keepHeight(c, own.top + own.bottom);
  each(order, function (it, k) {
    var e = it.e, m = it.m;
    if (it.fits) {
      dropClass(e, / h2pfit( h2ptop)?/);
      var w = declared(it, 'width', width), room = width - m.left - m.right, lo = declared(it, 'min-width', width), hi = declared(it, 'max-width', width);
      if (w === null) w = ofContents(it, room);
      var x = w !== null ? w : it.max <= room ? it.max : Math.max(smallest(it), room);
      if (hi !== null) x = Math.min(x, hi);
      if (lo !== null) x = Math.max(x, lo);
      it.size = x;
      setWidth(it, x);
      var align = selfAlign(it, 'align-self', 'align-items'), space = room - x, start = c.rtl ? 'right' : 'left', other = c.rtl ? 'left' : 'right', offset;
      if (m.leftAuto || m.rightAuto) offset = space > 0 ? m[start + 'Auto'] ? m[other + 'Auto'] ? space / 2 : space : 0 : 0;
      else offset = align === 'center' || standsInMiddle(it, align) ? space / 2 : /end$|right/.test(align) ? space : 0;
      if (align === 'left' && c.rtl) offset = space;
      set(e, 'margin-' + start, px(m[start] + offset));
      set(e, 'margin-' + other, '0');
    } else {
      it.size = width - m.left - m.right;
      if (it.replaced && fillsArea(e) && declared(it, 'width', width) === null) setWidth(it, Math.max(it.frame.h, it.size));
      if (it.inline && it.replaced === false && declared(it, 'width', width) === null) set(e, 'width', 'auto');
    }
    if (e.previousSibling || k) c.e.insertBefore(e, null);
    var more = it.leaks ? tight(e, it.frame) : { top: 0, bottom: 0 };
    // What begins a page does not rise above it: the engine would drop the margin in it.
    var begins = !k || beginsPage(order[k - 1].e, e), whole = m.top + (begins ? 0 : before + c.gapY);
    var rise = owed + more.top, taken = begins && m.top >= 0 ? Math.min(rise, whole) : rise;
    set(e, 'margin-top', px(whole - taken));
    it.frame.v += more.top + more.bottom;
    owed = more.bottom + rise - taken;
    set(e, 'margin-bottom', px(k === last ? m.bottom - owed - own.bottom : 0));
    before = m.bottom;
  });
}

function beginsPage(last, e) { return isForced(get(last, 'break-after', '')) || isForced(get(e, 'break-before', '')); }

// What was added inside a box whose height is known is no height of its own: one that is as high as a page
// would reach over its end.
function keepHeight(c, more) {
  if (!more || c.frame.border) return;
  each(['height', 'min-height'], function (name) {
    var x = length(get(c.e, name), null, c.frame.em);
    // Where it was cut to whole dots, it stays so.
    if (x !== null && x > more) set(c.e, name, px(x - more - 0.5 / DOTS));
  });
}

// Whether the items of a column stand lower than its start, by a margin of the first.
function isMoved(c) {
  return !/^(normal|(flex-)?start|left|stretch)$/.test(get(c.e, 'justify-content', 'normal'));
}

// What stands out of the flow comes after what flows.
function outOfFlow(c) { each(c.out, function (e) { if (e.parentNode === c.e) c.e.appendChild(e); }); }

// Grid: where items stand (css-grid-1, section 8), and how wide the tracks are
// (section 12), as far as widths go. Rows are as high as what is in them.

// `[a] 100px repeat(2, 1fr [b])` as tracks, each { min, max }, and the names of lines.
function tracks(text, width, gap, em) {
  var list = [], names = {}, open = [];
  list.names = names;
  function name(ns, at) { each(words(ns), function (n) { (names[n] = names[n] || []); push(names[n], at); }); }
  function add(parts) {
    each(parts, function (w) {
      if (w.charAt(0) === '[') { name(w.substring(1, w.length - 1), list.length); return; }
      var m = /^repeat\(([^]*)\)$/i.exec(w);
      if (m) {
        var a = words(m[1], ','), count = a[0], what = words(a.slice(1).join(',')), n;
        if (/^auto-/.test(count)) {
          var each1 = 0, tracksIn = 0, open = false;
          each(what, function (x) {
            if (x.charAt(0) === '[') return;
            var t = track(x, width, em);
            each1 += t.min.px !== undefined ? Math.max(t.min.px, t.max.px !== undefined && t.min.px === 0 ? t.max.px : 0) : t.max.px || 0;
            if (t.min.px === undefined && t.max.px === undefined) open = true;
            tracksIn++;
          });
          // Tracks that need no room at all count for a pixel: those of nothing are dropped again.
          if (!each1 && !open && count === 'auto-fit') each1 = tracksIn;
          n = each1 > 0 && width !== null ? Math.max(1, Math.floor((width + gap + 0.01) / (each1 + gap * tracksIn))) : 1;
          var from = list.length;
          for (; n > 0; n--) add(what);
          if (count === 'auto-fit') { list.fitFrom = from; list.fitTo = list.length; }
        } else for (n = Math.min(parseInt(count, 10) || 0, 2000); n > 0; n--) add(what);
        return;
      }
      push(list, track(w, width, em));
    });
  }
  if (text && text !== 'none' && !/^subgrid/.test(text)) add(words(text));
  return list;
}

function track(w, width, em) {
  var m = /^minmax\(([^]*)\)$/i.exec(w);
  if (m) {
    var a = words(m[1], ',');
    var lo = breadth(a[0], width, em), hi = breadth(a[1] || 'auto', width, em);
    if (lo.fr) lo = { auto: true };
    return { min: lo, max: hi };
  }
  m = /^fit-content\(([^]*)\)$/i.exec(w);
  if (m) return { min: { auto: true }, max: { content: 'max', limit: length(m[1], width, em) } };
  var b = breadth(w, width, em);
  return { min: b.fr ? { auto: true } : b, max: b };
}

function breadth(w, width, em) {
  var m = /^([\d.]+)fr$/i.exec(w), x;
  if (m) return { fr: +m[1] };
  if (w === 'min-content') return { content: 'min' };
  if (w === 'max-content') return { content: 'max' };
  x = length(w, width, em);
  return x === null ? { auto: true } : { px: Math.max(0, x) };
}

function areas(text) {
  var map = {}, rows = 0, columns = 0;
  (text || '').replace(/"([^"]*)"|'([^']*)'/g, function (m, a, b) {
    var names = words(a === undefined ? b : a);
    columns = Math.max(columns, names.length);
    each(names, function (n, i) {
      if (/^\.+$/.test(n)) return;
      var r = map[n];
      if (!r) map[n] = [rows, i, rows + 1, i + 1];
      else { r[2] = Math.max(r[2], rows + 1); r[3] = Math.max(r[3], i + 1); r[1] = Math.min(r[1], i); }
    });
    rows++;
  });
  map.rows = rows;
  map.columns = columns;
  return map;
}

// Lines of a grid have limits in browsers too.
function few(n) { return Math.max(-10000, Math.min(10000, n)); }

// One edge: a line counted from 0, a span, or nothing.
function edge(value, side, axis, grid) {
  value = trim(value || 'auto');
  if (value === 'auto') return {};
  var m = /^span\s+(\d+)$/.exec(value) || /^(\d+)\s+span$/.exec(value);
  if (m) return { span: few(Math.max(1, +m[1])) };
  if (/^-?\d+$/.test(value)) {
    var n = few(+value), explicit = axis ? grid.columns : grid.rows;
    return { line: n > 0 ? n - 1 : explicit + 1 + n };
  }
  var span = /^span\b/.test(value), name = words(value.replace(/\bspan\b/, ''))[0], count = parseInt((/-?\d+/.exec(value) || ['1'])[0], 10);
  if (span) return { span: 1 };
  var area = grid.areas[name];
  if (area && typeof area === 'object') return { line: area[(side ? 2 : 0) + axis] };
  var names = axis ? grid.columnNames : grid.rowNames, lines = names[name] || names[name + (side ? '-end' : '-start')];
  if (!lines) {
    m = /^([^]*)-(start|end)$/.exec(name);
    if (m && grid.areas[m[1]]) return { line: grid.areas[m[1]][(m[2] === 'end' ? 2 : 0) + axis] };
    // All lines behind those that are told have a name that none of them has. The names of another grid are not known here.
    return grid.isWithin ? {} : { line: few((axis ? grid.columns : grid.rows) + Math.max(1, count)) };
  }
  return { line: lines[count > 0 ? Math.min(count, lines.length) - 1 : Math.max(0, lines.length + count)] };
}

var EDGES_OF_AREAS = [['grid-row-start', 'grid-row-end'], ['grid-column-start', 'grid-column-end']];

function span(it, axis, grid) {
  var start = get(it.e, EDGES_OF_AREAS[axis][0]), end = get(it.e, EDGES_OF_AREAS[axis][1]);
  // Most items say nothing of it.
  if (!start && !end) return { from: null, span: 1 };
  var a = edge(start, 0, axis, grid), b = edge(end, 1, axis, grid);
  var from = a.line, to = b.line;
  if (from !== undefined && to !== undefined) {
    if (to < from) { var x = to; to = from; from = x; }
    if (to === from) to = from + 1;
  } else if (from !== undefined) to = from + (b.span || 1);
  else if (to !== undefined) from = to - (a.span || 1);
  else return { from: null, span: a.span || b.span || 1 };
  if (from < 0) { to -= from; from = 0; }
  return { from: from, span: to - from };
}

// Gives each item its row and column.
function placeItems(c, width) {
  var e = c.e, em = c.frame.em, grid = c.grid = {};
  grid.areas = areas(get(e, 'grid-template-areas'));
  var columns = tracks(get(e, 'grid-template-columns'), width, c.gapX, em);
  var rows = tracks(get(e, 'grid-template-rows'), saidHeight(e, 0), c.gapY, em);
  if (/^subgrid/.test(get(e, 'grid-template-columns', '')) && c.parent && c.parent.grid && e.__h2p.item) {
    var it = e.__h2p.item;
    for (var s = it.col; s < it.col + it.colSpan; s++) push(columns, { min: { px: c.parent.widths[s] }, max: { px: c.parent.widths[s] } });
  }
  grid.isWithin = /^subgrid/.test(get(e, 'grid-template-columns', '')) || /^subgrid/.test(get(e, 'grid-template-rows', ''));
  grid.columnNames = columns.names;
  grid.rowNames = rows.names;
  grid.columns = Math.max(columns.length, grid.areas.columns);
  grid.rows = Math.max(rows.length, grid.areas.rows);
  var flow = get(e, 'grid-auto-flow', 'row'), byColumn = /column/.test(flow), dense = /dense/.test(flow);
  var taken = {}, count = Math.max(grid.columns, 1), rowCount = Math.max(grid.rows, 1);
  each(c.items, function (it) {
    var r = span(it, 0, grid), k = span(it, 1, grid);
    it.row = r.from; it.rowSpan = r.span; it.col = k.from; it.colSpan = k.span;
    if (k.from !== null) count = Math.max(count, k.from + k.span); else count = Math.max(count, k.span);
    if (r.from !== null) rowCount = Math.max(rowCount, r.from + r.span);
  });
  function free(r, k, rs, cs) {
    for (var i = r; i < r + rs; i++) for (var j = k; j < k + cs; j++) if (taken[i + ',' + j]) return false;
    return true;
  }
  function take(it) {
    for (var i = it.row; i < it.row + it.rowSpan; i++) for (var j = it.col; j < it.col + it.colSpan; j++) taken[i + ',' + j] = 1;
    rowCount = Math.max(rowCount, it.row + it.rowSpan);
    count = Math.max(count, it.col + it.colSpan);
  }
  each(c.items, function (it) { if (it.row !== null && it.col !== null) take(it); });
  // Locked to a line of the axis that is filled one after another.
  each(c.items, function (it) {
    var k;
    if (!byColumn && it.row !== null && it.col === null) {
      for (k = 0; !free(it.row, k, it.rowSpan, it.colSpan); k++);
      it.col = k; take(it);
    } else if (byColumn && it.col !== null && it.row === null) {
      for (k = 0; !free(k, it.col, it.rowSpan, it.colSpan); k++);
      it.row = k; take(it);
    }
  });
  var r = 0, k = 0, guard;
  each(c.items, function (it) {
    if (it.row !== null && it.col !== null) return;
    if (dense) { r = 0; k = 0; }
    for (guard = 0; guard < 1e5; guard++) {
      if (!byColumn) {
        if (it.col !== null) {
          if (it.col < k) r++;
          k = it.col;
          while (!free(r, k, it.rowSpan, it.colSpan)) r++;
          break;
        }
        if (k + it.colSpan > count) { r++; k = 0; }
        if (free(r, k, it.rowSpan, it.colSpan)) break;
        k++;
      } else {
        if (it.row !== null) {
          if (it.row < r) k++;
          r = it.row;
          while (!free(r, k, it.rowSpan, it.colSpan)) k++;
          break;
        }
        if (r + it.rowSpan > rowCount) { k++; r = 0; }
        if (free(r, k, it.rowSpan, it.colSpan)) break;
        r++;
      }
    }
    it.row = r; it.col = k;
    take(it);
    if (byColumn) r += it.rowSpan; else k += it.colSpan;
  });
  grow(columns, count, get(e, 'grid-auto-columns', 'auto'), width, em);
  grow(rows, rowCount, get(e, 'grid-auto-rows', 'auto'), null, em);
  if (columns.fitFrom !== undefined) {
    for (var f = columns.fitFrom; f < columns.fitTo; f++) {
      var used = false;
      each(c.items, function (it) { if (it.col <= f && f < it.col + it.colSpan) used = true; });
      if (!used) { columns[f] = { min: { px: 0 }, max: { px: 0 }, gone: true }; }
    }
  }
  grid.cols = columns;
  grid.rowTracks = rows;
}

function grow(list, count, auto, width, em) {
  var more = words(auto), i = 0;
  while (list.length < count) push(list, track(more[i++ % more.length], width, em));
}

// The items that ask for room: those of a grid that has its columns of this one ask in its place.
function withSubgrids(c) {
  var list = [];
  each(c.items, function (it) {
    var within = it.e.__h2p && it.e.__h2p.container, at = 0, name;
    if (!within || !/^subgrid/.test(get(it.e, 'grid-template-columns', ''))) { push(list, it); return; }
    each(within.items, function (own) {
      var from = /^\d+$/.exec(get(own.e, 'grid-column-start', '')), n = /^span (\d+)$/.exec(get(own.e, 'grid-column-end', get(own.e, 'grid-column-start', ''))), copy = { of: own };
      for (name in own) copy[name] = own[name];
      if (from) at = from[0] - 1;
      n = Math.min(n ? +n[1] : 1, it.colSpan);
      if (at + n > it.colSpan) at = 0;
      copy.col = it.col + at;
      copy.colSpan = n;
      // What is around it is around its first and its last column.
      copy.m = { left: own.m.left + (at ? 0 : it.m.left + it.frame.pl + it.frame.bl), right: own.m.right + (at + n < it.colSpan ? 0 : it.m.right + it.frame.pr + it.frame.br) };
      at += n;
      push(list, copy);
    });
  });
  return list;
}

// The widths of columns in the space that there is.
function sizeColumns(c, width) {
  var list = c.grid.cols, gaps = 0, seen = false;
  each(list, function (t) {
    t.base = t.min.px !== undefined ? t.min.px : 0;
    t.limit = t.max.px !== undefined ? Math.max(t.max.px, t.base) : t.max.fr ? Infinity : Infinity;
    if (!t.gone) { if (seen) gaps += c.gapX; seen = true; }
  });
  var space = width - gaps;
  function contribution(it, which, auto) {
    var o = it.m.left + it.m.right, w = declared(it, 'width', null), lo = declared(it, 'min-width', null), hi = declared(it, 'max-width', null);
    // What fits into any width of which it has a share asks for none.
    if (which === 'min' && it.replaced && (/%/.test(get(it.e, 'width', '')) || /%/.test(get(it.e, 'max-width', '')))) return Math.max(lo || 0, it.frame.h) + o;
    // A least width of its own counts in the place of what its contents need.
    var own = which === 'min' && auto && w === null && lo !== null;
    var x = w !== null ? w : own ? it.frame.h : which === 'min' ? (/^(hidden|auto|scroll)$/.test(it.overflow) ? it.frame.h : smallest(it.of || it)) : it.max;
    if (!own && it.byRatio && w === null && !/^(hidden|auto|scroll)$/.test(it.overflow)) x = Math.max(x, it.byRatio);
    if (hi !== null) x = Math.min(x, hi);
    if (lo !== null) x = Math.max(x, lo);
    return x + o;
  }
  var spans = [];
  each(withSubgrids(c), function (it) { (spans[it.colSpan] = spans[it.colSpan] || []); push(spans[it.colSpan], it); });
  each(spans, function (items, n) {
    each(items || [], function (it) {
      var i, t, flexible = false, fixed = 0, open = [], limits = [];
      for (i = it.col; i < it.col + it.colSpan; i++) {
        t = list[i];
        if (t.max.fr) flexible = true;
        fixed += t.base;
        if (t.min.px === undefined) push(open, t);
        if (t.max.px === undefined && !t.max.fr) push(limits, t);
      }
      fixed += c.gapX * (it.colSpan - 1);
      // What reaches over a flexible track and others has no least size by itself, and asks
      // for nothing of those that are not flexible.
      if (flexible && it.colSpan > 1) { spanFlexible(list, it, fixed); return; }
      if (open.length) {
        var anyMax = open[0].min.content === 'max', lack;
        // A flexible track need not be measured for what fits in any case.
        if (!(flexible && cheap(c, list, it, space))) {
          lack = contribution(it, anyMax ? 'max' : 'min', open[0].min.auto) - fixed;
          if (lack > 0) each(open, function (t) { t.base += lack / open.length; });
        }
      }
      if (limits.length) {
        var have = 0;
        each(limits, function (t) { if (t.want === undefined) t.want = t.base; have += t.want; });
        for (i = it.col; i < it.col + it.colSpan; i++) { t = list[i]; if (t.want === undefined) have += t.base; }
        var more = contribution(it, limits[0].max.content === 'min' ? 'min' : 'max') - have - c.gapX * (it.colSpan - 1);
        if (more > 0) each(limits, function (t) { t.want += more / limits.length; });
      }
    });
  });
  // Up to what they want, if there is room.
  var used = 0, fr = 0;
  each(list, function (t) {
    if (t.max.fr) { fr += t.max.fr; t.limit = t.base; }
    else if (t.max.px === undefined) {
      t.limit = Math.max(t.base, t.want === undefined ? t.base : t.want);
      if (t.max.limit !== undefined && t.max.limit !== null) t.limit = Math.max(t.base, Math.min(t.limit, t.max.limit));
    }
    used += t.base;
  });
  var rest = space - used, lack = -space, guard, any = true;
  each(list, function (t) { lack += t.max.fr ? Infinity : t.limit; });
  if (lack > 0 && lack < lostDots(list.length)) { rest += lack; space += lack; }
  for (guard = 0; guard < 50 && rest > 1e-3 && any; guard++) {
    var able = 0;
    any = false;
    each(list, function (t) { if (!t.max.fr && t.limit - t.base > 1e-4) able++; });
    if (!able) break;
    var part = rest / able;
    each(list, function (t) {
      if (t.max.fr || t.limit - t.base <= 1e-4) return;
      var more = Math.min(part, t.limit - t.base);
      t.base += more; rest -= more; any = true;
    });
  }
  if (fr > 0) {
    var left = space, sum = 0;
    each(list, function (t) { if (t.max.fr) { sum += t.max.fr; t.flex = true; } else left -= t.base; });
    for (guard = 0; guard < list.length + 1; guard++) {
      var one = Math.max(0, left) / Math.max(sum, 1), changed = false;
      each(list, function (t) {
        if (t.flex && t.base > one * t.max.fr + 1e-6) { t.flex = false; left -= t.base; sum -= t.max.fr; changed = true; }
      });
      if (!changed) break;
    }
    each(list, function (t) { if (t.flex) t.base = Math.max(t.base, one * t.max.fr); });
  } else if (/^(normal|stretch)$/.test(get(c.e, 'justify-content', 'normal'))) {
    rest = space;
    var autos = 0;
    each(list, function (t) { rest -= t.base; if (t.max.auto) autos++; });
    if (rest > 0 && autos) each(list, function (t) { if (t.max.auto) t.base += rest / autos; });
  }
  c.widths = [];
  c.starts = [];
  var total = gaps;
  each(list, function (t) { push(c.widths, t.base); total += t.base; });
  var s = share(get(c.e, 'justify-content', 'normal'), width - total, list.length, false), x = s[0];
  each(list, function (t, i) {
    push(c.starts, x);
    x += t.base + (t.gone ? 0 : c.gapX + s[1]);
  });
}

// The room that an item asks for which reaches over flexible tracks: theirs grow by their shares.
function spanFlexible(list, it, have) {
  var least = Math.max(declared(it, 'width', null) || 0, declared(it, 'min-width', null) || 0), lack = least + it.m.left + it.m.right - have, sum = 0, i;
  if (!least || lack <= 0) return;
  for (i = it.col; i < it.col + it.colSpan; i++) if (list[i].max.fr && list[i].min.px === undefined) sum += list[i].max.fr;
  for (i = it.col; sum && i < it.col + it.colSpan; i++) if (list[i].max.fr && list[i].min.px === undefined) list[i].base += lack * list[i].max.fr / sum;
}

// Whether the share of a flexible track is surely enough for an item's largest width.
function cheap(c, list, it, space) {
  var sum = 0, fixed = 0, i, own = 0, sure = true;
  each(list, function (t) { if (t.max.fr) sum += Math.max(t.max.fr, 0); else if (t.max.px !== undefined) fixed += t.max.px; else sure = false; });
  if (!sure) return false;
  for (i = it.col; i < it.col + it.colSpan; i++) own += list[i].max.fr ? (space - fixed) * list[i].max.fr / Math.max(sum, 1) : list[i].max.px || 0;
  return outer(it, Math.max(it.max, it.byRatio || 0)) <= own;
}

// The width of an item in its area.
function solveGrid(c, width) {
  sizeColumns(c, width);
  each(c.items, function (it) {
    var last = it.col + it.colSpan - 1, area = c.starts[last] + c.widths[last] - c.starts[it.col];
    percents(it, area);
    var room = area - it.m.left - it.m.right, w = declared(it, 'width', area), align = selfAlign(it, 'justify-self', 'justify-items');
    it.minWidth = declared(it, 'min-width', area);
    it.maxWidth = declared(it, 'max-width', area);
    var filled = /^(normal|stretch)$/.test(align) && !it.m.leftAuto && !it.m.rightAuto && !(it.replaced && it.display !== 'block' && align === 'normal');
    if (it.replaced && align === 'normal') filled = isDrawing(it.e) || fillsArea(it.e) && !it.m.leftAuto && !it.m.rightAuto;
    if (w === null) w = ofContents(it, room);
    var x = w !== null ? w : filled ? room : Math.min(it.max, Math.max(it.max > room ? smallest(it) : 0, room));
    if (it.maxWidth !== null) x = Math.min(x, it.maxWidth);
    if (it.minWidth !== null) x = Math.max(x, it.minWidth);
    it.size = Math.max(x, it.frame.h);
    var space = room - it.size, start = c.rtl ? it.m.right : it.m.left, offset = 0;
    var autoStart = c.rtl ? it.m.rightAuto : it.m.leftAuto, autoEnd = c.rtl ? it.m.leftAuto : it.m.rightAuto;
    if (autoStart || autoEnd) offset = space > 0 ? autoStart && autoEnd ? space / 2 : autoStart ? space : 0 : 0;
    else if (align === 'center' || standsInMiddle(it, align)) offset = space / 2;
    else if (/end$|^right$/.test(align)) offset = space;
    it.x = c.starts[it.col] + start + offset;
  });
  // Rows that no item spans out of stand alone.
  var rows = [], group = [], r, end = 0, byRow = [];
  each(c.items, function (it) { (byRow[it.row] = byRow[it.row] || []); push(byRow[it.row], it); });
  for (r = 0; r < c.grid.rowTracks.length; r++) {
    if (r >= end && group.length) { push(rows, group); group = []; }
    push(group, r);
    each(byRow[r] || [], function (it) { end = Math.max(end, it.row + it.rowSpan); });
    if (end <= r) end = r + 1;
  }
  if (group.length) push(rows, group);
  c.groups = rows;
  c.byRow = byRow;
}

// Columns that find their widths by themselves. Where a table has less room than its contents
// would like, browsers give each column what it needs, and a part of what it would like to have
// more; the engine shares by what they would like.
function measureTables() {
  var list = measureTables.list = [];
  each(doc.getElementsByTagName('table'), function (e) {
    var table = tableColumns(e);
    if (table) push(list, table);
  });
  // A copy that stands nowhere is measured: the page need not be laid out for it.
  each(list, function (t) { t.copy = copyOf(t); });
  each(list, function (t) {
    putCopy(t, 'auto');
    set(t.copy, 'margin', '0 -20000px 0 0');
    each(t.open, function (c) { c.model = t.copy.rows[c.row].cells[c.cell.cellIndex]; });
    each(t.shares, function (at) { set(t.copy.rows[at[0]].cells[at[1]], 'width', 'auto'); });
  });
  each(list, function (t) { each(t.open, function (c) { c.max = rect(c.model).width; }); });
  each(list, function (t) { set(t.copy, 'width', '1px'); });
  each(list, function (t) { each(t.open, function (c) { c.min = rect(c.model).width; }); });
  each(list, function (t) { t.copy.parentNode.removeChild(t.copy); t.e.__shares = t; });
}

// Puts the copy of a table behind it, where it takes no room and is not seen.
function putCopy(t, width) {
  // A choice that is made in it would be unmade in the table.
  each(t.copy.getElementsByTagName('input'), function (field) { field.removeAttribute('name'); });
  each([['position', 'absolute'], ['left', '0'], ['top', '0'], ['visibility', 'hidden'], ['width', width], ['min-width', '0'], ['max-width', 'none']], function (p) { set(t.copy, p[0], p[1]); });
  t.e.parentNode.insertBefore(t.copy, t.e.nextSibling);
}

// Which row of its table a cell stands in. The engine cannot tell of rows that stand in no section: scripts put them into
// tables themselves.
function rowAt(cell) {
  var row = cell.parentNode, rows = row.parentNode.rows;
  if (!/^table$/i.test(row.parentNode.tagName)) return row.rowIndex;
  // All are numbered at once: to look for each would take longer with each.
  if (rows[row.__at] !== row) each(rows, function (other, at) { other.__at = at; });
  return row.__at;
}

// A table with those of its rows that may be the widest ones.
function copyOf(t) {
  var kept = {}, rows = t.e.rows, section = null, from = null, copy, i, count = 0, at = {};
  if (rows.length <= 40) {
    each(t.open, function (c) { c.row = rowAt(c.cell); });
    copy = t.e.cloneNode(true);
    copy.removeAttribute('id');
    return copy;
  }
  each(t.open, function (c) { kept[rowAt(c.cell)] = true; });
  each(t.widest, function (lists) { each(lists || [], function (list) { each(list, function (x) { kept[x.row] = true; }); }); });
  // Without a row that its cells reach into, or from, a row has its cells in other columns.
  for (i = 0; i < rows.length; i++) if (kept[i]) kept[t.groups[i]] = true;
  for (i = 0; i < rows.length; i++) if (kept[t.groups[i]]) kept[i] = true;
  copy = t.e.cloneNode(false);
  copy.removeAttribute('id');
  for (i = 0; i < rows.length; i++) {
    if (!kept[i]) continue;
    if (rows[i].parentNode !== from) {
      from = rows[i].parentNode;
      section = from === t.e ? copy : copy.appendChild(from.cloneNode(false));
    }
    section.appendChild(rows[i].cloneNode(true));
    at[i] = count++;
  }
  each(t.open, function (c) { c.row = at[rowAt(c.cell)]; });
  t.shares = [];
  return copy;
}

// The longest ones of a column, by their letters and by their longest word.
function keepWidest(lists, row, text) {
  var longest = 0;
  each(text.split(/\s+/), function (word) { longest = Math.max(longest, word.length); });
  each([text.length, longest], function (size, k) {
    var list = lists[k] = lists[k] || [], least = 0, i;
    if (list.length < 4) { push(list, { row: row, size: size }); return; }
    for (i = 1; i < 4; i++) if (list[i].size < list[least].size) least = i;
    if (list[least].size < size) list[least] = { row: row, size: size };
  });
}

// The columns of a table that has more than one, and in which a line may have been broken.
function tableColumns(e) {
  var cs = style(e), rows = e.rows, taken = [], cells = [], fixed = [], shares = [], widest = [], groups = [], reach = 0, wraps = false, count = 0, i, k, x, y;
  if (!/^(inline-)?table$/.test(cs.display) || cs.tableLayout === 'fixed' || !rows.length || rows.length > 3000 || !e.getClientRects().length) return null;
  each(e.getElementsByTagName('col'), function (col, at) {
    for (x = col.parentNode; x && x !== e; x = x.parentNode) if (/^table$/i.test(x.tagName)) return;
    if (get(col, 'width', col.getAttribute('width') || col.style.width || 'auto') !== 'auto' || col.span > 1) fixed[at] = true;
  });
  for (i = 0; i < rows.length; i++) {
    var row = rows[i].cells;
    groups[i] = i < reach ? groups[i - 1] : i;
    for (k = 0, x = 0; k < row.length; k++) {
      var cell = row[k];
      while (taken[x] > i) x++;
      for (y = 0; y < cell.colSpan; y++) taken[x + y] = i + cell.rowSpan;
      reach = Math.max(reach, i + cell.rowSpan);
      var text = trim(cell.textContent || '');
      if (cell.colSpan < 2) {
        if (!cells[x]) cells[x] = cell;
        if (get(cell, 'width', cell.getAttribute('width') || 'auto') !== 'auto') { fixed[x] = true; push(shares, [i, k]); }
        if (rows.length > 40) keepWidest(widest[x] = widest[x] || [], i, text);
      }
      x += cell.colSpan;
      count = Math.max(count, x);
      if (!wraps && /\s/.test(text) && i < 200) {
        var f = frame(cell);
        wraps = rect(cell).height - f.v > 2.2 * f.em;
      }
    }
  }
  if (!wraps || count < 2) return null;
  var open = [];
  for (x = 0; x < count; x++) {
    if (!cells[x]) return null;
    if (!fixed[x]) push(open, { cell: cells[x], at: x });
  }
  return open.length > 1 ? { e: e, open: open, shares: shares, widest: widest, groups: groups, cells: cells, count: count } : null;
}

function shareTables() { each(measureTables.list || [], function (t) { shareTable(t.e); }); }

// Those of a table, as soon as its own width is known.
function shareTable(e) {
  var t = e.__shares, room = 0, min = 0, max = 0, changed = false;
  if (!t || t.done) return;
  t.done = true;
  var shared = style(e).borderCollapse === 'collapse';
  each(t.open, function (c) {
    var f = c.frame = frame(c.cell);
    c.edges = f.pl + f.pr + (shared ? (f.bl + f.br) / 2 : f.bl + f.br);
    room += c.now = rect(c.cell).width;
    min += c.min;
    max += c.max;
  });
  if (room >= max - 0.3 || room <= min + 0.3) return;
  each(t.open, function (c) {
    c.size = c.min + (c.max - c.min) * (room - min) / (max - min);
    if (Math.abs(c.size - c.now) > 0.5) changed = true;
  });
  if (changed && doc.compatMode === 'BackCompat') { keepShares(t); return; }
  if (changed) each(t.open, function (c) { set(c.cell, 'width', px(Math.max(0, c.frame.border ? c.size : c.size - c.edges))); });
}

// In documents of long ago the engine drops the width of a cell where one below it would like more.
function keepShares(t) {
  var widths = [], x;
  for (x = 0; x < t.count; x++) push(widths, rect(t.cells[x]).width);
  each(t.open, function (c) { widths[c.at] = c.size; });
  t.e.__kept = true;
  fixColumns({ table: t.e, widths: widths, width: rect(t.e).width });
}

// Those that a container stands in.
function shareAround(c) {
  for (var p = c.e.parentNode; p && p.nodeType === 1; p = p.parentNode) {
    if (p.__shares) shareTable(p);
    if (p.__h2p && p.__h2p.container) return;
  }
}

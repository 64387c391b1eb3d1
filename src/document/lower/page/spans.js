// Cells that reach over several rows: browsers share what they need among those rows, and the
// engine gives all of it to the last one.
function spannedRows() {
  var list = [], tried = 0;
  each(all('td[rowspan],th[rowspan]'), function (cell) {
    if (tried++ > 200) return;
    var table = tableOf(cell), first = rowAt(cell), rows = [], i;
    if (!table || cell.rowSpan < 2 || !cell.getClientRects().length || !isFull(cell)) return;
    for (i = 0; i < cell.rowSpan && table.rows[first + i]; i++) {
      // What has a height of its own keeps it.
      if (get(table.rows[first + i], 'height', table.rows[first + i].getAttribute('height') || 'auto') === 'auto') push(rows, table.rows[first + i]);
    }
    if (rows.length > 1) push(list, { cell: cell, rows: rows, now: rect(cell).height });
  });
  // Without what is in them, rows are as high as all else makes them.
  each(list, function (x) {
    x.kept = doc.createDocumentFragment();
    while (x.cell.firstChild) x.kept.appendChild(x.cell.firstChild);
  });
  each(list, function (x) {
    x.least = rect(x.cell).height;
    x.heights = [];
    x.sum = 0;
    each(x.rows, function (row) { var high = rect(row).height; push(x.heights, high); x.sum += high; });
  });
  each(list, function (x) { x.cell.appendChild(x.kept); });
  each(list, function (x) {
    var more = x.now - x.least;
    if (more < 1 || !x.sum) return;
    each(x.rows, function (row, i) { set(row, 'height', px(x.heights[i] * (1 + more / x.sum))); });
  });
}

// Whether a cell is as high as what is in it.
function isFull(cell) {
  var f = frame(cell), inner = rangeOf(cell).getBoundingClientRect();
  return !!inner && inner.height > 0 && inner.height + f.v >= rect(cell).height - 0.6 * f.em;
}

// A table knows whether any of its cells has a width.
function sizedWithin(cell) {
  if (!/^t[dh]$/i.test(cell.tagName)) return;
  var table = tableOf(cell);
  if (table) table.__sized = true;
}

// Columns that all have a width share what is left by their widths; to the engine by what is
// in them.
function fixedColumns() {
  var list = [];
  eachThatMaySay(['width'], function (rec) { if (rec.v.width !== undefined) sizedWithin(rec.e); });
  each(all('td[width],th[width]'), sizedWithin);
  each(doc.getElementsByTagName('table'), function (e) {
    if (!e.__sized) return;
    var cs = style(e), rows = e.rows, count = 0, found = [], sum = 0, cells = [], taken = [], i, k, x;
    if (cs.display !== 'table' || cs.tableLayout === 'fixed' || !rows.length || rows.length > 200 || e.getElementsByTagName('col').length || !e.getClientRects().length) return;
    for (i = 0; i < rows.length; i++) {
      for (k = 0, x = 0; k < rows[i].cells.length; k++, x += cell.colSpan) {
        var cell = rows[i].cells[k], v, y;
        while (taken[x] > i) x++;
        // A browser has no more of them than a thousand, and the engine as many as are asked for.
        if (x + cell.colSpan > 1000) return;
        for (y = 0; y < cell.colSpan; y++) taken[x + y] = i + cell.rowSpan;
        count = Math.max(count, x + cell.colSpan);
        v = get(cell, 'width', cell.getAttribute('width') || 'auto');
        if (v === 'auto') continue;
        v = length(/^\d+$/.test(v) ? v + 'px' : v, null, num(style(cell).fontSize));
        if (v === null || cell.colSpan > 1) return;
        if (!(found[x] > v)) { found[x] = v; cells[x] = cell; }
      }
    }
    for (k = 0; k < count; k++) if (!cells[k]) return;
    if (count < 2) return;
    var shared = cs.borderCollapse === 'collapse', f = frame(e, cs), room = rect(e).width - (shared ? 0 : f.h + (count + 1) * num(cs.webkitBorderHorizontalSpacing)), own = [];
    for (k = 0; k < count; k++) {
      var g = frame(cells[k]), around = g.pl + g.pr + (shared ? (g.bl + g.br) / 2 : g.bl + g.br);
      push(own, { cell: cells[k], edges: g.border ? 0 : around, size: Math.max(found[k] + (g.border ? 0 : around), around) });
      sum += own[k].size;
    }
    if (sum > 0 && room > sum + 1) push(list, { e: e, room: room, own: own });
  });
  // They are never less than they need, which a copy tells that has no room.
  each(list, function (t) {
    t.copy = t.e.cloneNode(true);
    t.copy.removeAttribute('id');
    each(t.copy.rows, function (row) { each(row.cells, function (cell) { set(cell, 'width', 'auto'); }); });
    putCopy(t, '1px');
  });
  each(list, function (t) {
    t.sum = 0;
    each(t.own, function (c) { c.size = Math.max(c.size, rect(t.copy.rows[rowAt(c.cell)].cells[c.cell.cellIndex]).width); t.sum += c.size; });
  });
  each(list, function (t) {
    t.copy.parentNode.removeChild(t.copy);
    if (t.room > t.sum + 1) each(t.own, function (c) { set(c.cell, 'width', px(c.size * t.room / t.sum - c.edges)); });
  });
}

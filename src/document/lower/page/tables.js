// Columns that find their widths by themselves. Where a table has less room than its contents
// would like, browsers give each column what it needs, and a part of what it would like to have
// more; the engine shares by what they would like.
function measureTables() {
  var list = measureTables.list = [];
  each(doc.getElementsByTagName('table'), function (e) {
    var table = tableColumns(e);
    if (table) push(list, table);
  });
  if (!list.length) return;
  addStyles('.h2pcmax .h2pcol{width:auto!important;min-width:0!important;max-width:none!important;margin:0 -20000px 0 0!important}' +
    '.h2pcmax .h2pcol>*>tr>*{width:auto!important}.h2pcmin .h2pcol{width:1px!important;min-width:0!important}');
  each(list, function (t) { addClass(t.e, 'h2pcol'); });
  each(['max', 'min'], function (name) {
    root.className += ' h2pc' + name;
    each(list, function (t) { each(t.open, function (c) { c[name] = rect(c.cell).width; }); });
    root.className = root.className.replace(' h2pc' + name, '');
  });
  each(list, function (t) { dropClass(t.e, / h2pcol/); t.e.__shares = t; });
}

// The columns of a table that has more than one, and in which a line may have been broken.
function tableColumns(e) {
  var cs = style(e), rows = e.rows, taken = [], cells = [], fixed = [], wraps = false, count = 0, i, k, x, y;
  if (!/^(inline-)?table$/.test(cs.display) || cs.tableLayout === 'fixed' || !rows.length || rows.length > 3000 || !e.getClientRects().length) return null;
  each(e.getElementsByTagName('col'), function (col, at) {
    for (x = col.parentNode; x && x !== e; x = x.parentNode) if (/^table$/i.test(x.tagName)) return;
    if (get(col, 'width', col.getAttribute('width') || col.style.width || 'auto') !== 'auto' || col.span > 1) fixed[at] = true;
  });
  for (i = 0; i < rows.length; i++) {
    var row = rows[i].cells;
    for (k = 0, x = 0; k < row.length; k++) {
      var cell = row[k];
      while (taken[x] > i) x++;
      for (y = 0; y < cell.colSpan; y++) taken[x + y] = i + cell.rowSpan;
      if (cell.colSpan < 2) {
        if (!cells[x]) cells[x] = cell;
        if (get(cell, 'width', cell.getAttribute('width') || 'auto') !== 'auto') fixed[x] = true;
      }
      x += cell.colSpan;
      count = Math.max(count, x);
      if (!wraps && /\s/.test(trim(cell.textContent || '')) && i < 200) {
        var f = frame(cell);
        wraps = rect(cell).height - f.v > 2.2 * f.em;
      }
    }
  }
  if (!wraps || count < 2) return null;
  var open = [];
  for (x = 0; x < count; x++) {
    if (!cells[x]) return null;
    if (!fixed[x]) push(open, { cell: cells[x] });
  }
  return open.length > 1 ? { e: e, open: open } : null;
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
  if (changed) each(t.open, function (c) { set(c.cell, 'width', px(Math.max(0, c.frame.border ? c.size : c.size - c.edges))); });
}

// Those that a container stands in.
function shareAround(c) {
  for (var p = c.e.parentNode; p && p.nodeType === 1; p = p.parentNode) {
    if (p.__shares) shareTable(p);
    if (p.__h2p && p.__h2p.container) return;
  }
}

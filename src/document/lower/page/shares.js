// The columns of a table that are fixed. What a cell says of its width is that of its contents,
// a share as well as a length, where it does not say otherwise: what is around them comes on top.
// To the engine it is that of the column.
function sharesOfTables() {
  var list = [], tables = [];
  each(doc.getElementsByTagName('table'), function (e) { push(tables, e); });
  // Tables that style sheets make of other elements.
  each(mentioned('table-layout', 'table-layout'), function (e) { if (!e.rows && style(e).tableLayout === 'fixed' && style(e).display === 'table') push(tables, e); });
  each(tables, function (e) {
    var cs = style(e), first = cellsOfFirstRow(e);
    if (cs.tableLayout !== 'fixed' || !first.length || !e.getClientRects().length || get(e, 'width', e.getAttribute('width') || 'auto') === 'auto') return;
    var cols = e.getElementsByTagName('col'), i;
    for (i = 0; i < cols.length; i++) if (get(cols[i], 'width', cols[i].getAttribute('width') || 'auto') !== 'auto') return;
    var shared = cs.borderCollapse === 'collapse', f = frame(e, cs), room = rect(e).width - (shared ? 0 : f.h + (first.length + 1) * num(cs.webkitBorderHorizontalSpacing)), cells = [], sum = 0, open = false;
    each(first, function (cell) {
      var v = get(cell, 'width', cell.getAttribute('width') || 'auto'), g = frame(cell), m = /^([\d.]+)%$/.exec(v), x = m ? +m[1] * room / 100 : length(/^\d+$/.test(v) ? v + 'px' : v, null, g.em);
      var around = g.pl + g.pr + (shared ? (g.bl + g.br) / 2 : g.bl + g.br);
      if (x === null) { open = true; return; }
      if (m && cell.colSpan > 1) open = true;
      sum += x + (g.border ? 0 : around);
      if (!g.border && around && !(cell.colSpan > 1)) push(cells, [cell, x, around]);
    });
    // Where no column is left to give way, all of them do.
    each(cells, function (c) { push(list, [c[0], (c[1] + c[2]) * (open || sum <= room ? 1 : room / sum)]); });
  });
  each(list, function (c) { set(c[0], 'width', px(c[1])); });
}

// The cells of a table's first row. Cells of other elements may stand in no row.
function cellsOfFirstRow(e) {
  var cells = [], n;
  if (e.rows) return e.rows[0] ? e.rows[0].cells : cells;
  for (n = e.firstElementChild; n; n = n.nextElementSibling) {
    if (style(n).display === 'table-cell') push(cells, n);
    else if (cells.length) break;
    else if (/^table-(row|header|footer)/.test(style(n).display)) return cellsOfFirstRow(n);
  }
  return cells;
}

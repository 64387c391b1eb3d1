// The columns of a table that are fixed. What a cell says of its width is that of its contents,
// a share as well as a length, where it does not say otherwise: what is around them comes on top.
// To the engine it is that of the column.
function sharesOfTables() {
  var list = [];
  each(doc.getElementsByTagName('table'), function (e) {
    var cs = style(e), first = e.rows && e.rows[0];
    if (cs.tableLayout !== 'fixed' || !first || !e.getClientRects().length || get(e, 'width', e.getAttribute('width') || 'auto') === 'auto') return;
    var cols = e.getElementsByTagName('col'), i;
    for (i = 0; i < cols.length; i++) if (get(cols[i], 'width', cols[i].getAttribute('width') || 'auto') !== 'auto') return;
    var shared = cs.borderCollapse === 'collapse', f = frame(e, cs), room = rect(e).width - (shared ? 0 : f.h + (first.cells.length + 1) * num(cs.webkitBorderHorizontalSpacing)), cells = [], sum = 0, open = false;
    each(first.cells, function (cell) {
      var v = get(cell, 'width', cell.getAttribute('width') || 'auto'), g = frame(cell), m = /^([\d.]+)%$/.exec(v), x = m ? +m[1] * room / 100 : length(/^\d+$/.test(v) ? v + 'px' : v, null, g.em);
      var around = g.pl + g.pr + (shared ? (g.bl + g.br) / 2 : g.bl + g.br);
      if (x === null) { open = true; return; }
      if (m && cell.colSpan > 1) open = true;
      sum += x + (g.border ? 0 : around);
      if (!g.border && around && cell.colSpan < 2) push(cells, [cell, x, around]);
    });
    // Where no column is left to give way, all of them do.
    each(cells, function (c) { push(list, [c[0], (c[1] + c[2]) * (open || sum <= room ? 1 : room / sum)]); });
  });
  each(list, function (c) { set(c[0], 'width', px(c[1])); });
}

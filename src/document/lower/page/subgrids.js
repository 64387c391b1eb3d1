// Rows that grids have of the grid around them: those that stand side by side have each of theirs as
// high as the highest of it, so that headings, texts and what is below begin on one line.
function levelSubgrids() {
  var rows = [];
  each(containers, function (c) {
    var it = c.e.__h2p.item, found = null, least;
    if (c.kind !== 'grid' || !it || it.c.kind !== 'grid' || it.rowSpan < 2 || !c.tables || c.rowLines || !/^subgrid/.test(get(c.e, 'grid-template-rows', ''))) return;
    each(it.c.subgrids = it.c.subgrids || [], function (x) { if (x.row === it.row && x.span === it.rowSpan) found = x; });
    if (!found) {
      found = { row: it.row, span: it.rowSpan, high: [], count: 0 };
      push(it.c.subgrids, found);
    }
    found.count++;
    each(c.tables, function (t, k) {
      var at = c.groups[k][0], h = rect(t).height;
      if (c.groups[k].length > 1) return;
      push(rows, { set: found, at: at, t: t, h: h });
      // Of a gap that is wider than its own, a row has as much more as is on its sides.
      least = (it.c.gapY - c.gapY) * (at && at + 1 < it.rowSpan ? 1 : 0.5);
      found.high[at] = Math.max(found.high[at] || 0, h, least);
      if (least > h) found.isOpen = true;
    });
  });
  each(rows, function (x) { if ((x.set.count > 1 || x.set.isOpen) && x.set.high[x.at] > x.h) x.t.style.setProperty('height', px(x.set.high[x.at]), ''); });
}

// What is fixed to the window is fixed to each page.
function fixed(table, pages) {
  var list = [];
  each(records, function (rec) { if (get(rec.e, 'position') === 'fixed' && rec.e.getClientRects().length) push(list, rec.e); });
  if (!list.length || !(table.H > 0)) return;
  each(list, function (e) {
    var cs = style(e), r = rect(e), f = frame(e, cs), top = get(e, 'top', 'auto'), bottom = get(e, 'bottom', 'auto');
    var t = length(top, table.H, f.em), b = length(bottom, table.H, f.em), y;
    if (t !== null) y = t;
    else if (b !== null) y = table.H - b - r.height - num(cs.marginTop) - num(cs.marginBottom);
    else return;
    if (t !== null && b !== null && get(e, 'height', 'auto') === 'auto') set(e, 'height', px(Math.max(0, table.H - t - b - (f.border ? 0 : f.v))));
    var left = get(e, 'left', 'auto'), right = get(e, 'right', 'auto'), l = length(left, table.W, f.em), q = length(right, table.W, f.em);
    for (var i = 0; i < pages; i++) {
      var copy = i ? e.cloneNode(true) : e;
      if (i) { copy.removeAttribute('id'); each(copy.getElementsByTagName('*'), function (x) { x.removeAttribute('id'); }); }
      set(copy, 'position', 'absolute');
      set(copy, 'top', px(i * table.H + y));
      set(copy, 'bottom', 'auto');
      if (l !== null && q !== null && get(e, 'width', 'auto') === 'auto') set(copy, 'width', px(Math.max(0, table.W - l - q - (f.border ? 0 : f.h))));
      doc.body.appendChild(copy);
    }
  });
}

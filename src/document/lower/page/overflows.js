// What is higher than its container by less than it asks for reaches over both ends of it
// where it stands in the middle, and over the upper one where it stands at the end.
function overflowEnds() {
  var list = [];
  each(containers, function (c) {
    var have = rect(c.e).height - c.frame.v, used, first, last;
    if (!(have > 0) || !c.items.length) return;
    if (c.column) {
      first = c.shown[0];
      last = c.shown[c.shown.length - 1];
      if (!first) return;
      used = rect(last.e).bottom + last.m.bottom - rect(first.e).top + first.m.top;
      push(list, [c.shown, share(get(c.e, 'justify-content', 'normal'), have - used, c.shown.length, c.reverse)[0]]);
      return;
    }
    if (!c.tables || !c.tables.length) return;
    used = rect(c.tables[c.tables.length - 1]).bottom - rect(c.tables[0]).top;
    if (c.kind === 'grid') push(list, [c.items, share(get(c.e, 'align-content', 'normal'), have - used, 1, false)[0]]);
    else if (!c.wrap) each(c.items, function (it) {
      var align = selfAlign(it, 'align-self', 'align-items');
      if (it.m.topAuto || it.m.bottomAuto) return;
      push(list, [[it], align === 'center' ? (have - used) / 2 : /end$/.test(align) ? have - used : 0]);
    });
  });
  each(list, function (x) {
    if (x[1] > -0.3) return;
    each(x[0], function (it) {
      if (style(it.e).position !== 'static') return;
      it.c.reaches = true;
      set(it.e, 'position', 'relative');
      set(it.e, 'top', px(x[1]));
    });
  });
}

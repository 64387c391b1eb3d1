// Lengths of `::before` and `::after` of which a part is a percentage, where their boxes are
// laid out.
function pseudoLengths() {
  var list = [], rules = sideRules('h2pq');
  each(records, function (rec) {
    each(['before', 'after'], function (side) {
      var own = rec[side], name, of = [];
      if (!own || !rec.e.getClientRects().length || rec.e.className && (' ' + rec.e.className + ' ').indexOf(' h2pno' + side + ' ') >= 0) return;
      for (name in own.v) if (SIZES.test(name) && /^(calc|min|max|clamp)\(/.test(own.v[name])) push(of, name);
      if (of.length) push(list, { rec: rec, side: side, names: of });
    });
  });
  each(list, function (x) {
    var e = x.rec.e, cs = view.getComputedStyle(e, ':' + x.side), p = e, f, r, body = '';
    if (!cs || !cs.content || cs.display === 'none') return;
    var free = /^(absolute|fixed)$/.test(cs.position);
    if (free && style(e).position === 'static' && (style(e).webkitTransform || 'none') === 'none') p = e.offsetParent || root;
    f = frame(p);
    r = rect(p);
    each(x.names, function (name) {
      var upright = /height$|^top$|^bottom$/.test(name), base = upright ? r.height - f.v : r.width - f.h, v;
      if (free) base += upright ? f.pt + f.pb : f.pl + f.pr;
      v = length(x.rec[x.side].v[name], base, num(cs.fontSize));
      if (v !== null) body += name + ':' + px(v) + '!important;';
    });
    if (body) rules.add(e, x.side, body);
  });
  rules.write();
}

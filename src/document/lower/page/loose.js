// What is out of the flow in a container and is placed by nothing stands where it would as its
// only item.
function placeLoose() {
  var list = [], moves = [];
  each(containers, function (c) {
    each(c.out, function (e) { if (e.parentNode === c.e && style(e).position === 'absolute') push(list, [c, e]); });
  });
  each(list, function (x) {
    var c = x[0], e = x[1], cs = style(e), box = rect(c.e), f = c.frame, r = rect(e), move = [e, null, null], at;
    function side(name) { return get(e, name, cs[name]) === 'auto'; }
    function place(value, from, to, size, before, after) {
      var room = to - from - size - before - after;
      if (/center|space-(around|evenly)/.test(value)) return from + before + room / 2;
      return /end$/.test(value) ? from + before + room : from + before;
    }
    var across = get(e, 'align-self', 'auto'), along = get(e, 'justify-self', 'auto');
    if (across === 'auto') across = get(c.e, 'align-items', 'normal');
    if (along === 'auto') along = get(c.e, 'justify-items', 'normal');
    if (c.kind === 'flex') {
      at = get(c.e, 'justify-content', 'normal');
      if (c.column) { along = across; across = at; } else along = at;
    }
    if (side('top') && side('bottom')) {
      at = place(across, box.top + f.bt + f.pt, box.bottom - f.bb - f.pb, r.height, num(cs.marginTop), num(cs.marginBottom));
      if (Math.abs(at - r.top) > 0.3) move[1] = num(cs.marginTop) + at - r.top;
    }
    if (side('left') && side('right') && !c.rtl) {
      at = place(along, box.left + f.bl + f.pl, box.right - f.br - f.pr, r.width, num(cs.marginLeft), num(cs.marginRight));
      if (Math.abs(at - r.left) > 0.3) move[2] = num(cs.marginLeft) + at - r.left;
    }
    push(moves, move);
  });
  each(moves, function (m) {
    if (m[1] !== null) set(m[0], 'margin-top', px(m[1]));
    if (m[2] !== null) set(m[0], 'margin-left', px(m[2]));
  });
}

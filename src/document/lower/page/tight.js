// Margins of what is in an item stay in it: nothing collapses with what is around items, in browsers.

// The margins of what is inside do not reach out: a dot is before them. Returns how much
// was added, and is still to be taken off around.
function tight(e, f, always) {
  var dot = 1 / DOTS, known = e.__tight, more = { top: 0, bottom: 0 };
  // Large dots would be seen.
  if (DOTS < 8 && !always) { if (!known) push(tight.later, [e, !f.pt && !f.bt, !f.pb && !f.bb]); e.__tight = more; return more; }
  if (!f.pt && !f.bt) { set(e, 'padding-top', fromDots(1)); more.top = dot; }
  if (!f.pb && !f.bb) { set(e, 'padding-bottom', fromDots(1)); more.bottom = dot; }
  e.__tight = more;
  if (known) f.v += known.top + known.bottom;
  return known ? { top: 0, bottom: 0 } : more;
}

tight.later = [];

// A table without rows takes no room, and no margin reaches beyond it.
function tightenLater() {
  each(tight.later, function (x) {
    var e = x[0], c = e.__h2p && e.__h2p.container;
    if (c && !c.column) return;
    each([x[1] && leaks(e, false), x[2] && leaks(e, true)], function (isLeaking, below) {
      if (!isLeaking) return;
      var end = doc.createElement('h2p-q');
      end.setAttribute('style', 'display:table!important;border-spacing:0;width:0;height:0;margin:0;padding:0;border:0 none');
      e.insertBefore(end, below ? null : e.firstChild);
    });
  });
}

// Whether what is at an end of an element has a margin there.
function leaks(e, below) {
  for (var guard = 0; e && guard < 50; guard++) {
    var boxes = flowBoxes(e), b = boxes[below ? boxes.length - 1 : 0], cs = b && style(b);
    if (!b) return false;
    if (num(below ? cs.marginBottom : cs.marginTop)) return true;
    var f = frame(b, cs);
    if ((below ? f.pb + f.bb : f.pt + f.bt) > 0 || kind(b) || !/^(block|list-item)$/.test(cs.display)) return false;
    e = b;
  }
  return false;
}

function closed(it) {
  var e = it.e;
  if (it.replaced || it.display === 'table' || !e.firstElementChild || !it.leaks) return;
  var more = tight(e, it.frame);
  if (!it.m) return;
  it.frame.v += more.top + more.bottom;
  if (more.top) set(e, 'margin-top', px(it.m.top - more.top));
  if (more.bottom) set(e, 'margin-bottom', px(it.m.bottom - more.bottom));
}

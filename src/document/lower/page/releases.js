// Forced breaks in what floats or clips, of which the engine knows none: such boxes are
// made plain ones, where nothing else depends on what they were.
function follows(e) {
  for (var n = e.nextSibling; n; n = n.nextSibling) {
    if (n.nodeType === 3 ? /\S/.test(n.nodeValue) : n.nodeType === 1 && n.getClientRects().length) return true;
  }
  return false;
}

function releaseBreaks() {
  var found = [], floating = [], clips = [];
  eachThatMaySay(['break-before', 'break-after'], function (rec) {
    if (isForced(get(rec.e, 'break-before', '')) || isForced(get(rec.e, 'break-after', ''))) push(found, rec.e);
  });
  each(found, function (e) {
    for (var p = e.parentNode; p && p !== doc.body && p.nodeType === 1; p = p.parentNode) {
      var cs = style(p), above = p.parentNode, f;
      if (p.__released || p.__h2p && p.__h2p.item) break;
      if (floats(cs)) {
        f = frame(above);
        var r = rect(p), left = rect(above).left + f.bl + f.pl, room = rect(above).width - f.h;
        if (style(above).direction === 'rtl' || follows(p) && r.width < room - 1) continue;
        p.__released = true;
        push(floating, { e: p, frame: frame(p, cs), width: r.width, left: r.left - left });
      } else if (cs.overflowX !== 'visible') {
        if (get(p, 'height', 'auto') === 'auto' && get(p, 'max-height', 'none') === 'none') {
          p.__released = true;
          push(clips, p);
          continue;
        }
        // It would be moved out of what is shown.
        set(e, 'page-break-before', 'auto');
        set(e, 'page-break-after', 'auto');
      }
    }
  });
  each(floating, function (x) {
    set(x.e, 'float', 'none');
    set(x.e, 'width', px(x.width - (x.frame.border ? 0 : x.frame.h)));
    set(x.e, 'margin-left', px(x.left));
  });
  each(clips, function (e) { set(e, 'overflow', 'visible'); });
  // They went on holding what floats in them, and their margins.
  each(floating, function (x) { push(clips, x.e); });
  hold(clips);
}

// All edges are read before anything is written.
function hold(list) {
  var frames = [];
  each(list, function (e) { push(frames, frame(e)); });
  each(list, function (e, i) {
    var end = doc.createElement('h2p-q');
    if (!frames[i].pt && !frames[i].bt) set(e, 'padding-top', '.1px');
    // A dot keeps the margin in that what ends there has. Large ones would be seen.
    var high = frames[i].pb || frames[i].bb || DOTS < 8 ? '0' : px(1 / DOTS);
    each([['display', 'block'], ['clear', 'both'], ['height', high], ['overflow', 'hidden']], function (x) { set(end, x[0], x[1]); });
    e.appendChild(end);
  });
}

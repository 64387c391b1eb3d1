// Boxes that hold what floats in them, and stand beside what floats around them, as `display: flow-root`
// says. The engine knows of such boxes those that clip what is in them.
function flowRoots() {
  var found = [];
  each(records, function (rec) {
    // Items of a flexible box or of a grid are such boxes anyhow.
    if (get(rec.e, 'display') === 'flow-root' && rec.e.parentNode && !/(flex|grid)$/.test(get(rec.e.parentNode, 'display', ''))) push(found, rec.e);
  });
  flowRoots.list = collected(found, function (e) { var cs = style(e); return cs.display === 'block' && cs.overflowX === 'visible' && cs.overflowY === 'visible' && !floats(cs); });
  each(flowRoots.list, function (e) { set(e, 'overflow', 'hidden'); });
}

function collected(list, test) {
  var out = [];
  each(list, function (x) { if (test(x)) push(out, x); });
  return out;
}

// What would be cut off is not to be clipped: where nothing floats beside the box, it holds what floats
// in it by an end of its own.
function unclipRoots() {
  var left = 5000, open;
  function sticksOut(e) {
    var r = rect(e), inside = e.getElementsByTagName('*'), i, n, cs, box;
    for (i = 0; i < inside.length && left > 0; i++, left--) {
      n = inside[i];
      if (n.ownerSVGElement) continue;
      box = rect(n);
      if (box.width && (box.left < r.left - 0.5 || box.top < r.top - 0.5 || box.right > r.right + 0.5 || box.bottom > r.bottom + 0.5)) return true;
      cs = style(n);
      if ((cs.webkitBoxShadow || cs.boxShadow || 'none') !== 'none' || num(cs.outlineWidth) && cs.outlineStyle !== 'none') return true;
    }
    return false;
  }
  open = collected(flowRoots.list || [], sticksOut);
  var stood = [];
  each(open, function (e) { push(stood, rect(e)); });
  each(open, function (e) { set(e, 'overflow', 'visible'); });
  each(open, held);
  each(open, function (e, i) {
    var r = rect(e), was = stood[i];
    stood[i] = Math.abs(r.left - was.left) > 0.5 || Math.abs(r.width - was.width) > 0.5 || Math.abs(r.height - was.height) > 1;
  });
  each(open, function (e, i) { if (stood[i]) set(e, 'overflow', 'hidden'); });
}

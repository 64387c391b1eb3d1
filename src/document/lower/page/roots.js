// Boxes that hold what floats in them, and stand beside what floats around them, as `display: flow-root`
// says. Most have nothing beside them, and hold theirs by an end of their own. The engine lets only boxes
// stand beside floats that clip what is in them. Flexible boxes and grids stand beside floats as well.
var MOST_BESIDE = 200, MOST_CONTAINERS = 1000;

function flowRoots() {
  var found = [], beside = [], plain = [], left = MOST_CONTAINERS;
  eachThatMaySay(['display', 'container-type'], function (rec) {
    // What is asked for its size holds its contents as well.
    var display = get(rec.e, 'display', ''), root = display === 'flow-root' || !/^(inline|table|none|flex|grid)/.test(display) && /size$/.test(get(rec.e, 'container-type', ''));
    // Items of a flexible box or of a grid are such boxes anyhow.
    if ((root || /^(flex|grid)$/.test(display) && left-- > 0) && rec.e.parentNode && !/(flex|grid)$/.test(get(rec.e.parentNode, 'display', ''))) push(found, { e: rec.e, root: root });
  });
  each(found, function (x) {
    var e = x.e, cs = style(e);
    if (cs.display !== 'block' || cs.overflowX !== 'visible' || cs.overflowY !== 'visible' || floats(cs) || !x.root && cs.position !== 'static') return;
    if (beside.length < MOST_BESIDE && isBesideFloat(e)) push(beside, e); else if (x.root) push(plain, e);
  });
  if (plain.length) freeze();
  hold(plain);
  each(beside, function (e) { set(e, 'overflow', 'hidden'); });
  flowRoots.list = beside;
}

// Whether a box before this one, or before one that begins with it, floats and reaches beside it.
function isBesideFloat(e) {
  var top = rect(e).top, left = 20, levels = 4, n;
  for (; e && e !== doc.body && levels--; e = e.parentNode) {
    for (n = e.previousSibling; n && left-- > 0; n = n.previousSibling) {
      if (n.nodeType === 1 && floats(style(n)) && rect(n).bottom > top + 0.5) return true;
    }
  }
  return false;
}

// Text that would be cut off counts for more than where it stands.
function unclipRoots() {
  var left = 5000, open = [];
  function sticksOut(e) {
    var r = rect(e), inside = e.getElementsByTagName('*'), i, n, cs, box;
    // A row of ours has some dots to spare.
    if (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 1 || num(style(e).textIndent) < 0) return true;
    for (i = 0; i < inside.length; i++) {
      if (!left--) { left = 0; return true; }
      n = inside[i];
      if (n.ownerSVGElement || isOurs(n)) continue;
      box = rect(n);
      cs = style(n);
      // A marker stands before its item.
      if (cs.display === 'list-item' && cs.listStyleType !== 'none' && box.left < r.left + 20) return true;
      if (box.width && (box.left < r.left - 0.5 || box.top < r.top - 0.5 || box.right > r.right + 0.5 || box.bottom > r.bottom + 0.5)) return true;
      if ((cs.webkitBoxShadow || cs.boxShadow || 'none') !== 'none' || num(cs.outlineWidth) && cs.outlineStyle !== 'none') return true;
    }
    return false;
  }
  each(flowRoots.list || [], function (e) { if (sticksOut(e)) push(open, e); });
  each(open, function (e) { set(e, 'overflow', 'visible'); });
  hold(open);
}

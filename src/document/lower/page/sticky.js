// What sticks to the window stands where it flows, but for what begins above the place that it sticks
// to: a browser prints a window that has not been moved. To the engine its place is a shift.
var stickyBoxes = [];

// How far that is, tells where they stand with it and without.
function unstick() {
  eachThatMaySay(['position'], function (rec) {
    if (!/^(-webkit-)?sticky$/.test(get(rec.e, 'position', ''))) return;
    if (rec.e.getClientRects().length) push(stickyBoxes, { e: rec.e, top: rect(rec.e).top });
  });
  each(stickyBoxes, function (x) { each(['top', 'bottom', 'left', 'right'], function (side) { set(x.e, side, 'auto'); }); });
  each(stickyBoxes, function (x) { x.top -= rect(x.e).top; });
}

// No further than to the end of what it stands in.
function stick() {
  var begin = rect(root).top;
  each(stickyBoxes, function (x) {
    var r = rect(x.e), around = x.e.parentNode, f;
    if (!(x.top > 0.5) || r.top - begin > x.top - 0.5) return;
    while (around && isOurs(around)) around = around.parentNode;
    if (!around || around.nodeType !== 1) return;
    f = frame(around);
    x.shift = Math.min(x.top - (r.top - begin), rect(around).bottom - f.bb - f.pb - r.bottom);
  });
  each(stickyBoxes, function (x) { if (x.shift > 0.5) set(x.e, 'top', px(x.shift)); });
}

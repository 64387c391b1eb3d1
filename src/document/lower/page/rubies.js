// Annotations above the first line of a text stand in the space above it, where there is enough:
// browsers make a line higher for them only where there is not.
var MOST_ANNOTATED = 500;

function rubies() {
  var blocks = [];
  each(doc.getElementsByTagName('rt'), function (rt) {
    if (blocks.length >= MOST_ANNOTATED || !rt.getClientRects().length) return;
    for (var e = rt.parentNode; e && e !== doc.body && /^(inline|ruby)/.test(style(e).display); e = e.parentNode);
    if (!e || e === doc.body || !/^(block|list-item)$/.test(style(e).display)) return;
    if (!e.__ruby) push(blocks, e.__ruby = { e: e, above: [] });
    push(e.__ruby.above, rt);
  });
  each(blocks, function (x) {
    var f = frame(x.e), r = rect(x.e), first = [];
    x.high = r.height;
    x.last = boxBefore(x.e);
    x.room = x.last ? r.top - rect(x.last).bottom : num(style(x.e).marginTop);
    each(x.above, function (rt) { if (rect(rt).top < r.top + f.bt + f.pt + 2) push(first, rt); });
    x.above = first;
  });
  each(blocks, function (x) { each(x.above, function (rt) { set(rt, 'display', 'none'); }); });
  each(blocks, function (x) { x.more = x.high - rect(x.e).height; });
  each(blocks, function (x) {
    each(x.above, function (rt) { rt.style.removeProperty('display'); });
    if (x.more > 0.5 && x.room >= x.more) set(x.e, 'margin-top', px(x.last ? -x.more : x.room - x.more)); else x.more = 0;
  });
  // What is before it may have a margin of its own, of which the larger counts.
  each(blocks, function (x) { if (x.more && x.last) x.before = rect(x.e).top - rect(x.last).bottom + x.more; });
  each(blocks, function (x) {
    if (!x.more || !x.last) return;
    var left = x.room - x.more;
    set(x.e, 'margin-top', px(left >= x.before - 0.1 ? left : left - x.before));
  });
}

function boxBefore(e) {
  var n = e.previousElementSibling;
  while (n && (!n.getClientRects().length || /^(absolute|fixed)$/.test(style(n).position))) n = n.previousElementSibling;
  return n;
}

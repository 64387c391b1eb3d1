// Behind a forced break, the engine drops the margin of what begins the page, where
// browsers keep it.
function keepMargins() {
  var list = [];
  each(records, function (rec) {
    if (isForced(get(rec.e, 'break-before', ''))) push(list, withoutEmpty(rec.e));
    if (isForced(get(rec.e, 'break-after', ''))) push(list, nextInFlow(rec.e));
  });
  each(list, keepMargin);
}

// Nothing that begins a page hands its break on to what comes behind it, whose margin would be
// dropped otherwise.
function withoutEmpty(e) {
  var cs = style(e), f = frame(e, cs), next, before = breakOf(cs, 'before');
  if (/^h2p-/i.test(e.tagName) || cs.display !== 'block' || !e.getClientRects().length || f.v > 0 || rect(e).height > 0.5 || !/^(always|left|right)$/.test(before)) return e;
  next = nextInFlow(e);
  if (!next || firstMargin(next) < 0.5 || firstMargin(e) > firstMargin(next)) return e;
  set(e, 'page-break-before', 'auto');
  each(['margin-top', 'margin-bottom'], function (name) { set(e, name, '0'); });
  set(next, 'page-break-before', before);
  return next;
}

// The box behind an element, if the flow goes on with one.
function nextInFlow(e) {
  for (var guard = 0; e && e !== doc.body && e !== root && guard < 50; guard++) {
    var p = e.parentNode, boxes, i;
    if (kind(p) || !/^(block|list-item)$/.test(style(p).display)) return null;
    boxes = flowBoxes(p);
    for (i = 0; i < boxes.length && boxes[i] !== e; i++);
    if (i + 1 < boxes.length) return boxes[i + 1];
    e = p;
  }
  return null;
}

// The margin becomes a border that nobody sees, or the break stands before what has no
// margin.
function keepMargin(e) {
  if (!e || e.h2pKept || !e.getClientRects().length || e === doc.body) return;
  for (var p = e.parentNode; p && p !== root; p = p.parentNode) if (kind(p) || !/^(block|list-item)$/.test(style(p).display)) return;
  var margin = firstMargin(e), cs = style(e), f = frame(e, cs), had = rect(e).height, wall, c, guard = 0;
  if (margin < 0.5) return;
  e.h2pKept = true;
  if (/^(block|list-item)$/.test(cs.display) && !f.bt && (cs.webkitBoxShadow || 'none') === 'none' && cs.outlineStyle === 'none') {
    var own = e.style, before = [own.borderTopWidth, own.borderTopStyle, own.borderTopColor, own.webkitBackgroundClip];
    set(e, 'border-top', px(margin) + ' solid transparent');
    set(e, '-webkit-background-clip', 'padding-box');
    if (rect(e).height > had + margin - 0.6) {
      for (c = e; c && guard++ < 50; c = flowBoxes(c)[0]) {
        set(c, 'margin-top', '0');
        if (c !== e) set(c, 'page-break-before', 'auto');
        f = frame(c);
        if (f.pt > 0 || c !== e && f.bt > 0 || kind(c) || !/^(block|list-item)$/.test(style(c).display)) return;
      }
      return;
    }
    each(['border-top-width', 'border-top-style', 'border-top-color', '-webkit-background-clip'], function (name, i) {
      e.style.removeProperty(name);
      if (before[i]) e.style.setProperty(name, before[i], '');
    });
  }
  wall = wallBefore(e);
  if (/^(always|left|right)$/.test(cs.pageBreakBefore)) {
    set(wall, 'page-break-before', cs.pageBreakBefore);
    set(e, 'page-break-before', 'auto');
  }
}

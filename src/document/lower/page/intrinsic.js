// Sizes that are those of the contents, where the engine has no word for them: the least width of what stands in the
// flow, and boxes out of the flow that have a place for both of their sides.
function contentSizes() {
  var narrow = [], between = [], margins = [], sides = [], ends = [];
  // Of a box that is as large as `full` where it is stretched.
  function told(x, name, size, full) {
    var edges = name === 'width' ? x.frame.h : x.frame.v;
    if (full !== undefined && !x.most) size = Math.min(size, full);
    set(x.e, name, px(Math.max(0, size - (x.frame.border ? 0 : edges))));
  }
  eachThatMaySay(['width', 'height'], function (rec) {
    var e = rec.e, width = CONTENT.exec(get(e, 'width', '')), height = CONTENT.exec(get(e, 'height', '')), cs, loose, x;
    if (!width && !height || !e.getClientRects().length) return;
    cs = style(e);
    loose = /^(absolute|fixed)$/.test(cs.position);
    if (!/^(block|inline-block|list-item)$/.test(cs.display) || !loose && kind(e.parentNode)) return;
    function isPlaced(side) { return get(e, side, cs[side]) !== 'auto'; }
    x = { e: e, frame: frame(e, cs), most: width && /^max/.test(width[2]) };
    if (width && /^min/.test(width[2])) push(narrow, x);
    else if (loose) x.wide = width && isPlaced('left') && isPlaced('right');
    x.high = loose && height && isPlaced('top') && isPlaced('bottom');
    if (x.wide || x.high) push(between, x);
  });
  if (!narrow.length && !between.length) return;
  each(between, function (x) { x.full = rect(x.e).width; });
  // Where there is no room it is as narrow as it can be.
  each(narrow, function (x) { set(x.e, 'width', 'intrinsic'); setForNow(margins, x.e, 'margin-right', '100%'); });
  each(between, function (x) { if (x.wide) setForNow(sides, x.e, 'right', 'auto'); });
  each(narrow, function (x) { x.size = rect(x.e).width; });
  each(between, function (x) { if (x.wide) x.size = rect(x.e).width; });
  each(narrow, function (x) { told(x, 'width', x.size); });
  each(between, function (x) { if (x.wide) told(x, 'width', x.size, x.full); if (x.high) setForNow(ends, x.e, 'bottom', 'auto'); });
  each(between, function (x) { if (x.high) x.height = rect(x.e).height; });
  each(between, function (x) { if (x.high) told(x, 'height', x.height); });
  putBack('margin-right', margins);
  putBack('right', sides);
  putBack('bottom', ends);
}

// Least and largest widths that are those of the contents.
function contentLimits() {
  var list = [], widths = [], margins = [], least = [], most = [];
  eachThatMaySay(['min-width', 'max-width'], function (rec) {
    each(['min-width', 'max-width'], function (name) {
      var m = CONTENT.exec(get(rec.e, name, '')), cs;
      if (!m || name === 'max-width' && /^(max|fit)/.test(m[2]) || !rec.e.getClientRects().length) return;
      cs = style(rec.e);
      if (/^(block|inline-block|list-item)$/.test(cs.display) && !kind(rec.e.parentNode)) push(list, { e: rec.e, name: name, narrow: /^min/.test(m[2]), frame: frame(rec.e, cs) });
    });
  });
  each(list, function (x) {
    setForNow(least, x.e, 'min-width', '0');
    setForNow(most, x.e, 'max-width', 'none');
    setForNow(widths, x.e, 'width', 'intrinsic');
    setForNow(margins, x.e, 'margin-right', x.narrow ? '100%' : '-20000px');
  });
  each(list, function (x) { x.size = rect(x.e).width - (x.frame.border ? 0 : x.frame.h); });
  putBack('margin-right', margins);
  putBack('width', widths);
  putBack('max-width', most);
  putBack('min-width', least);
  each(list, function (x) { set(x.e, x.name, px(Math.max(0, x.size))); });
}

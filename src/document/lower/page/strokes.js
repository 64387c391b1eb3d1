// The engine begins every dash at the beginning of its path, and does not know how long an
// author calls a path: both are put into the lengths of the dashes.
function dashes() {
  each(all('svg *'), function (e) {
    var cs = style(e), list = [], said = cs.getPropertyValue('stroke-dasharray'), offset, total = 0, scale, out, i;
    if (!said || said === 'none' || !/^(path|circle|ellipse|rect|line|polyline|polygon)$/i.test(e.tagName)) return;
    each(said.split(/[\s,]+/), function (x) { push(list, num(x)); });
    offset = num(cs.getPropertyValue('stroke-dashoffset'));
    scale = calledLength(e);
    if (!offset && scale === 1) return;
    if (list.length % 2) each(list.slice(0), function (x) { push(list, x); });
    for (i = 0; i < list.length; i++) { list[i] *= scale; total += list[i]; }
    if (!(total > 0)) return;
    offset = (offset * scale % total + total) % total;
    for (i = 0; offset >= list[i] && i < list.length; i++) offset -= list[i];
    i %= list.length;
    // What is left of the one that it begins in, all others, and what came before. One between
    // two others is nothing, so that it goes on.
    out = i % 2 ? [0, list[i] - offset] : [list[i] - offset];
    for (var k = 1; k < list.length; k++) push(out, list[(i + k) % list.length]);
    if (i % 2) push(out, offset); else if (offset) { push(out, offset); push(out, 0); }
    for (k = 0; k < out.length; k++) out[k] = +out[k].toFixed(4);
    set(e, 'stroke-dasharray', out.join(','));
    set(e, 'stroke-dashoffset', '0');
  });
}

// In print the engine knows how opaque a stroke is by its colour alone.
function paleStrokes() {
  var list = [], last, c;
  each(all('svg *'), function (e) {
    if (!/^(path|circle|ellipse|rect|line|polyline|polygon|text|tspan)$/i.test(e.tagName)) return;
    var cs = style(e), by = num(cs.getPropertyValue('stroke-opacity')), said = cs.getPropertyValue('stroke');
    if (!(by < 1) || !/^(#|rgba?\()/.test(said)) return;
    if (last !== said) { last = said; c = colour(said); }
    if (c) push(list, [e, colourText([c[0], c[1], c[2], c[3] * by])]);
  });
  each(list, function (x) {
    set(x[0], 'stroke', x[1]);
    set(x[0], 'stroke-opacity', '1');
  });
}

// A path's length to its length as the author calls it.
function calledLength(e) {
  var called = num(e.getAttribute('pathLength')), length = 0;
  if (!(called > 0)) return 1;
  try {
    if (/^circle$/i.test(e.tagName)) length = 2 * Math.PI * e.r.baseVal.value;
    else if (/^line$/i.test(e.tagName)) length = Math.sqrt(Math.pow(e.x2.baseVal.value - e.x1.baseVal.value, 2) + Math.pow(e.y2.baseVal.value - e.y1.baseVal.value, 2));
    else if (e.getTotalLength) length = e.getTotalLength();
  } catch (x) {}
  return length > 0 ? length / called : 1;
}

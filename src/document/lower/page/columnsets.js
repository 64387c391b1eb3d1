// What stands in columns before they are cut: it is as wide as one of them, so that what is
// laid out in it has its right width.

function columnBoxes() {
  var found = [];
  eachThatMaySay(['column-count', 'column-width'], function (rec) {
    var e = rec.e, count = parseInt(get(e, 'column-count', ''), 10) || 0, w = get(e, 'column-width', 'auto');
    if ((count > 1 || w !== 'auto') && !kind(e) && e.getClientRects().length) push(found, [e, count, w]);
  });
  return found;
}

function columnsOf(e, count, wanted) {
  var f = frame(e), width = rect(e).width - f.h, g = get(e, 'column-gap', 'normal');
  var gap = g === 'normal' ? f.em : length(g, width, f.em) || 0, w = length(wanted, width, f.em);
  var n = w ? Math.max(1, Math.floor((width + gap) / (w + gap))) : count;
  return { n: w && count ? Math.min(n, count) : n, width: width, gap: gap };
}

// What spans all columns stands between sets of them.
function setsOf(e) {
  var parts = [], run = doc.createElement('h2p-i'), k;
  function flush() {
    if (run.firstChild) push(parts, run);
    run = doc.createElement('h2p-i');
  }
  for (k = e.firstChild; k; k = e.firstChild) {
    if (k.__columns) { flush(); push(parts, e.removeChild(k)); }
    else if (k.nodeType === 1 && get(k, 'column-span') === 'all') { flush(); push(parts, e.removeChild(k)); }
    else run.appendChild(k);
  }
  flush();
  return parts;
}

// Before rows in columns are measured.
function narrowColumns() {
  each(columnBoxes(), function (x) {
    var e = x[0], has = false, size;
    besideFloats(e);
    each(containers, function (c) { if (c.e !== e && e.compareDocumentPosition(c.e) & 16) has = true; });
    // Drawings are as high as their width makes them.
    if (e.querySelector('svg,img,canvas')) has = true;
    if (standsInColumn(e)) has = true;
    if (!has) return;
    size = columnsOf(e, x[1], x[2]);
    if (size.n < 2 || size.width <= 0) return;
    each(setsOf(e), function (part) {
      e.appendChild(part);
      if (part.tagName !== 'H2P-I') return;
      part.__columns = true;
      part.style.setProperty('width', ((size.width - size.gap * (size.n - 1)) / size.n / size.width * 100).toFixed(4) + '%', '');
    });
  });
}

// Whether a box is in a column of items alone, whose space is shared among them: it is as wide then as it will be.
function standsInColumn(e) {
  var is = false, p, c;
  for (p = e.parentNode; p && p.nodeType === 1; p = p.parentNode) {
    c = p.__h2p && p.__h2p.container;
    if (c && !c.column) return false;
    if (c) is = true;
  }
  return is;
}

// While space is shared among items, text that is yet to be divided is as high as its columns will be.
function lowColumns() {
  var lowered = [];
  each(columnBoxes(), function (x) {
    var e = x[0], size, more = 0;
    if (!standsInColumn(e) || get(e, 'height', 'auto') !== 'auto') return;
    size = columnsOf(e, x[1], x[2]);
    if (size.n < 2) return;
    // The margin of what comes last is a part of it, which ends with its column.
    each(e.childNodes, function (part) {
      if (!part.__columns) return;
      var next = part.nextElementSibling, end = next ? rect(next).top : rect(e).bottom - frame(e).bb - frame(e).pb;
      more += end - rect(part).top - divided(part, end - rect(part).top, size.n);
    });
    if (more > 0.5) push(lowered, [e, more]);
  });
  each(lowered, function (x) {
    var f = frame(x[0]), high = rect(x[0]).height - x[1] - (f.border ? 0 : f.v);
    x[2] = x[0].style.getPropertyValue('height');
    set(x[0], 'height', px(Math.max(0, high)));
  });
  return lowered;
}

function highColumns(lowered) {
  each(lowered, function (x) { if (x[2]) x[0].style.height = x[2]; else x[0].style.removeProperty('height'); });
}

// How high what stands in one column, and how high in it, is when it stands in some.
function divided(part, whole, n) {
  var list = merged(pieces(part, [])), box = rect(part), top, low, high = 0, start, i, ends;
  if (!list.length) return box.height;
  top = start = Math.min(box.top, list[0].top);
  low = lowest(list, top, n);
  ends = fill(list, top, low + 0.5, n).cuts;
  for (i = 0; i < list.length; i++) {
    if (list[i].top === ends[0]) { start = list[i].top; ends = ends.slice(1); }
    high = Math.max(high, list[i].bottom - start);
  }
  return Math.max(high, whole / n);
}

// Columns stand beside a float, not behind it.
function besideFloats(e) {
  var before = rect(e), cs = style(e), clip = e.style.overflow, after;
  if (cs.overflowX !== 'visible' || cs.display !== 'block') return;
  set(e, 'overflow', 'hidden');
  after = rect(e);
  e.style.removeProperty('overflow-x');
  e.style.removeProperty('overflow-y');
  if (clip) e.style.overflow = clip;
  if (!(after.width < before.width - 0.5) || e.__beside) return;
  e.__beside = true;
  set(e, 'margin-left', px(num(cs.marginLeft) + after.left - before.left));
  set(e, 'margin-right', px(num(cs.marginRight) + before.right - after.right));
}

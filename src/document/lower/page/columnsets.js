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

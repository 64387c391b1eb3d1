// Heights that are shares of what is known by the layout only: of an item that fills its row or
// grows in its column, or of an area of a grid. To the engine they are shares of nothing.
var SHARED = ['height', 'min-height', 'max-height'];

// Notes who has such heights, and the containers that they are found with.
function sharesOfHeights() {
  each(records, function (rec) {
    var e = rec.e, it = rec.item, own = rec.container, c, any = false;
    each(SHARED, function (name) { if (/%/.test(rec.v[name])) any = true; });
    // Rows of a grid are as high as a drawing is by its ratio before it has its share of them.
    if (!any || replaced(e) && !(it && it.c.kind === 'grid' && /^(svg|img)$/i.test(e.tagName)) || !e.parentNode || !e.getClientRects().length || /^(absolute|fixed)$/.test(style(e).position)) return;
    if (!it && !(c = containerAround(e))) return;
    e.__share = true;
    if (it) {
      c = it.c;
      push(c.shares = c.shares || [], e);
    } else if (own) (c = own).shares = own.shares || [];
    else push(looseShares, e);
    for (; c; c = c.parent) c.hasShares = true;
  });
}
var looseShares = [];

function isInGrid(e) { return !!e.parentNode && e.parentNode.nodeType === 1 && kind(e.parentNode) === 'grid'; }

function containerAround(e) {
  for (var p = e.parentNode, guard = 0; p && p.nodeType === 1 && guard++ < 200; p = p.parentNode) if (p.__h2p && p.__h2p.container) return p.__h2p.container;
  return null;
}

// The height of an element's contents where it is said in lengths, or as a share of one that is.
function saidHeight(e, depth) {
  var v = get(e, 'height', 'auto'), it = e.__h2p && e.__h2p.item, f, x;
  if (v === 'auto' || CONTENT.test(v) || depth > 20 || e === root) return null;
  f = frame(e);
  x = length(v, /%/.test(v) ? saidHeight(it ? it.c.e : e.parentNode, depth + 1) : null, f.em);
  return x === null ? null : Math.max(0, x - (f.border ? f.v : 0));
}

// Whether the height of an element is known without that of its contents, or is that of what it
// fills in the end: shares are of that one.
function isHeightKnown(e) {
  for (var guard = 0; e && e.nodeType === 1 && e !== doc.body && e !== root && guard++ < 50;) {
    var v = get(e, 'height', 'auto'), it = e.__h2p && e.__h2p.item;
    if (/%/.test(v)) {
      if (it && it.c.kind === 'grid') return true;
      e = it ? it.c.e : e.parentNode;
    } else if (v !== 'auto') return !CONTENT.test(v);
    else if (!it) return false;
    else if (it.c.column) {
      if (!(parseFloat(get(e, 'flex-grow', '0')) > 0)) return false;
      e = it.c.e;
    } else return !!it.stretched || !!it.isFixed;
  }
  return false;
}

// The height that shares of an element are of; null where it has none.
function heightAround(e) {
  var it = e.__h2p.item, p = it ? it.c.e : e.parentNode;
  if (it && it.c.kind === 'grid') return areaHeight(it);
  if (!isHeightKnown(p)) return null;
  if (p.__share) giveShare(p);
  return rect(p).height - frame(p).v;
}

function areaHeight(it) {
  var c = it.c, high = 0, k, r;
  for (k = 0; k < c.groups.length; k++) {
    if (c.groups[k].indexOf(it.row) < 0) continue;
    if (!c.tables[k].spanned) return rect(c.tables[k]).height;
    for (r = it.row; r < it.row + it.rowSpan; r++) {
      if (!c.rowLines[r]) return null;
      high += rect(c.rowLines[r]).height + (r > it.row ? c.gapY : 0);
    }
    return high;
  }
  return null;
}

// What shares are of is found for all of them before one is given: what is given to one would be laid
// out for the next. Those of what has a share itself come after it.
var MOST_IN_SHARES = 50;

function giveShares(list) {
  for (var guard = 0; list.length && guard < MOST_IN_SHARES; guard++) {
    var found = [], later = [];
    each(list, function (e) { if (e.__share) push(waitsForShare(e) ? later : found, e); });
    if (!found.length) { each(later, giveShare); return; }
    each(findBases(found), setShare);
    list = later;
  }
}

function waitsForShare(e) {
  var it = e.__h2p.item;
  return !(it && it.c.kind === 'grid') && !!(it ? it.c.e : e.parentNode).__share;
}

function findBases(list) {
  var bases = [];
  each(list, function (e) {
    if (!e.__share) return;
    e.__share = false;
    push(bases, { e: e, base: heightAround(e), em: num(style(e).fontSize) });
  });
  return bases;
}

function giveShare(e) { each(findBases([e]), setShare); }

function setShare(found) {
  var e = found.e, base = found.base, it = e.__h2p.item;
  if (base === null || base < 0) return;
  each(SHARED, function (name) {
    var v = get(e, name, 'auto'), x = /%/.test(v) ? length(v, base, found.em) : null;
    if (x === null || name === 'height' && it && it.stretched) return;
    x = px(Math.max(0, x - (it && it.wasBorder ? it.frame.v : 0)));
    // What is in a box that is as high as what is around it may grow on the end of a page.
    if (name === 'height' && v === '100%' && !e.__h2p.container && e.firstElementChild && !/^table$/i.test(e.tagName)) {
      set(e, 'height', 'auto');
      name = 'min-height';
    }
    set(e, name, x);
  });
}

// Those of the items of rows and columns come before the space that is left is shared, and those
// of grids after it.
function sharesBefore(c) {
  giveShare(c.e);
  if (c.kind === 'grid' || !c.shares) return;
  giveShares(c.shares);
  shrinkColumn(c);
}

function sharesAfter(c) {
  if (c.kind === 'grid') giveShares(c.shares || []);
  c.hasShares = false;
}

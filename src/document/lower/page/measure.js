// Largest and smallest widths of contents, which the engine measures: all items of
// the page at once, in one layout each.
function measureMax() {
  function read(it) {
    it.max = breadthOf(it.e);
    // A field of several lines shrinks to nothing in a cell that it is to fill.
    if (it.e.tagName === 'TEXTAREA') it.rows = rect(it.e).height;
  }
  measured(' h2pmax', containers, read);
  var widened = false;
  each(containers, function (c) { if (c.grid && evenShares(c)) widened = true; });
  if (widened) measured(' h2pmax', containers, read);
  measureUnlimited();
}

// What an item would be without its greatest width: it shrinks in proportion to that.
function measureUnlimited() {
  var list = [], widths = [];
  each(containers, function (c) {
    if (c.grid || c.column) return;
    var any = false;
    each(c.items, function (it) {
      if (!(it.cell || it.fits) || it.replaced || get(it.e, 'max-width', 'none') === 'none' || get(it.e, 'width', 'auto') !== 'auto') return;
      it.limited = any = true;
      setForNow(widths, it.e, 'max-width', 'none');
    });
    if (any) push(list, c);
  });
  if (!list.length) return;
  measured(' h2pmax', list, function (it) { if (it.limited) it.wide = breadthOf(it.e); });
  putBack('max-width', widths);
}

// Until all of the list is put back.
function setForNow(list, e, name, value) {
  push(list, [e, e.style.getPropertyValue(name), e.style.getPropertyPriority(name)]);
  set(e, name, value);
}

function putBack(name, values) {
  each(values, function (v) {
    // The engine does not take back what is important by what is not.
    v[0].style.removeProperty(name);
    if (v[1]) v[0].style.setProperty(name, v[1], v[2]);
  });
}

function measureMin() {
  var widths = [], left = [];
  each(containers, function (c) { if (!c.solved) push(left, c); });
  each(left, function (c) {
    each(c.items, function (it) {
      // A width of its own says nothing of what is in it.
      if (!(it.cell || it.fits) || it.replaced || get(it.e, 'width', 'auto') === 'auto') return;
      setForNow(widths, it.e, 'width', 'auto');
    });
  });
  measured(' h2pmin', left, function (it) { it.min = breadthOf(it.e); });
  putBack('width', widths);
}

// The engine says of a drawing how wide what is drawn in it is.
function breadthOf(e) {
  if (!/^svg$/i.test(e.tagName)) return rect(e).width;
  var cs = style(e), f = frame(e, cs);
  return num(cs.width) + (f.border ? 0 : f.h);
}

// Those inside of others are measured with them, but where a width of something between
// gives them more or less room: then by themselves, one depth after the other.
function measured(name, list, read) {
  var within = [], deepest = 0, depth;
  function all(some) {
    root.className += name;
    each(some, function (c) { each(c.items, function (it) { if (it.cell || it.fits) read(it); }); });
    root.className = root.className.replace(name, '');
  }
  all(list);
  each(list, function (c) {
    if (!c.nested || !isLimited(c)) return;
    push(within, c);
    deepest = Math.max(deepest, c.depth);
  });
  for (depth = 1; depth <= deepest; depth++) {
    var some = [], boxes = [];
    each(within, function (c) {
      if (c.depth !== depth) return;
      push(some, c);
      if (c.table) push(boxes, c.table); else each(c.items, function (it) { if (it.fits) push(boxes, it.e); });
    });
    if (!some.length) continue;
    each(boxes, function (e) { addClass(e, 'h2ptop h2palone'); });
    all(some);
    each(boxes, function (e) { dropClass(e, ' h2ptop h2palone'); });
  }
}

function isLimited(c) {
  for (var p = c.e; p && p !== doc.body && p.nodeType === 1; p = p.parentNode) {
    if (get(p, 'width', 'auto') !== 'auto' || get(p, 'max-width', 'none') !== 'none') return true;
    // What reaches over columns has at times less than it asks for.
    if (p.tagName === 'TD' && p.colSpan > 1 && p.parentNode.tagName === 'H2P-R') return true;
  }
  return false;
}

function smallest(it) {
  if (it.min === undefined) measureMin();
  return it.min === undefined ? it.frame.h : it.min;
}

// Whether something around an element is as wide as its contents, so that its width
// is not known before they are laid out.
function shrinksAround(e) {
  for (var p = e; p && p !== doc.body && p.nodeType === 1; p = p.parentNode) {
    if (p.tagName === 'H2P-C') return true;
    if (p.__shrinks !== undefined) { if (p.__shrinks) return true; continue; }
    var cs = style(p), w = get(p, 'width', 'auto');
    p.__shrinks = CONTENT.test(w) && !/min-/.test(w) || w === 'auto' && (/^(inline-block|table-cell|table|inline-table)$/.test(cs.display) || cs.cssFloat !== 'none' && cs['float'] !== 'none' || /^(absolute|fixed)$/.test(cs.position)) || /^(td|th)$/i.test(p.tagName);
    if (p.__shrinks) return true;
  }
  return false;
}

// The width of a container's content box.
function inner(c) { return Math.max(0, rect(c.e).width - c.frame.h); }

// Largest and smallest widths of contents, which the engine measures: all items of
// the page at once, in one layout each.
function measureMax() {
  root.className += ' h2pmax';
  each(containers, function (c) {
    each(c.items, function (it) { if (it.cell || it.fits) it.max = rect(it.e).width; });
  });
  root.className = root.className.replace(/ h2pmax/, '');
}

function measureMin() {
  var widths = [];
  root.className += ' h2pmin';
  each(containers, function (c) {
    if (c.solved) return;
    each(c.items, function (it) {
      // A width of its own says nothing of what is in it.
      if (!(it.cell || it.fits) || it.replaced || get(it.e, 'width', 'auto') === 'auto') return;
      var s = it.e.style;
      push(widths, [it.e, s.getPropertyValue('width'), s.getPropertyPriority('width')]);
      set(it.e, 'width', 'auto');
    });
  });
  each(containers, function (c) {
    if (c.solved) return;
    each(c.items, function (it) { if (it.cell || it.fits) it.min = rect(it.e).width; });
  });
  each(widths, function (w) {
    if (w[1]) w[0].style.setProperty('width', w[1], w[2]); else w[0].style.removeProperty('width');
  });
  root.className = root.className.replace(/ h2pmin/, '');
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
    p.__shrinks = w === 'auto' && (/^(inline-block|table-cell|table|inline-table)$/.test(cs.display) || cs.cssFloat !== 'none' && cs['float'] !== 'none' || /^(absolute|fixed)$/.test(cs.position)) || /^(td|th)$/i.test(p.tagName);
    if (p.__shrinks) return true;
  }
  return false;
}

// The width of a container's content box.
function inner(c) { return Math.max(0, rect(c.e).width - c.frame.h); }

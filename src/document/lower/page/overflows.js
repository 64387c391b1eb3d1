// Items of a column that is lower than they are become lower: as far as their contents let
// them, or those that cut theirs off.
function shrinkColumns() { each(containers, shrinkColumn); }

function shrinkColumn(c) {
  if (!c.column || !c.shown || !c.shown.length || get(c.e, 'flex-wrap', 'nowrap') !== 'nowrap') return;
  var first = c.shown[0], last = c.shown[c.shown.length - 1], have = rect(c.e).height - c.frame.v, list = [];
  var over = rect(last.e).bottom + last.m.bottom - rect(first.e).top + first.m.top - have;
  if (!(have > 0) || over < 0.5) return;
  each(c.shown, function (it) {
    var factor = parseFloat(get(it.e, 'flex-shrink', '1')), cut = /^(hidden|auto|scroll|clip)$/.test(it.overflow), height = get(it.e, 'height', 'auto');
    if (!(factor > 0) || it.replaced || !cut && height === 'auto') return;
    var now = rect(it.e).height, floor = it.frame.v, least = declared(it, 'min-height', have);
    if (least !== null) floor = Math.max(floor, least);
    else if (!cut) floor = Math.max(floor, ownHeight(it));
    if (now - floor > 0.1) push(list, { it: it, now: now, floor: floor, factor: factor });
  });
  for (var guard = 0; guard < 20 && over > 0.05 && list.length; guard++) {
    var sum = 0, rest = [], taken = 0;
    each(list, function (x) { sum += x.factor * x.now; });
    each(list, function (x) { x.next = Math.max(x.floor, x.now - over * x.factor * x.now / sum); });
    each(list, function (x) { taken += x.now - x.next; x.now = x.next; x.it.lower = x.now; if (x.now - x.floor > 0.05) push(rest, x); });
    over -= taken;
    list = rest;
  }
  each(c.shown, function (it) {
    if (it.lower !== undefined) set(it.e, 'height', px(Math.max(0, it.lower - (it.frame.border ? 0 : it.frame.v))));
  });
}

// How high an item would be by its contents.
function ownHeight(it) {
  var e = it.e, before = e.style.getPropertyValue('height'), strength = e.style.getPropertyPriority('height'), high;
  set(e, 'height', 'auto');
  high = rect(e).height;
  if (before) e.style.setProperty('height', before, strength); else e.style.removeProperty('height');
  return high;
}

// What is higher than its container by less than it asks for reaches over both ends of it
// where it stands in the middle, and over the upper one where it stands at the end.
function overflowEnds() {
  var list = [];
  each(containers, function (c) {
    var have = rect(c.e).height - c.frame.v, used, first, last;
    if (!(have > 0) || !c.items.length) return;
    if (c.column) {
      first = c.shown[0];
      last = c.shown[c.shown.length - 1];
      if (!first) return;
      used = rect(last.e).bottom + last.m.bottom - rect(first.e).top + first.m.top;
      push(list, [c.shown, share(get(c.e, 'justify-content', 'normal'), have - used, c.shown.length, c.reverse)[0]]);
      return;
    }
    if (!c.tables || !c.tables.length) return;
    used = rect(c.tables[c.tables.length - 1]).bottom - rect(c.tables[0]).top;
    if (c.kind === 'grid') push(list, [c.items, share(get(c.e, 'align-content', 'normal'), have - used, 1, false)[0]]);
    else if (!c.wrap) each(c.items, function (it) {
      var align = selfAlign(it, 'align-self', 'align-items');
      if (it.m.topAuto || it.m.bottomAuto) return;
      push(list, [[it], align === 'center' ? (have - used) / 2 : /end$/.test(align) ? have - used : 0]);
    });
  });
  each(list, function (x) {
    if (x[1] > -0.3) return;
    each(x[0], function (it) {
      if (style(it.e).position !== 'static') return;
      it.c.reaches = true;
      set(it.e, 'position', 'relative');
      set(it.e, 'top', px(x[1]));
    });
  });
}

// What is cut off is not seen, and not painted by browsers: nobody finds or copies it. The
// engine paints it all.
function unseen() {
  var boxes = [], found = [], looked = 0;
  function look(e) {
    if (e === root || e === doc.body || e.ownerSVGElement || !e.getClientRects().length) return;
    if (e.scrollWidth <= e.clientWidth + 1 && e.scrollHeight <= e.clientHeight + 1) return;
    for (var p = e; p && p !== root; p = p.parentNode) if ((style(p).webkitTransform || 'none') !== 'none') return;
    push(boxes, e);
  }
  eachThatMaySay(['overflow-x', 'overflow-y'], function (rec) {
    if (/^(hidden|clip|auto|scroll)$/.test(get(rec.e, 'overflow-x', get(rec.e, 'overflow-y', '')))) look(rec.e);
  });
  each(clamped, look);
  each(boxes, function (e) {
    var cs = style(e);
    // A box that stands out of the flow is not cut off by what it does not stand in.
    if (cs.overflowX === 'visible') return;
    var r = rect(e), f = frame(e, cs), box = { left: r.left + f.bl, right: r.right - f.br, top: r.top + f.bt, bottom: r.bottom - f.bb }, n;
    // For readers of screens: nothing is seen of it.
    if (box.right - box.left < 2 && box.bottom - box.top < 2) { push(found, { box: e }); return; }
    // The engine draws no dots behind such text from right to left.
    if (cs.textOverflow === 'ellipsis' && cs.direction === 'rtl') return;
    var walker = doc.createTreeWalker(e, 4, null, false), stands = cs.position !== 'static';
    while ((n = walker.nextNode()) && looked++ < 5000) {
      if (!/\S/.test(n.nodeValue) || n.parentNode.ownerSVGElement || n.__unseen) continue;
      if (!stands && isLoose(n.parentNode, e)) continue;
      var at = unseenFrom(n, box);
      if (at !== null) { n.__unseen = true; push(found, { text: n, at: at }); }
    }
  });
  if (!found.length) return;
  freeze();
  each(found, function (x) {
    if (x.box) { set(x.box, 'visibility', 'hidden'); return; }
    var tail = x.at ? x.text.splitText(x.at) : x.text, hidden = doc.createElement('h2p-x');
    hidden.setAttribute('style', 'display:inline!important;visibility:hidden!important');
    tail.parentNode.insertBefore(hidden, tail);
    hidden.appendChild(tail);
  });
}

function isLoose(e, within) {
  for (; e && e !== within; e = e.parentNode) if (/^(absolute|fixed)$/.test(style(e).position)) return true;
  return false;
}

// The letter of a text from which on all have their middles outside of a box; null where the
// last is seen.
function unseenFrom(n, box) {
  var text = n.nodeValue, low = 0, high = text.length - 1, r;
  r = rangeOf(n).getBoundingClientRect();
  if (!r || !r.width || r.left >= box.left - 1 && r.right <= box.right + 1 && r.top >= box.top - 1 && r.bottom <= box.bottom + 1) return null;
  function isOut(i) {
    for (; i >= 0; i--) {
      if (/\s/.test(text.charAt(i))) continue;
      r = rangeOf(n, i).getBoundingClientRect();
      if (!r || !r.width) continue;
      var x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
      return x < box.left || x > box.right || y < box.top || y > box.bottom;
    }
    return false;
  }
  if (!isOut(high)) return null;
  while (low < high) {
    var middle = low + high >> 1;
    if (isOut(middle)) high = middle; else low = middle + 1;
  }
  return /[\udc00-\udfff]/.test(text.charAt(low)) ? low - 1 : low;
}

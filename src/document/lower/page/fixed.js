// What is fixed to the window is fixed to each page.
var fixedBoxes = [];

// Before anything is laid out: its box is that of the first page.
function unfix(table) {
  eachThatMaySay(['position'], function (rec) {
    var e = rec.e;
    if (get(e, 'position') !== 'fixed' || !e.getClientRects().length) return;
    var f = frame(e), l = length(get(e, 'left', 'auto'), table.W, f.em), r = length(get(e, 'right', 'auto'), table.W, f.em);
    set(e, 'position', 'absolute');
    var width = get(e, 'width', 'auto'), w = length(width, table.W, f.em);
    if (l !== null && r !== null && width === 'auto') w = table.W - l - r - (f.border ? 0 : f.h);
    if (w !== null) set(e, 'width', px(Math.max(0, w)));
    // What stands in the middle of it is placed by its height.
    var t = length(get(e, 'top', 'auto'), table.H, f.em), b = length(get(e, 'bottom', 'auto'), table.H, f.em);
    if (t !== null && b !== null && table.H > 0 && get(e, 'height', 'auto') === 'auto') set(e, 'height', px(Math.max(0, table.H - 0.4 - t - b - (f.border ? 0 : f.v))));
    // A share of the window is one of the page, however short the document is.
    var high = get(e, 'height', 'auto');
    if (/%/.test(high) && table.H > 0 && (high = length(high, table.H - 0.4, f.em)) !== null) set(e, 'height', px(Math.max(0, high)));
    push(fixedBoxes, e);
  });
  each(fixedBoxes, function (e) { doc.body.appendChild(e); });
}

// What touches the end of a page would be moved to the next one, so that a little is left
// free. When all is laid out: a copy on each page. How many there are is known when it has
// been printed once.
function fixed(table) {
  each(fixedBoxes, function (e) {
    var cs = style(e), r = rect(e), f = frame(e, cs), H = table.H > 0 ? table.H - 0.4 : rect(root).height, y;
    var t = length(get(e, 'top', 'auto'), H, f.em), b = length(get(e, 'bottom', 'auto'), H, f.em);
    if (t !== null && b !== null && get(e, 'height', 'auto') === 'auto') {
      set(e, 'height', px(Math.max(0, H - t - b - (f.border ? 0 : f.v))));
      y = t;
    } else if (t !== null) y = t;
    else if (b !== null) y = H - b - r.height - num(cs.marginTop) - num(cs.marginBottom);
    else return;
    if (y + r.height > H && /%$|vh/.test(get(e, 'height', ''))) set(e, 'height', px(Math.max(0, H - y - (f.border ? 0 : f.v))));
    set(e, 'top', px(y));
    set(e, 'bottom', 'auto');
    // What is not seen, a dialogue that is closed, makes no page. What reaches over the end
    // of its page, as when it is moved out of a window, ends there.
    r = rect(e);
    if (num(cs.opacity) === 0 || r.top >= H) { set(e, 'display', 'none'); return; }
    var over = table.H > 0 && r.bottom > H + 0.5;
    for (var i = 0; i < Math.max(1, table.pages); i++) {
      var copy = i ? e.cloneNode(true) : e, box = doc.body;
      if (i) {
        copy.removeAttribute('id');
        each(copy.getElementsByTagName('*'), function (x) { x.removeAttribute('id'); });
      }
      if (over) {
        box = doc.createElement('h2p-p');
        box.setAttribute('style', 'position:absolute;left:0;top:' + px(i * table.H) + ';width:' + px(table.W) + ';height:' + px(H) + ';overflow:hidden');
        doc.body.appendChild(box);
      } else set(copy, 'top', px(i * table.H + y));
      copy.__fixed = true;
      if (i || over) box.appendChild(copy);
      if (e.__painted) painted(copy);
    }
  });
}

// What is placed in nothing but the paper: browsers measure it against the first page.
function placedOnPaper(counts) {
  var list = [];
  each(mentioned('absolute', 'position'), function (e) {
    if (e === root || e === doc.body || isOurs(e)) return;
    var cs = style(e), p = e.parentNode;
    if (cs.position !== 'absolute' || cs.display === 'none' || /^h2p-/i.test(e.tagName) || !counts(e, cs)) return;
    for (; p && p !== root; p = p.parentNode) {
      var ps = style(p);
      if (ps.position !== 'static' || (ps.webkitTransform || 'none') !== 'none') return;
    }
    for (p = 0; p < fixedBoxes.length; p++) if (fixedBoxes[p] === e) return;
    push(list, [e, cs]);
  });
  return list;
}

function hangsOnHeight(cs) { return /%$/.test(cs.top) || cs.bottom !== 'auto'; }

// Before anything is laid out: what reaches from one end of the paper to the other, or has a share
// of it, is as high as that says, and not as the document is by then.
function heightsOnPaper(table) {
  var H = table.H - 0.6, heights = [];
  if (!(table.H > 0) || !doc.body || fixedBoxes.length > 500) return;
  each(placedOnPaper(function (e, cs) { return hangsOnHeight(cs) || /%/.test(get(e, 'height', '')); }), function (x) {
    var e = x[0], f = frame(e, x[1]), t = length(get(e, 'top', x[1].top), H, f.em), b = length(get(e, 'bottom', x[1].bottom), H, f.em);
    var given = get(e, 'height', 'auto'), high = null;
    if (/^[\d.]+%$/.test(given)) high = length(given, H, f.em);
    else if (given === 'auto' && !isSaid(e, function (own) { return !!own.height && own.height !== 'auto'; }) && t !== null && b !== null) high = H - t - b - num(x[1].marginTop) - num(x[1].marginBottom) - (f.border ? 0 : f.v);
    if (high !== null) push(heights, [e, Math.max(0, high)]);
  });
  each(heights, function (x) { set(x[0], 'height', px(x[1])); });
}

// What is placed in nothing but the paper is placed on the first page. The engine takes
// all pages for one box.
function onFirstPage(table) {
  // What reaches to its end must not reach over it by a dot.
  var H = table.H - 0.6, list = [];
  if (!(table.H > 0) || !doc.body || fixedBoxes.length > 500) return;
  list = placedOnPaper(function (e, cs) { return hangsOnHeight(cs); });
  if (!list.length || style(root).position === 'absolute') return;
  var box = rect(root);
  each(list, function (x) {
    var e = x[0], cs = x[1], r = rect(e), f = frame(e, cs), around = num(cs.marginTop) + num(cs.marginBottom);
    var t = length(cs.top, H, f.em), b = length(cs.bottom, H, f.em), was = length(cs.top, box.height, f.em), from = length(cs.bottom, box.height, f.em);
    if (t !== null && b !== null) {
      if (Math.abs(box.height - was - from - around - r.height) < 1.5) set(e, 'height', px(Math.max(0, H - t - b - around - (f.border ? 0 : f.v))));
    } else if (t === null) {
      t = H - b - r.height - around;
    }
    set(e, 'top', px(t));
    set(e, 'bottom', 'auto');
  });
}

// A dialogue that is open stands in the middle of its width, over what comes behind it, and is
// as wide as its contents. First it is taken out, and placed when its width is known.
function dialogs(table) {
  var flowing = [], placed = [];
  each(all('dialog[open]'), function (e) {
    if (!e.getClientRects().length) return;
    if (!e.__dialog && get(e, 'position') !== undefined) { if (!table && isInFlow(e)) push(flowing, e); return; }
    if (!table || e.__dialog && /^(auto|undefined)$/.test('' + get(e, 'margin-left'))) push(placed, e);
  });
  fitDialogs(flowing);
  if (table) { placeDialogs(placed, table.W); return; }
  each(placed, function (e) {
    e.__dialog = true;
    set(e, 'position', 'absolute');
    set(e, 'left', '0');
  });
}

function placeDialogs(list, width) {
  var lefts = [];
  each(list, function (e) {
    for (var p = e.parentNode; p !== root && style(p).position === 'static'; p = p.parentNode);
    var room = p === root ? width : rect(p).width - frame(p).bl - frame(p).br;
    push(lefts, Math.max(0, (room - rect(e).width) / 2));
  });
  each(list, function (e, i) { set(e, 'left', px(lefts[i])); });
}

// One that stands in the flow is no wider than its contents all the same, and in the middle.
function isInFlow(e) {
  var cs = style(e);
  return /^(static|relative)$/.test(cs.position) && cs.display === 'block' && cs.cssFloat === 'none' && hasNoWidth(e);
}

// Whether nothing is said of a margin that would hold a dialogue at a side.
function isFreeAt(e, cs, side) {
  return !num(cs.getPropertyValue('margin-' + side)) && get(e, 'margin-' + side, 'auto') === 'auto';
}

// All at once: each change would be laid out for the next.
function fitDialogs(list) {
  var found = [], floats = [];
  each(list, function (e) {
    var cs = style(e);
    push(found, { f: frame(e, cs), left: isFreeAt(e, cs, 'left'), right: isFreeAt(e, cs, 'right') });
  });
  each(list, function (e) { setForNow(floats, e, 'float', 'left'); });
  each(list, function (e, i) { found[i].width = rect(e).width; });
  putBack('float', floats);
  each(list, function (e, i) {
    var x = found[i];
    set(e, 'width', px(x.width - (x.f.border ? 0 : x.f.h)));
    if (x.left) set(e, 'margin-left', 'auto');
    if (x.right) set(e, 'margin-right', 'auto');
  });
}

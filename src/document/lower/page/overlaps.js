// Items of a grid that stand over others in rows that items span: cells of the engine's tables stand over
// none. What has text in it and is small keeps its cell. The others stand out of the flow, in an anchor where
// their first row begins, so that they go along where that is moved to another page.
function takeOver(c, group) {
  var list = [], taken = {}, over = [], at = 0;
  each(c.items, function (it, k) { it.nth = k; });
  each(group, function (r) { each(c.byRow[r] || [], function (it) { push(list, it); }); });
  each(list, function (it) {
    it.bare = !it.replaced && !/\S/.test(it.e.textContent || '') && !it.e.querySelector('img,svg,canvas,input,select,textarea,button');
    it.cells = it.rowSpan * it.colSpan;
  });
  sort(list, function (a, b) { return a.bare - b.bare || a.cells - b.cells || a.nth - b.nth; });
  each(list, function (it) {
    var free = eachCell(it, function (key) { return !taken[key]; });
    if (free) eachCell(it, function (key) { return taken[key] = it; });
    else push(over, it);
  });
  each(over, function (it) {
    // Those that say so themselves are below all that is there.
    it.isUnder = levelOf(it) >= 0 && !eachCell(it, function (key) { return !taken[key] || isPaintedBefore(taken[key], it); });
  });
  // What is painted first is the lowest of them.
  sort(over, function (a, b) { return isPaintedBefore(a, b) ? -1 : 1; });
  each(over, function (it) { if (it.isUnder) at--; });
  each(over, function (it) { it.above = it.isUnder ? at++ : get(it.e, 'z-index', 'auto'); it.isOver = true; });
  if (!over.length) return false;
  if (!c.over) c.holdsPlaced = positionedWithin(c.e);
  each(over, function (it) { push(c.over = c.over || [], it); });
  return true;
}

// Whether all cells of an item answer yes.
function eachCell(it, ask) {
  for (var r = it.row; r < it.row + it.rowSpan; r++) for (var k = it.col; k < it.col + it.colSpan; k++) if (!ask(r + ',' + k)) return false;
  return true;
}

function isPaintedBefore(a, b) { return levelOf(a) < levelOf(b) || levelOf(a) === levelOf(b) && a.nth < b.nth; }
function levelOf(it) { return parseInt(get(it.e, 'z-index', '0'), 10) || 0; }

// Where the items of a row stand that have no cell in it: nothing is as wide as the column of it.
function anchorOf(c, r, line) {
  var place = spacer('0'), anchor = doc.createElement('h2p-i'), any = false;
  line.appendChild(place);
  each(c.over, function (it) {
    if (it.row !== r || !it.isOver) return;
    any = true;
    var box = doc.createElement('h2p-i');
    box.setAttribute('style', 'position:absolute;top:0;width:' + px(it.size) + ';' + (c.rtl ? 'right:' : 'left:') + px(it.left) + (it.above === 'auto' ? '' : ';z-index:' + it.above));
    while (it.cell.firstChild) box.appendChild(it.cell.firstChild);
    anchor.appendChild(box);
    it.cell = null;
    it.box = box;
    it.rowBegins = line;
  });
  if (!any) return;
  anchor.setAttribute('style', 'position:relative;height:0;font-size:0');
  each(c.over, function (it) { if (it.row === r) it.box.style.fontSize = px(c.frame.em); });
  place.appendChild(anchor);
}

// The items of a grid as the document has them.
function withOver(c) {
  var list = c.items.slice(0);
  each(c.over || [], function (it) { push(list, it); });
  if (c.over) sort(list, function (a, b) { return a.nth - b.nth; });
  return list;
}

// They are no items of the rows any more.
function dropOver(c) {
  var left = [];
  each(c.items, function (it) { if (!it.isOver) push(left, it); });
  c.items = left;
}

// Those that are below others are so in their grid.
function layersOfOver() {
  each(containers, function (c) {
    if (!c.over || c.holdsPlaced) return;
    each(c.over, function (it) {
      if (!it.isUnder) return;
      if (style(c.e).position === 'static') set(c.e, 'position', 'relative');
      if (!isLifted(c.e)) set(c.e, 'z-index', '0');
    });
  });
}

// Rows are as high as what stands over them needs.
function roomForOver() {
  var list = [];
  each(containers, function (c) { each(c.over || [], function (it) { push(list, { c: c, it: it }); }); });
  each(list, function (x) { x.needs = rect(x.it.box).height + x.it.m.top + x.it.m.bottom; });
  sort(list, function (a, b) { return a.it.rowSpan - b.it.rowSpan; });
  each(list, function (x) {
    var it = x.it, lack = x.needs - roomOver(x.c, it), open = null, r;
    for (r = it.row; r < it.row + it.rowSpan; r++) if (x.c.grid.rowTracks[r].max.px === undefined) open = x.c.rowLines[r];
    if (open && lack > 0.1) open.style.setProperty('height', px(rect(open).height + lack), '');
  });
  placeOver();
}

function roomOver(c, it) { return rect(c.rowLines[it.row + it.rowSpan - 1]).bottom - rect(c.rowLines[it.row]).top; }

// Where they stand in the height that their rows have.
function placeOver() {
  var list = [];
  each(containers, function (c) {
    each(c.over || [], function (it) { push(list, { it: it, high: roomOver(c, it) - it.m.top - it.m.bottom, own: rect(it.e).height }); });
  });
  each(list, function (x) {
    var it = x.it, f = it.frame, align = selfAlign(it, 'align-self', 'align-items'), above = 0, autos = it.m.topAuto || it.m.bottomAuto;
    if (!autos && /^(normal|stretch)$/.test(align) && get(it.e, 'height', 'auto') === 'auto' && (!it.replaced || fillsArea(it.e)) && !hasCaption(it) && !hasOwnRatio(it, align)) {
      set(it.e, 'min-height', px(Math.max(0, x.high - (f.border ? 0 : f.v))));
      return;
    }
    if (autos) above = it.m.topAuto && it.m.bottomAuto ? 0.5 : it.m.topAuto ? 1 : 0;
    else above = align === 'center' || standsInMiddle(it, align) ? 0.5 : /end$/.test(align) ? 1 : 0;
    it.box.style.top = px(above * (x.high - x.own));
  });
}

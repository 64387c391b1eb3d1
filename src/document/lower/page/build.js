// Rows of flexbox and grid become tables of one row, with a cell for each item and
// for each gap: they break over pages, keep the order of the text, stretch, and have
// the right smallest and largest widths by themselves.
var CSS =
  'h2p-i{display:block}h2p-x{display:inline}h2p-w{display:inline;white-space:nowrap}.h2pmin .h2pany{white-space:normal}' +
  // What an author says of all elements is said of none of these: what is in them has what is around them.
  'h2p-i:not(#h2p),h2p-x:not(#h2p),h2p-w:not(#h2p),h2p-t:not(#h2p),h2p-r:not(#h2p),h2p-c:not(#h2p),h2p-s:not(#h2p){font:inherit;color:inherit;' +
  'letter-spacing:inherit;word-spacing:inherit;text-transform:inherit;text-shadow:inherit;visibility:inherit}' +
  // Where boxes stand is asked without what moves or turns them after that.
  '.h2pflat *{-webkit-transform:none!important}' +
  '.h2pnobefore:before,.h2pnoafter:after{content:none!important;display:none!important}' +
  'h2p-t,h2p-c,h2p-s,h2p-r{position:static!important;float:none!important;margin:0!important;padding:0!important;border:0 none!important;' +
  'min-width:0!important;min-height:0!important;max-width:none!important;max-height:none!important;background:none!important;' +
  'opacity:1!important;text-indent:0;-webkit-box-sizing:inherit!important;box-sizing:inherit!important;-webkit-transform:none!important;-webkit-border-radius:0!important;border-radius:0!important;box-shadow:none!important}' +
  'h2p-t{display:table;border-collapse:separate!important;border-spacing:0!important;table-layout:auto}' +
  'h2p-r{display:table-row}h2p-c,h2p-s{display:table-cell;vertical-align:top}' +
  'h2p-t.h2pfloats{position:relative!important}h2p-t.h2pline,h2p-t.h2pfloats{display:block}h2p-t.h2pstart{text-align:start}h2p-t.h2pline{page-break-inside:avoid}' +
  '.h2pline>h2p-c,.h2pline>h2p-s{display:inline-block;vertical-align:top}' +
  '.h2pfloats>h2p-c,.h2pfloats>h2p-s{display:block;float:left!important;min-height:1px!important}.h2pback.h2pfloats>h2p-c,.h2pback.h2pfloats>h2p-s{float:right!important}' +
  '.h2pfloats:after{content:"";display:block;clear:both;height:0}' +
  '.h2pmax h2p-t.h2ptop{margin-right:-20000px!important}.h2pmin h2p-t.h2ptop{margin-right:20000px!important}' +
  '.h2pmin h2p-t.h2pwrap{display:block!important}.h2pmin h2p-t.h2pwrap>h2p-c{display:block!important;float:left!important;clear:both!important}.h2pmin h2p-t.h2pwrap>h2p-s{display:none!important}' +
  // A margin would make what it stands in as much wider, where that is as wide as its contents.
  '.h2pmin h2p-t{width:auto!important}.h2pmin h2p-t.h2palone{width:1px!important;margin-right:0!important}.h2pmax .h2pfixed{margin-right:-20000px!important}' +
  '.h2pmax .h2pfit,.h2pmin .h2pfit{float:left!important;clear:both!important}' +
  '.h2pmax .h2pfit.h2ptop{margin-right:-20000px!important}.h2pmin .h2pfit.h2ptop{margin-right:20000px!important}';

function addStyles(text) {
  var s = doc.createElement('style');
  s.appendChild(doc.createTextNode(text));
  (doc.getElementsByTagName('head')[0] || root).appendChild(s);
}

function spacer(width) {
  var s = doc.createElement('h2p-s');
  if (width) s.setAttribute('style', 'width:' + width);
  return s;
}

function cell(it) {
  var c = doc.createElement('h2p-c'), into = c;
  // The style that children inherit from a parent that is not displayed.
  each(it.wrapper || [], function (w) {
    var copy = w.cloneNode(false);
    copy.removeAttribute('id');
    copy.setAttribute('style', (copy.getAttribute('style') || '') + ';display:block!important;margin:0!important;padding:0!important;border:0!important;background:none!important;position:static!important;width:auto!important;height:100%!important');
    into.appendChild(copy);
    into = copy;
  });
  into.appendChild(it.e);
  it.cell = c;
  return c;
}

// One row with all items, or the columns of a grid, to be measured.
function build(c) {
  if (c.kind === 'flex' && c.column) { columnToBeMeasured(c); return; }
  c.nested = inCell(c.e);
  var t = doc.createElement('h2p-t'), inColumns = c.kind === 'grid' && !/^subgrid/.test(get(c.e, 'grid-template-columns', ''));
  var name = (c.nested ? '' : 'h2ptop ') + (c.wrap || c.kind === 'grid' && !inColumns ? 'h2pwrap' : '');
  if (name) t.className = name;
  gaps(c, null);
  each(c.items, function (it, i) {
    if (!inColumns && i && c.gapX) t.appendChild(spacer(px(c.gapX)));
    cell(it);
    if (!inColumns) t.appendChild(it.cell);
    free(it);
  });
  if (inColumns) columnsToBeMeasured(c, t);
  c.e.insertBefore(t, c.e.firstChild);
  c.table = t;
}

var PLAIN_CELL = 'display:table-cell!important;position:static!important;padding:0!important;margin:0!important;border:0 none!important;background:none!important;width:auto!important;min-width:0!important;max-width:none!important;text-align:inherit!important;color:inherit!important;font:inherit!important;white-space:inherit!important;box-shadow:none!important;-webkit-border-radius:0!important;vertical-align:top;';

// A table of the grid's own rows and columns: as wide as the grid is by its contents.
function columnsToBeMeasured(c, t) {
  placeItems(c, null);
  var list = c.grid.cols, r, k, at = linesOfItemsIn(c);
  for (r = 0; r < Math.max(1, at.length); r++) {
    var line = doc.createElement('h2p-r');
    for (k = 0; k < list.length; k++) {
      var it = at[r] && at[r].at[k], track = list[k], fixed = track.min.px !== undefined && track.max.px !== undefined ? Math.max(track.min.px, track.max.px) : null, box;
      if (k && c.gapX) line.appendChild(spacer(px(c.gapX)));
      if (!it) { line.appendChild(spacer(fixed === null ? '' : px(fixed))); continue; }
      box = it.cell;
      if (it.colSpan > 1) {
        box = doc.createElement('td');
        box.colSpan = c.gapX ? it.colSpan * 2 - 1 : it.colSpan;
        box.setAttribute('style', PLAIN_CELL);
        box.appendChild(it.cell);
        k += it.colSpan - 1;
      } else if (fixed !== null) box.style.setProperty('width', px(fixed), '');
      it.inColumn = true;
      addClass(it.e, 'h2pfit' + (fixed !== null && it.colSpan === 1 ? ' h2pfixed' : ''));
      line.appendChild(box);
    }
    t.appendChild(line);
  }
}

// Lines of items that stand beside each other. Those that stand over others have lines of their own.
function linesOfItemsIn(c) {
  var lines = [], rows = [];
  each(c.items, function (it) {
    var own = rows[it.row] = rows[it.row] || [], line = null, i, k;
    for (i = 0; i < own.length && !line; i++) {
      for (line = own[i], k = it.col; line && k < it.col + it.colSpan; k++) if (line.taken[k]) line = null;
    }
    if (!line) push(own, line = { at: [], taken: [] });
    line.at[it.col] = it;
    for (k = it.col; k < it.col + it.colSpan; k++) line.taken[k] = true;
  });
  each(rows, function (own) { each(own || [{ at: [] }], function (line) { push(lines, line); }); });
  return lines;
}

// Shares of what is left are as wide as the widest of them needs.
function evenShares(c) {
  var list = c.grid.cols, want = [], one = 0, count = 0, total = 0, gap = c.gapX * Math.max(0, list.length - 1), plain = gap;
  each(list, function (t, k) { want[k] = t.max.px !== undefined ? t.max.px : 0; });
  each(c.items, function (it) { if (it.colSpan === 1) want[it.col] = Math.max(want[it.col], outer(it, it.max)); });
  each(list, function (t, k) { if (t.max.fr) { one = Math.max(one, want[k] / Math.max(1, t.max.fr)); count++; } plain += want[k]; });
  if (count < 2) return;
  total = gap;
  each(list, function (t, k) { total += t.max.fr ? one * t.max.fr : want[k]; });
  if (total > plain + 0.5) { c.table.style.setProperty('width', px(total), ''); return true; }
}

// Whether a box is as wide as its contents while they are measured.
function isFit(e) { return /\bh2pfit\b/.test(e.getAttribute('class') || ''); }

function inCell(e) {
  for (var p = e; p && p.nodeType === 1; p = p.parentNode) if (p.tagName === 'H2P-C' || isFit(p)) return true;
  return false;
}

// Sizes in percent are of nothing while an item is measured.
function free(it) {
  var w = get(it.e, 'width');
  if (w !== undefined && (/%|calc|min\(|max\(|clamp/.test(w) || CONTENT.test(w))) set(it.e, 'width', 'auto');
  if (/%|calc/.test(get(it.e, 'max-width', ''))) set(it.e, 'max-width', 'none');
  if (/%|calc/.test(get(it.e, 'min-width', ''))) set(it.e, 'min-width', '0');
}

function columnToBeMeasured(c) {
  var nested = inCell(c.e);
  c.nested = nested;
  each(c.items, function (it) {
    if (it.wrapper) c.e.insertBefore(cellLess(it), it.e.parentNode === c.e ? it.e : it.wrapper[0]);
    var align = selfAlign(it, 'align-self', 'align-items');
    it.fits = isWrapping(c) || !/^(stretch|normal)$/.test(align) || it.m.leftAuto || it.m.rightAuto || standsInMiddle(it, align) || CONTENT.test(get(it.e, 'width', ''));
    if (it.fits) { addClass(it.e, 'h2pfit' + (nested ? '' : ' h2ptop')); free(it); }
  });
}

function cellLess(it) { return it.e; }

function selfAlign(it, self, items) {
  var v = get(it.e, self, 'auto');
  if (v === 'auto') v = get(it.c.e, items, 'normal');
  return v.indexOf(' ') < 0 ? v : v.replace(/^(safe|unsafe)\s+/, '').replace(/^(first|last)\s+/, '');
}

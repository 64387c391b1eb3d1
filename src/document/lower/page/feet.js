// Tables whose foot stands below each page's part of them, and cells that go on over the end of
// a page. The engine repeats feet by itself, but not where its pages are told where to end.

// A group of rows stands on each page again where it is not divided: as the heads and the feet
// of real tables are, if their author says nothing else.
function isRepeated(group) {
  var inside = get(group, 'break-inside', '');
  if (isAvoided(inside) || isAvoided(breakOf(style(group), 'inside'))) return true;
  return /^t(head|foot)$/i.test(group.tagName) && !inside;
}

// What is between two rows.
function spacingOf(table) {
  var cs = style(table), space = words(cs.borderSpacing);
  return cs.borderCollapse === 'collapse' ? 0 : num(space[1] || space[0]);
}

// A foot that is written before the rows stands behind them, and is a group as others are.
function plainFoot(foot) {
  var n;
  for (n = foot.nextElementSibling; n; n = n.nextElementSibling) if (style(n).display !== 'none') { foot.parentNode.appendChild(foot); break; }
  set(foot, 'display', 'table-row-group');
}

// Puts the foot above a row that begins a page. Returns how much of the room there is left.
function footBefore(row, foot, room) {
  var before = rect(row).top, copy = foot.cloneNode(true), section = partBefore(row), n;
  plainFoot(foot);
  anonymous(copy);
  each(copy.getElementsByTagName('*'), anonymous);
  set(copy, 'display', 'table-row-group');
  for (n = copy.firstElementChild; n; n = n.nextElementSibling) set(n, 'page-break-inside', 'avoid');
  section.parentNode.insertBefore(copy, section);
  return room - (rect(row).top - before);
}

// What ends where its page does, or a bit behind, as borders that are shared make it: it is made
// lower, since the engine leaves room for a row above one that begins with its page.
function squeeze(row, excess) {
  var group = row.parentNode, above = row.previousElementSibling;
  if (!above) for (group = group.previousElementSibling; group && !above; group = group.previousElementSibling) above = group.lastElementChild;
  each(above ? above.childNodes : [], function (cell) {
    if (cell.nodeType === 1) set(cell, 'padding-bottom', px(Math.max(0, num(style(cell).paddingBottom) - excess)));
  });
}

// The engine finds out how high a row is where it would stand without the heads of the pages before
// it. Boxes in its cells that would be moved there leave it too high, which boxes in lines are not.
function wholeCells(row) {
  var list = [], high = rect(row).height;
  each(row.childNodes, function (cell) {
    if (cell.nodeType !== 1 || style(cell).display !== 'table-cell') return;
    each(flowBoxes(cell), function (box) { if (box && list[list.length - 1] !== cell) push(list, cell); });
  });
  each(list, function (cell) {
    var box = doc.createElement('h2p-i');
    each([['display', 'inline-block'], ['width', '100%'], ['vertical-align', 'top'], ['text-indent', '0']], function (p) { set(box, p[0], p[1]); });
    while (cell.firstChild) box.appendChild(cell.firstChild);
    cell.appendChild(box);
  });
  if (!list.length || Math.abs(rect(row).height - high) < 0.3) return;
  each(list, function (cell) {
    var box = cell.firstChild;
    while (box.firstChild) cell.insertBefore(box.firstChild, box);
    cell.removeChild(box);
  });
}

// A copy has no name, and counts nothing.
function anonymous(e) {
  e.removeAttribute('id');
  if (countersOf(e, '', 'counter-increment').length) set(e, 'counter-increment', 'none');
}

// The group of rows that begins with a row; those before it are left in a group of their own.
function partBefore(row) {
  var section = row.parentNode, copy, n, rows = [];
  if (/table$/.test(style(section).display)) return row;
  for (n = section.firstElementChild; n && n !== row; n = n.nextElementSibling) push(rows, n);
  if (!rows.length) return section;
  // Whether rows are divided depends on how many there are.
  if (!section.__kept) {
    each(section.childNodes, function (n) { if (n.nodeType === 1) set(n, 'page-break-inside', breakOf(style(n), 'inside')); });
    section.__kept = true;
  }
  copy = section.cloneNode(false);
  copy.__kept = true;
  each(rows, function (n) { copy.appendChild(n); });
  section.removeAttribute('id');
  set(section, 'page-break-before', 'auto');
  set(copy, 'page-break-after', 'auto');
  section.parentNode.insertBefore(copy, section);
  goesOn(copy, section);
  return section;
}

// Cells of rows above that reach below the beginning of a row become two, one on each page.
function divideSpans(row) {
  var above = [], rows = row.parentNode.childNodes, i, list = [], at;
  for (i = 0; i < rows.length && rows[i] !== row; i++) if (rows[i].nodeType === 1 && style(rows[i]).display === 'table-row') push(above, rows[i]);
  each(above, function (r, k) {
    each(r.childNodes, function (cell) {
      if (cell.nodeType === 1 && cell.rowSpan > above.length - k) push(list, { cell: cell, left: rect(cell).left, kept: above.length - k });
    });
  });
  if (!list.length) return;
  var y = rect(row).top, own = [];
  each(row.childNodes, function (n) { if (n.nodeType === 1) push(own, { e: n, left: rect(n).left }); });
  each(list, function (x) {
    set(x.cell, 'vertical-align', 'top');
    var rest = cut(x.cell, y), next = null;
    if (!rest.firstChild) rest = x.cell.cloneNode(false);
    rest.removeAttribute('id');
    rest.rowSpan = x.cell.rowSpan - x.kept;
    x.cell.rowSpan = x.kept;
    set(x.cell, 'height', 'auto');
    set(rest, 'vertical-align', 'top');
    set(rest, 'height', 'auto');
    each(own, function (o) { if (!next && (style(row).direction === 'rtl' ? o.left < x.left : o.left > x.left)) next = o.e; });
    row.insertBefore(rest, next);
    push(own, { e: rest, left: x.left });
    sort(own, function (a, b) { return style(row).direction === 'rtl' ? b.left - a.left : a.left - b.left; });
  });
}

// The foot stands below each part of a row that goes on, which reaches as far as its page does.
function feetOfRow(b, height, count) {
  var row = b.piece.tr, k, next, top = rect(row).top, end = top + height + b.piece.foot, excess;
  for (k = 0; k < count; k++, row = next) {
    next = row.nextElementSibling;
    set(row, 'height', px(height));
    footBefore(next, b.piece.feet, Infinity);
    excess = rect(next).top - end;
    if (excess > -0.5) set(row, 'height', px(Math.max(0, height - excess - 0.5)));
    excess = rect(next).top - end;
    if (excess > -0.4) squeeze(next, excess + 0.5);
    height = flowOf.page - b.piece.head - b.piece.foot - 0.5;
    end = rect(next).top + flowOf.page - b.piece.head;
  }
}

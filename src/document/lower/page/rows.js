// Rows of tables that go on behind the end of a page. The engine moves them whole, so
// they become as many rows as they have pages.

function splitRow(b) {
  var row = b.piece.tr, most = 0, k, cells = b.inner.cells, table = row.parentNode;
  while (table && !/^(inline-)?table$/.test(style(table).display)) table = table.parentNode;
  if (table && !table.__kept) { keepColumns(table, row); table.__kept = true; }
  each(cells, function (c) { most = Math.max(most, c.breaks.length); });
  each(b.piece.cells, function (cell) {
    set(cell, 'vertical-align', 'top');
    set(cell, 'height', 'auto');
  });
  each(cells, function (c) { for (var k = c.breaks.length - 1; k >= 0; k--) splitWithin(c.breaks[k]); });
  for (k = most - 1; k >= 0; k--) rowAfter(b, row, k);
  // The engine leaves room for what is between rows.
  var height = b.room - (b.piece.top - b.piece.begin) - 0.5 - (table ? spacingOf(table) : 0);
  set(row, 'height', px(height));
  if (b.piece.feet) feetOfRow(b, height, most);
}

// A row of a table in a cell that goes on over one end of a page: the cell is cut between its parts.
function splitWithin(at) {
  var row = at.inner && at.piece.tr, most = 0;
  each(at.inner ? at.inner.cells : [], function (c) { most = Math.max(most, c.breaks.length); });
  if (!row || most !== 1 || at.piece.feet) return;
  splitRow(at);
  at.goesOn = row.nextElementSibling;
}

// A row that is moved to the next page: another one fills the rest of its page. Before the
// engine moves a row it moves lines of it, and leaves it as high as that made it, so it
// should not stand on the end of a page to begin with.
function fillerBefore(row, height) {
  var filler = doc.createElement(row.tagName), cell = doc.createElement(/^tr$/i.test(row.tagName) ? 'td' : 'h2p-c');
  cell.setAttribute('style', PLAIN_CELL + 'visibility:hidden!important;height:' + px(Math.max(0, height)) + '!important;font-size:0!important;line-height:0!important');
  var before = rect(row).top;
  filler.setAttribute('style', 'display:table-row!important;background:none!important;border:0 none!important');
  filler.appendChild(cell);
  row.parentNode.insertBefore(filler, row);
  // Borders and what is between rows take their part.
  var more = rect(row).top - before - Math.max(0, height);
  if (more > 0.1) cell.style.setProperty('height', px(Math.max(0, height - more)), 'important');
}

// What of each cell comes behind its break becomes a row.
function rowAfter(b, row, k) {
  var copy = row.cloneNode(false);
  copy.removeAttribute('id');
  set(copy, 'height', 'auto');
  each(b.piece.cells, function (cell) {
    var at = null, part;
    each(b.inner.cells, function (c) { if (c.cell === cell && c.breaks[k]) at = c.breaks[k]; });
    if (at && (at.inner && !at.goesOn || at.box)) at = null;
    part = at ? cut(cell, at.goesOn ? rect(at.goesOn).top : at.piece.begin) : cell.cloneNode(false);
    part.removeAttribute('id');
    set(part, 'padding-top', '0'); set(part, 'border-top', '0');
    flush(part, false);
    if (at) flush(cell, true);
    set(cell, 'padding-bottom', '0'); set(cell, 'border-bottom', '0');
    copy.appendChild(part);
  });
  set(row, 'border-bottom', '0');
  set(copy, 'border-top', '0');
  row.parentNode.insertBefore(copy, row.nextSibling);
}

// Columns stay as wide as they are when their contents are divided.
function keepColumns(table, row) {
  var kept = columnWidths(table, row);
  if (kept) fixColumns(kept);
}

function columnWidths(table, row) {
  var widths = [], n;
  if (table.rows && table.rows.length) widths = widthsInRows(table.rows);
  else for (n = row.firstElementChild; n; n = n.nextElementSibling) {
    if (n.colSpan > 1) return null;
    push(widths, rect(n).width);
  }
  return widths && { table: table, widths: widths, width: rect(table).width };
}

// Each column by a cell that stands in no other, whatever cells of other rows reach into its row.
function widthsInRows(rows) {
  var widths = [], taken = [], count = 0, i, k, x, y, cell;
  for (i = 0; i < rows.length && i < 50; i++) {
    for (k = 0, x = 0; k < rows[i].cells.length; k++, x += cell.colSpan) {
      cell = rows[i].cells[k];
      if (cell.colSpan > 200 || x > 200) return null;
      while (taken[x] > i) x++;
      for (y = 0; y < cell.colSpan; y++) taken[x + y] = i + cell.rowSpan;
      if (cell.colSpan === 1 && widths[x] === undefined) widths[x] = rect(cell).width;
      count = Math.max(count, x + cell.colSpan);
    }
  }
  for (x = 0; x < count; x++) if (widths[x] === undefined) return null;
  return widths;
}

function fixColumns(kept) {
  var table = kept.table, group = doc.createElement('colgroup'), old = [];
  each(kept.widths, function (width) {
    var col = doc.createElement('col');
    col.setAttribute('style', 'width:' + px(width) + '!important');
    group.appendChild(col);
  });
  each(table.childNodes, function (n) { if (/^col(group)?$/i.test(n.tagName || '')) push(old, n); });
  each(old, function (n) { table.removeChild(n); });
  table.insertBefore(group, table.firstChild);
  set(table, 'table-layout', 'fixed');
  set(table, 'width', px(kept.width));
}

// Containers in cells ask for no more than their contents do. When they are written they have
// widths of their own, and the engine would divide the table anew.
function keepTables(now) {
  var kept = [];
  each(now, function (c) {
    var p = /^t[dh]$/i.test(c.e.tagName) ? c.e : c.e.parentNode, table;
    while (p && p.nodeType === 1 && !/^(td|th|h2p-c)$/i.test(p.tagName) && !(p.__h2p && p.__h2p.container)) p = p.parentNode;
    if (!p || !/^t[dh]$/i.test(p.tagName || '')) return;
    table = tableOf(p);
    if (!table || table.__kept || style(table).display !== 'table' && style(table).display !== 'inline-table') return;
    table.__kept = true;
    var columns = columnWidths(table);
    if (columns) push(kept, columns);
  });
  each(kept, fixColumns);
}

// Tables of a single column that are as high as a page are boxes one below the other: they
// may be broken anywhere. In quirks mode the engine lets no table and no cell be anything else: their
// rows are divided as those of other tables are.
function stackTables(height) {
  if (!(height > 0) || documentHeight() <= height || doc.compatMode === 'BackCompat') return;
  var list = [];
  each(doc.getElementsByTagName('table'), function (t) { push(list, t); });
  each(list, function (t) {
    var r = rect(t), rows = [], plain = true, cs = style(t), space = 0;
    if (r.height < 200 || cs.display !== 'table' || floats(cs)) return;
    if (cs.borderCollapse !== 'collapse') space = num(cs.borderSpacing);
    each(t.childNodes, function (n) {
      if (n.nodeType !== 1) return;
      if (!/^tbody$/i.test(n.tagName)) { plain = false; return; }
      each(n.childNodes, function (row) {
        if (row.nodeType !== 1) return;
        var cell = row.firstElementChild;
        if (!/^tr$/i.test(row.tagName) || !cell || cell.nextElementSibling || cell.colSpan > 1) plain = false;
        else push(rows, { row: row, cell: cell, cs: style(cell), size: rect(cell), f: frame(cell), leaks: isLeaking(cell) });
      });
    });
    if (!plain || !rows.length) return;
    each(rows, function (x) {
      if (cs.borderCollapse === 'collapse' && x.f.bt + x.f.bb + x.f.bl + x.f.br) plain = false;
      x.align = x.cs.verticalAlign;
    });
    if (!plain) return;
    each(rows, function (x, i) {
      var box = x.cs.webkitBoxSizing === 'border-box';
      set(x.row.parentNode, 'display', 'block');
      set(x.row, 'display', 'block');
      set(x.row, 'height', 'auto');
      if (!isAvoided(get(x.row, 'break-inside', ''))) set(x.row, 'page-break-inside', 'auto');
      set(x.cell, 'display', 'block');
      set(x.cell, 'height', 'auto');
      set(x.cell, 'width', px(x.size.width - (box ? 0 : x.f.h)));
      x.box = box;
      set(x.cell, 'margin', (i ? 0 : px(space)) + ' ' + px(space) + ' ' + px(space));
      closed({ e: x.cell, frame: x.f, replaced: false, leaks: x.leaks });
    });
    set(t, 'display', 'block');
    set(t, 'height', 'auto');
    set(t, 'width', px(r.width - (cs.webkitBoxSizing === 'border-box' ? 0 : frame(t).h)));
    // Cells that are higher than what is in them.
    each(rows, function (x) { x.more = x.size.height - rect(x.cell).height; });
    each(rows, function (x) {
      if (x.more < 0.3) return;
      var above = x.align === 'bottom' ? x.more : x.align === 'top' ? 0 : x.more / 2;
      set(x.cell, 'padding-top', px(x.f.pt + above));
      set(x.cell, 'padding-bottom', px(x.f.pb + x.more - above));
    });
  });
}

// A head or a foot that is repeated on a page is painted there without what is positioned in
// it. What stands at its own place needs no position, but where something is placed in it.
function plainHeads(height) {
  if (!(height > 0) || documentHeight() <= height) return;
  var from = rect(root).top, tables = [], list = [];
  each(doc.getElementsByTagName('table'), function (t) {
    var r = rect(t);
    // What is moved to another page takes tables behind it along.
    if (Math.floor((r.top - from) / height) < Math.floor((r.bottom - from + 0.1 * height) / height)) push(tables, t);
  });
  each(tables, function (t) {
    for (var n = t.firstElementChild; n; n = n.nextElementSibling) {
      if (!/^t(head|foot)$/i.test(n.tagName)) continue;
      each([n], positioned);
      each(n.getElementsByTagName('*'), positioned);
    }
  });
  function positioned(e) {
    if (!/^(thead|tfoot|tr|th|td)$/i.test(e.tagName) || style(e).position !== 'relative') return;
    var within = e.getElementsByTagName('*'), i;
    for (i = 0; i < within.length; i++) if (style(within[i]).position === 'absolute') return;
    push(list, e);
  }
  each(list, function (e) { set(e, 'position', 'static'); });
}

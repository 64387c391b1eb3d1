// Items of lists that begin with a table, a picture or a box that clips: the engine gives the marker a line
// of its own above those, or clips it off. It gets a line without a height to stand in.
function itemMarkers() {
  var items = doc.getElementsByTagName('li'), list = [], i;
  for (i = 0; i < items.length && i < 2000; i++) {
    var first = isMarked(items[i]) ? beginsWithout(items[i]) : null;
    if (first) push(list, { li: items[i], first: first });
  }
  if (!list.length) return;
  freeze();
  each(list, function (x) {
    x.line = doc.createElement('h2p-q');
    each([['display', 'block'], ['height', '0'], ['position', 'relative'], ['white-space', 'nowrap']], function (p) { set(x.line, p[0], p[1]); });
    // It stands on the line on which the marker does.
    x.foot = doc.createElement('h2p-q');
    each([['display', 'inline-block'], ['width', '0'], ['height', '0']], function (p) { set(x.foot, p[0], p[1]); });
    x.line.appendChild(x.foot);
    x.li.insertBefore(x.line, x.li.firstChild);
  });
  each(list, function (x) { x.by = footOfRow(x.first, rect(x.foot).bottom); });
  each(list, function (x) { if (Math.abs(x.by) > 0.1) set(x.line, 'top', px(x.by)); });
}

// How far below a line the first row of a table stands: with the end of what is in its cells, as they
// are in the middle.
function footOfRow(table, line) {
  var foot = line;
  if (style(table).display === 'table') each(firstCells(table), function (cell, i) {
    var f = frame(cell), end = rect(cell).bottom - f.pb - f.bb;
    foot = i ? Math.max(foot, end) : end;
  });
  return foot - line;
}

function isMarked(li) {
  var cs = style(li);
  return cs.display === 'list-item' && cs.listStylePosition !== 'inside' && (cs.listStyleType !== 'none' || cs.listStyleImage !== 'none');
}

// What an item begins with, where that has no line for the marker.
function beginsWithout(li) {
  var e = boxFrom(li.firstChild), guard = 0, cs;
  for (; e && guard++ < 20; e = boxFrom(e.firstChild)) {
    cs = style(e);
    if (cs.display === 'table' || cs.display === 'block' && (replaced(e) || cs.overflowX !== 'visible')) return e;
    if (cs.display !== 'block' || kind(e)) return null;
  }
  return null;
}

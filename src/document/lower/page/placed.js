// What is placed in a part of a grid, and what is placed by both its sides and says where it stands
// between them.

// A row as it stands on the page.
function rowBox(c, r) {
  var found = c.rowLines && c.rowLines[r] || null;
  each(c.groups, function (g, k) { if (!found && g[0] === r) found = c.tables[k]; });
  return found && rect(found);
}

// From where to where the part reaches that an element says of an axis: null where it says nothing of it.
function areaSide(c, e, axis, box) {
  var from = edge(get(e, EDGES_OF_AREAS[axis][0]), 0, axis, c.grid), to = edge(get(e, EDGES_OF_AREAS[axis][1]), 1, axis, c.grid), f = c.frame;
  var a = from.line, b = to.line, left = box.left + f.bl + f.pl, part = axis ? [box.left + f.bl, box.right - f.br] : [box.top + f.bt, box.bottom - f.bb], first, last;
  if (a === undefined && b === undefined) return null;
  if (a !== undefined && b === undefined && to.span) b = a + to.span;
  if (b !== undefined && a === undefined && from.span) a = b - from.span;
  if (axis) {
    if (c.starts[a] !== undefined) part[0] = left + c.starts[a];
    if (c.starts[b - 1] !== undefined) part[1] = left + c.starts[b - 1] + c.widths[b - 1];
    return part;
  }
  first = rowBox(c, a);
  last = rowBox(c, b - 1);
  if (first) part[0] = first.top;
  if (last) part[1] = last.bottom;
  return part;
}

// Where it would stand between two edges: 0 at the first, 1 at the last; null where nothing is said.
function standingAt(value) {
  value = value.replace(/^(safe|unsafe)\s+/, '');
  return value === 'center' ? 0.5 : /end$|^right$/.test(value) ? 1 : /start$|^left$/.test(value) ? 0 : null;
}

var SIDES_OF_AXIS = [['top', 'bottom', 'height', 'align-self', 'align-items'], ['left', 'right', 'width', 'justify-self', 'justify-items']];

function placeInAreas() {
  var list = [];
  each(containers, function (c) {
    if (c.kind !== 'grid' || !c.starts || c.rtl) return;
    each(c.out, function (e) {
      if (e.parentNode !== c.e || e.offsetParent !== c.e) return;
      var box = rect(c.e), x = { e: e, c: c, box: box, em: num(style(e).fontSize), parts: [areaSide(c, e, 0, box), areaSide(c, e, 1, box)] };
      if (x.parts[0] || x.parts[1]) push(list, x);
    });
  });
  each(list, function (x) {
    each([1, 0], function (axis) {
      var part = x.parts[axis], names = SIDES_OF_AXIS[axis], own = record(x.e).v, f = x.c.frame, room, edges, said, said2, size, at;
      if (!part) return;
      room = part[1] - part[0];
      edges = axis ? [x.box.left + f.bl, x.box.right - f.br] : [x.box.top + f.bt, x.box.bottom - f.bb];
      size = get(x.e, names[2], 'auto');
      if (/%/.test(size) && length(size, room, x.em) !== null) set(x.e, names[2], px(length(size, room, x.em)));
      said = length(get(x.e, names[0]), room, x.em);
      said2 = length(get(x.e, names[1]), room, x.em);
      if (said === null && said2 === null) {
        at = standingAt(get(x.e, names[3], 'auto') === 'auto' ? get(x.c.e, names[4], 'normal') : get(x.e, names[3])) || 0;
        size = rect(x.e)[names[2]];
        own[names[0]] = px(part[0] - edges[0] + at * (room - size));
        set(x.e, names[0], own[names[0]]);
        return;
      }
      if (said !== null) set(x.e, names[0], own[names[0]] = px(part[0] - edges[0] + said));
      if (said2 !== null) set(x.e, names[1], own[names[1]] = px(edges[1] - part[1] + said2));
    });
  });
}

// What both its sides would stretch is as large as its contents, and stands between them as it says.
function placeBetween() {
  var list = [];
  eachThatMaySay(['align-self', 'justify-self'], function (rec) {
    var e = rec.e, cs;
    if (get(e, 'align-self') === undefined && get(e, 'justify-self') === undefined) return;
    cs = style(e);
    if (!/^(absolute|fixed)$/.test(cs.position) || !e.getClientRects().length) return;
    each([1, 0], function (axis) {
      var names = SIDES_OF_AXIS[axis], at = standingAt(get(e, names[3], 'auto')), from = get(e, names[0], 'auto'), to = get(e, names[1], 'auto'), m = axis ? ['margin-left', 'margin-right'] : ['margin-top', 'margin-bottom'];
      if (at === null || from === 'auto' || to === 'auto' || get(e, m[0], '0') === 'auto' || get(e, m[1], '0') === 'auto') return;
      push(list, { e: e, at: at, names: names, margin: m[0], own: num(cs.getPropertyValue(m[0])), before: rect(e), free: get(e, names[2], 'auto') === 'auto' });
    });
  });
  each(list, function (x) { x.from = x.before[x.names[0]]; x.to = x.before[x.names[1]]; });
  each(list, function (x) {
    // One that has a size leaves the rest of its room behind it.
    if (x.free) set(x.e, x.names[1], 'auto');
    else {
      var own = [];
      setForNow(own, x.e, x.names[2], 'auto');
      x.from = rect(x.e)[x.names[0]];
      x.to = rect(x.e)[x.names[1]];
      putBack(x.names[2], own);
    }
  });
  each(list, function (x) { x.more = (x.to - x.from - rect(x.e)[x.names[2]]) * x.at; });
  each(list, function (x) { if (Math.abs(x.more) > 0.3) set(x.e, x.margin, px(x.own + x.more)); });
}

// What `display: contents` leaves of an element: nothing of its box.
var NO_BOX = [['margin', '0'], ['padding', '0'], ['border', '0 none'], ['background', 'none'], ['outline', 'none'], ['-webkit-box-shadow', 'none'], ['float', 'none'], ['position', 'static'], ['opacity', '1'], ['-webkit-transform', 'none']];

function withoutBoxes() {
  eachThatMaySay(['display'], function (rec) {
    if (get(rec.e, 'display') === 'contents' && !isOneBox(rec.e.tagName)) each(NO_BOX, function (x) { set(rec.e, x[0], x[1]); });
  });
}

// Columns that are collapsed. Of rows the place is left on paper, in which nothing is seen.
function collapsed() {
  var columns = [];
  eachThatMaySay(['visibility'], function (rec) {
    var cs = get(rec.e, 'visibility') === 'collapse' ? style(rec.e) : null;
    if (cs && cs.visibility === 'collapse' && /^table-column/.test(cs.display)) push(columns, rec.e);
  });
  if (columns.length) freeze();
  each(columns, dropColumns);
}

// As many columns as HTML lets a cell have.
var MOST_SPANNED = 1000;

function dropColumns(column) {
  var table = tableOf(column), at = 0, count = column.span || 1, taken = [], n, i, k, x, y, row, cell, span;
  if (!table) return;
  for (n = column.previousElementSibling; n && /^col(group)?$/i.test(n.tagName); n = n.previousElementSibling) at += n.span || 1;
  for (i = 0; i < table.rows.length && i < 5000; i++) {
    row = table.rows[i];
    for (k = 0, x = 0; k < row.cells.length && x < 1000; k++) {
      cell = row.cells[k];
      while (taken[x] > i) x++;
      span = Math.min(cell.colSpan, MOST_SPANNED);
      for (y = 0; y < span; y++) taken[x + y] = i + cell.rowSpan;
      if (span === 1 && x >= at && x < at + count) set(cell, 'display', 'none');
      x += span;
    }
  }
  set(column, 'display', 'none');
}

// What a value takes from attributes, `attr(data-width px, 10px)`, and from the colour of text in a gradient,
// where the engine knows neither.
function ofElement(e, value, name, cs) {
  if (name === 'content') return value;
  if (/gradient\(/.test(value)) value = value.replace(/\bcurrentcolor\b/gi, function () { return cs.color; });
  return value.replace(/\battr\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/gi, function (all, inner) {
    var parts = words(inner, ','), head = words(parts[0]), said = e.getAttribute(head[0]), type = head[1] || 'string', n = parseFloat(said);
    if (said !== null && /^type\(/.test(type)) return trim(said);
    if (said !== null && /^(raw-)?string$/.test(type)) return '"' + said.replace(/["\\]/g, '\\$&') + '"';
    if (said !== null && n === n) return n + (type === 'number' ? '' : type);
    return parts.length > 1 ? trim(parts.slice(1).join(',')) : 'var(--)';
  });
}

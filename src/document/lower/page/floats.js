// Floats at the ends of pages. Those that stand beside one another, and beside nothing else, are
// flows of their own, as cells of a row are. What is beside a text is left to the engine.
// Each page that ends among them is laid out anew, so a document has only so many.
var MOST_FLOATS = 400;

function floats(cs) { return (cs.cssFloat || cs['float']) !== 'none'; }

// The floats that begin with one and follow each other, in rows; and the last of them. There are no rows
// where something stands beside them.
function floatRows(first, isBehindText) {
  var rows = [], row = null, last = first, left = 2000, isPlain = !isBehindText, n, cs, r, top;
  for (n = first; n && left > 0; n = n.nextSibling) {
    if (n.nodeType === 3 && !/\S/.test(n.nodeValue)) continue;
    if (n.nodeType !== 1 && n.nodeType !== 3) continue;
    if (n.nodeType === 3) break;
    if (isNoBox(n.tagName) && !/^br$/i.test(n.tagName)) continue;
    cs = style(n);
    if (cs.display === 'none' || isOutOfFlow(cs.position)) continue;
    if (!floats(cs)) break;
    last = n;
    left--;
    r = rect(n);
    if (!r.height || !isPlain) continue;
    top = r.top - Math.max(0, num(cs.marginTop));
    if (row && Math.abs(top - row.top) < 0.6) {
      push(row.cells, n);
      row.bottom = Math.max(row.bottom, r.bottom);
    } else if (row && top < row.bottom - 0.6) isPlain = false;
    else push(rows, row = { top: top, bottom: r.bottom, cells: [n] });
  }
  if (isPlain && row && !isClearOf(first.parentNode, n, row.bottom)) isPlain = false;
  return { rows: isPlain ? rows : [], last: last };
}

// Whether nothing that follows begins above the end of floats.
function isClearOf(around, n, bottom) {
  var cs, guard = 0, left = 200;
  for (; around && guard++ < 50; n = around.nextSibling, around = around.parentNode) {
    if (left <= 0) return false;
    for (; n && left-- > 0; n = n.nextSibling) {
      if (n.nodeType === 3 && /\S/.test(n.nodeValue)) return topOfText(n) >= bottom - 0.6;
      if (n.nodeType !== 1 || isNoBox(n.tagName)) continue;
      cs = style(n);
      if (cs.display === 'none' || isOutOfFlow(cs.position) || !rect(n).height) continue;
      return rect(n).top >= bottom - 0.6;
    }
    if (around === doc.body || rect(around).bottom >= bottom - 0.6) return true;
  }
  return false;
}

function topOfText(n) {
  return rangeOf(n).getBoundingClientRect().top;
}

// Whether a document has room for these as well. They take it.
function takeRoomFor(rows) {
  var count = 0;
  each(rows, function (row) { count += row.cells.length; });
  if (flowOf.floats === undefined) flowOf.floats = MOST_FLOATS;
  if (!count || count > flowOf.floats) return false;
  flowOf.floats -= count;
  return true;
}

function floatPieces(rows, s) {
  each(rows, function (row) {
    if (!s.start) s.start = row.cells[0];
    var p = piece(s, row.top, row.bottom);
    p.cells = row.cells;
    p.floats = true;
  });
}

// What stands in a line and has lines of its own: where the engine puts its last line on that
// of the text around it, browsers put its first.

// Something that stands on the line before a node.
function lineProbe(before) {
  var p = doc.createElement('h2p-x');
  p.setAttribute('style', 'display:inline-block!important;width:0!important;height:0!important;margin:0!important;padding:0!important;border:0!important;vertical-align:baseline!important');
  before.parentNode.insertBefore(p, before);
  return p;
}

function firstText(e) {
  var walker = doc.createTreeWalker(e, 4, null, false), n;
  while ((n = walker.nextNode())) if (/\S/.test(n.nodeValue) && !/^(script|style)$/i.test(n.parentNode.tagName)) return n;
  return null;
}

// Raises elements so that what is wanted of each stands on the line: a probe, or a height.
function raise(list) {
  each(list, function (x) { x.line = lineProbe(x.e); });
  each(list, function (x) { x.off = (x.own ? rect(x.own).bottom : x.at) - rect(x.line).bottom; });
  each(list, function (x) {
    if (x.own) x.own.parentNode.removeChild(x.own);
    x.line.parentNode.removeChild(x.line);
    if (Math.abs(x.off) > 0.2) set(x.e, 'vertical-align', px(x.off));
  });
}

function inlineBaselines() {
  var list = [];
  each(containers, function (c) {
    var e = c.e, cs = style(e), text, first = c.shown && c.shown[0] || c.items[0];
    if (cs.display !== 'inline-block' || cs.verticalAlign !== 'baseline' || !e.parentNode || e.__h2p.item) return;
    if (first && hasNoLine(c, first)) { push(list, { e: e, at: rect(first.e).bottom }); return; }
    if (!c.reaches && rect(e).height - c.frame.v < 1.6 * c.frame.em) return;
    text = firstText(c.shown && c.shown[0] ? c.shown[0].e : e);
    if (text) push(list, { e: e, own: lineProbe(text) });
  });
  raise(list);
}

// Whether a container stands on the end of its first item: a picture, or a box with nothing in it.
function hasNoLine(c, first) {
  var picture = /^(img|svg|canvas|video)$/i.test(first.e.tagName), aligned = false;
  each(c.column ? [first] : c.items, function (it) { if (/baseline/.test(selfAlign(it, 'align-self', 'align-items'))) aligned = true; });
  if (aligned || picture) return picture && !aligned;
  var inner = first.e.getElementsByTagName('*'), brought = inner.length === 1 && inner[0].tagName === 'H2P-X' && !rect(inner[0]).width;
  return !firstText(first.e) && (!inner.length || brought) && !replaced(first.e);
}

// Tables in a line: the innermost first, because what they stand in is as high as they are.
function inlineTables() {
  var levels = [], i;
  eachThatMaySay(['display'], function (rec) {
    if (get(rec.e, 'display') !== 'inline-table') return;
    var cs = style(rec.e), depth = 0, p;
    if (cs.display !== 'inline-table' || cs.verticalAlign !== 'baseline' || !rec.e.parentNode || rec.e.__h2p.item) return;
    for (p = rec.e; p; p = p.parentNode) depth++;
    if (!levels[depth]) levels[depth] = [];
    push(levels[depth], rec.e);
  });
  for (i = levels.length - 1; i >= 0; i--) {
    var list = [];
    each(levels[i] || [], function (e) {
      var cells = firstCells(e), text = null, at = null;
      each(cells, function (cell) {
        var cs = style(cell), f = frame(cell, cs);
        if (!text && !/^(top|middle|bottom)$/.test(cs.verticalAlign)) text = firstText(cell);
        at = Math.max(at === null ? -1e9 : at, rect(cell).bottom - f.pb - f.bb);
      });
      // A row without a line ends on it.
      if (text) push(list, { e: e, own: lineProbe(text) });
      else if (at !== null) push(list, { e: e, at: at });
    });
    raise(list);
  }
}

// What clips its contents stands on the line with its lower edge, and not with its last line.
function clippedBoxes() {
  var list = [];
  each(records, function (rec) {
    if (get(rec.e, 'display') !== 'inline-block' || rec.e.__h2p.item || !rec.e.parentNode) return;
    var cs = style(rec.e);
    if (cs.display !== 'inline-block' || cs.verticalAlign !== 'baseline' || cs.overflowX === 'visible' || replaced(rec.e) || !firstText(rec.e)) return;
    push(list, { e: rec.e, at: rect(rec.e).bottom + num(cs.marginBottom) });
  });
  raise(list);
}

// The cells of the first row.
function firstCells(e) {
  var cells = [], c, display;
  for (c = e.firstElementChild; c && !cells.length; c = c.nextElementSibling) {
    display = style(c).display;
    if (/^table-(row|row-group|header-group|footer-group)$/.test(display)) cells = firstCells(c);
    else if (display === 'table-cell') {
      for (; c && style(c).display === 'table-cell'; c = c.nextElementSibling) push(cells, c);
      return cells;
    }
  }
  return cells;
}

// Columns of items that go on beside themselves: `flex-flow: column wrap` in a box whose height is known.
// Such items are placed in it one by one, and are no part of the flow any more.

// Whether a column has a height at which it may end. Its items are as wide as their contents.
function isWrapping(c) {
  if (!c.column || !c.wrap || c.wraps !== undefined) return !!c.wraps;
  var most = get(c.e, 'max-height', 'none');
  c.wraps = length(get(c.e, 'height'), PAGE.H, c.frame.em) !== null || most !== 'none' && length(most, PAGE.H, c.frame.em) !== null;
  if (c.wraps) isWrapping.left -= c.e.childElementCount;
  return c.wraps = c.wraps && isWrapping.left >= 0;
}

// Items of such columns in a document, at most.
isWrapping.left = 1000;

function wrapColumns() {
  var list = [];
  each(containers, function (c) { if (isWrapping(c) && c.shown && c.shown.length) push(list, c); });
  each(list, function (c) {
    c.have = rect(c.e).height - c.frame.v;
    c.stands = style(c.e).position;
    each(c.shown, function (it) { it.high = rect(it.e).height; });
  });
  each(list, function (c) {
    var lines = linesOfColumn(c);
    // With but a greatest height it is as high as the longest of its columns.
    if (lines.length > 1 && get(c.e, 'height', 'auto') === 'auto') {
      c.have = 0;
      each(lines, function (line) { c.have = Math.max(c.have, line.used); });
    }
    if (lines.length > 1) placeLines(c, lines);
    else if (/^(normal|stretch)$/.test(get(c.e, 'align-content', 'normal'))) each(lines[0].items, function (it) { stretchAcross(it, c.width); });
  });
}

function linesOfColumn(c) {
  var lines = [], line = null, shown = c.reverse ? backwards(c.shown) : c.shown;
  each(shown, function (it) {
    var high = it.high + it.m.top + it.m.bottom;
    if (!line || line.used + c.gapY + high > c.have + 0.5) push(lines, line = { items: [], used: -c.gapY, wide: 0, grow: 0 });
    push(line.items, it);
    line.used += c.gapY + high;
    line.wide = Math.max(line.wide, it.size + it.m.left + it.m.right);
    line.grow += it.grows = parseFloat(get(it.e, 'flex-grow', '0')) || 0;
  });
  if (c.reverse) each(lines, function (line) { line.items = backwards(line.items); });
  return lines;
}

function backwards(list) {
  var out = [], i;
  for (i = list.length - 1; i >= 0; i--) push(out, list[i]);
  return out;
}

// An item that says nothing of its width is as wide as its line.
function stretchAcross(it, wide) {
  var align = selfAlign(it, 'align-self', 'align-items');
  if (!/^(normal|stretch)$/.test(align) || it.replaced && !fillsArea(it.e) || it.m.leftAuto || it.m.rightAuto || get(it.e, 'width', 'auto') !== 'auto' || get(it.e, 'max-width', 'none') !== 'none') return;
  setWidth(it, it.size = Math.max(it.frame.h, wide - it.m.left - it.m.right));
}

function placeLines(c, lines) {
  var mode = get(c.e, 'align-content', 'normal').replace(/^(safe|unsafe)\s+/, ''), free = c.width + c.gapX, more = 0, s, x;
  each(lines, function (line) { free -= line.wide + c.gapX; });
  if (/^(normal|stretch)$/.test(mode)) { more = Math.max(0, free) / lines.length; s = [0, 0]; } else s = share(mode, free, lines.length, c.wrapReverse);
  if (c.wrapReverse) lines = backwards(lines);
  c.filled = true;
  if (c.stands === 'static') set(c.e, 'position', 'relative');
  set(c.e, 'height', px(c.have + (c.frame.border ? c.frame.v : 0)));
  x = (c.rtl ? c.frame.pr : c.frame.pl) + s[0];
  each(lines, function (line) {
    line.wide += more;
    placeLine(c, line, x);
    x += line.wide + c.gapX + s[1];
  });
}

function placeLine(c, line, x) {
  var free = c.have - line.used, s = line.grow || free < 0 ? [0, 0] : share(get(c.e, 'justify-content', 'normal'), free, line.items.length, c.reverse), y = c.frame.pt + s[0];
  each(line.items, function (it) {
    var e = it.e, m = it.m, align = selfAlign(it, 'align-self', 'align-items'), room, at = c.rtl ? m.right : m.left;
    stretchAcross(it, line.wide);
    room = line.wide - it.size - m.left - m.right;
    if (m.leftAuto && m.rightAuto || align === 'center') at += room / 2;
    else if (/end$/.test(align)) at += room;
    if (line.grow && it.grows && free > 0) {
      it.high += free * it.grows / Math.max(1, line.grow);
      set(e, 'min-height', px(it.high - (it.frame.border ? 0 : it.frame.v)));
    }
    each(MARGINS, function (name) { set(e, name, '0'); });
    set(e, 'position', 'absolute');
    set(e, 'top', px(y + m.top));
    set(e, 'bottom', 'auto');
    set(e, c.rtl ? 'right' : 'left', px(x + at));
    set(e, c.rtl ? 'left' : 'right', 'auto');
    y += m.top + it.high + m.bottom + c.gapY + s[1];
  });
}

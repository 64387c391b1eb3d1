// The arithmetic of flexbox: css-flexbox-1, section 9.7.

function flexBase(c, it, width) {
  var basis = get(it.e, 'flex-basis', 'auto'), x = null;
  it.minWidth = declared(it, 'min-width', width);
  it.maxWidth = declared(it, 'max-width', width);
  it.width = declared(it, 'width', width);
  if (it.width === null && CONTENT.test(get(it.e, 'width', ''))) it.width = ofContents(it, width);
  if (basis === 'auto') x = it.width;
  else if (!/content$/.test(basis)) {
    x = length(basis, width, it.frame.em);
    if (x !== null) x = it.frame.border ? Math.max(x, it.frame.h) : x + it.frame.h;
  }
  it.base = x !== null ? x : isDrawing(it.e) ? width : it.wide || it.max;
  it.grow = parseFloat(get(it.e, 'flex-grow', '0')) || 0;
  var shrink = parseFloat(get(it.e, 'flex-shrink', '1'));
  it.shrink = shrink === shrink ? shrink : 1;
}

// The smallest size that an item shrinks to by itself. It needs the smallest width
// of its contents only where it could matter.
function flexMinimum(it) {
  if (get(it.e, 'min-width', 'auto') !== 'auto' && it.minWidth !== null) return it.minWidth;
  if (/^(hidden|auto|scroll)$/.test(it.overflow)) return it.frame.h;
  // Fields that are as wide as a share of what is around them have no least width.
  if (it.replaced && it.width !== null && fillsArea(it.e) && /%/.test(get(it.e, 'width', ''))) return it.frame.h;
  var x = it.replaced && it.width === null ? it.max : smallest(it);
  if (it.width !== null) x = Math.min(x, it.width);
  if (it.maxWidth !== null) x = Math.min(x, it.maxWidth);
  return Math.max(x, it.frame.h);
}

function outer(it, x) { return x + it.m.left + it.m.right; }

function hypothetical(it) {
  var x = it.base;
  if (it.maxWidth !== null) x = Math.min(x, it.maxWidth);
  if (it.minWidth !== null) x = Math.max(x, it.minWidth);
  return Math.max(x, it.frame.h);
}

function solveFlex(c, width) {
  var gap = c.gapX, lines = [], line = [], used = 0;
  each(c.items, function (it) {
    flexBase(c, it, width);
    it.hypo = hypothetical(it);
    // Lines are broken by what items are at least.
    if (c.wrap && it.base < it.max) it.hypo = Math.max(it.hypo, flexMinimum(it));
  });
  each(c.items, function (it) {
    var o = outer(it, it.hypo);
    if (c.wrap && line.length && used + gap + o > width + lostDots(line.length)) { push(lines, line); line = []; used = 0; }
    used += o + (line.length ? gap : 0);
    push(line, it);
  });
  if (line.length) push(lines, line);
  c.lines = lines;
  each(lines, function (l) {
    distribute(l, width - gap * (l.length - 1));
    place(c, l, width);
  });
}

function distribute(line, width) {
  var total = 0;
  each(line, function (it) { total += outer(it, it.hypo); });
  // What is as wide as its contents has lost dots of its own edges, and of those of its items.
  if (total > width && total < width + lostDots(line.length) * (line[0].c.shrinks ? 3 : 1)) width = total;
  var growing = total < width, first = null, guard;
  each(line, function (it) {
    var least = it.least = growing && it.base <= it.hypo ? Math.min(it.hypo, it.base) : flexMinimum(it);
    if (!growing || it.minWidth !== null) it.least = flexMinimum(it);
    if (!growing) it.hypo = Math.max(it.hypo, it.least);
    it.frozen = growing ? !it.grow || it.base > it.hypo : !it.shrink || it.base < it.hypo;
    it.size = it.frozen ? it.hypo : it.base;
  });
  for (guard = 0; guard < line.length + 2; guard++) {
    var rest = width, grow = 0, shrink = 0, open = 0, violation = 0, any = false;
    each(line, function (it) {
      rest -= outer(it, it.frozen ? it.size : it.base);
      if (it.frozen) return;
      open++;
      grow += it.grow;
      shrink += it.shrink * Math.max(0, it.base - it.frame.h);
    });
    if (!open) return;
    if (first === null) first = rest;
    if (growing && grow < 1 && Math.abs(first * grow) < Math.abs(rest)) rest = first * grow;
    each(line, function (it) {
      if (it.frozen) return;
      var x = it.base;
      if (growing && grow) x += rest * it.grow / grow;
      else if (!growing && shrink) x += rest * it.shrink * Math.max(0, it.base - it.frame.h) / shrink;
      var y = x;
      if (it.maxWidth !== null) y = Math.min(y, it.maxWidth);
      if (growing && it.minWidth === null && x < it.max) y = Math.max(y, flexMinimum(it));
      y = Math.max(y, it.least === undefined ? 0 : it.least, it.frame.h);
      it.violation = y - x;
      it.size = y;
      violation += it.violation;
    });
    each(line, function (it) {
      if (it.frozen) return;
      if (Math.abs(violation) < 1e-3 || (violation > 0 && it.violation > 1e-3) || (violation < 0 && it.violation < -1e-3)) {
        it.frozen = true;
        any = true;
      }
    });
    if (!any) return;
  }
}

// What a box as wide as its contents may lack of them: the engine truncates to dots.
function lostDots(count) { return Math.max(0.06, (count + 1) * 0.5 / DOTS); }

// Where free space goes: [before the first, between two].
function share(mode, space, count, reversed) {
  switch (mode.replace(/^(safe|unsafe)\s+/, '')) {
    case 'center': return [space / 2, 0];
    case 'end': case 'right': return [space, 0];
    case 'flex-end': return [reversed ? 0 : space, 0];
    case 'space-between': return space > 0 && count > 1 ? [0, space / (count - 1)] : [0, 0];
    case 'space-around': return space > 0 ? [space / count / 2, space / count] : [space / 2, 0];
    case 'space-evenly': return space > 0 ? [space / (count + 1), space / (count + 1)] : [space / 2, 0];
    case 'start': case 'left': return [0, 0];
    default: return [reversed ? space : 0, 0];
  }
}

// The space before each item of a line, in the order in which they stand.
function place(c, line, width) {
  var used = c.gapX * (line.length - 1), autos = 0;
  each(line, function (it) {
    used += outer(it, it.size);
    autos += (it.m.leftAuto ? 1 : 0) + (it.m.rightAuto ? 1 : 0);
  });
  var space = width - used, auto = autos && space > 0 ? space / autos : 0;
  if (autos && space > 0) space = 0;
  var s = share(get(c.e, 'justify-content', 'normal'), space, line.length, c.reverse);
  var shown = line, i;
  if (c.reverse) { shown = []; for (i = line.length - 1; i >= 0; i--) push(shown, line[i]); }
  line.shown = shown;
  var start = c.rtl ? 'right' : 'left', end = c.rtl ? 'left' : 'right', before = s[0];
  each(shown, function (it, i) {
    it.before = before + it.m[start] + (it.m[start + 'Auto'] ? auto : 0);
    before = it.m[end] + (it.m[end + 'Auto'] ? auto : 0) + c.gapX + s[1];
  });
}

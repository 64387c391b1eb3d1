(function () {
  var sides = document.querySelectorAll('.s'), boxes = [], i, k;
  function num(v) { return parseFloat(v) || 0; }
  function style(e) { return window.getComputedStyle(e, null); }
  // Margin, border and padding on the two sides of an axis.
  function around(c, a, b) {
    return num(c['margin' + a]) + num(c['margin' + b]) + num(c['padding' + a]) + num(c['padding' + b]) +
      num(c['border' + a + 'Width']) + num(c['border' + b + 'Width']);
  }
  for (i = 0; i < sides.length; i++) {
    var side = sides[i], room = { w: num(side.style.width), h: num(side.style.height) };
    for (k = 0; k < side.children.length; k++) {
      var e = side.children[k], c = style(e);
      boxes.push({
        e: e, side: side, room: room, axis: side.getAttribute('data-axis'), c: e.firstChild, align: c.verticalAlign,
        place: /(center|middle)$/.test(e.className) ? 1 : /(left|top)$/.test(e.className) ? 0 : 2,
        h: around(c, 'Left', 'Right'), v: around(c, 'Top', 'Bottom'), ml: num(c.marginLeft), mt: num(c.marginTop),
        border: c.webkitBoxSizing === 'border-box'
      });
    }
  }
  function each(f) { for (var n = 0; n < boxes.length; n++) f(boxes[n]); }
  // As wide as one line, and as narrow as one word.
  each(function (b) { if (b.axis === 'x') b.side.style.width = '100000px'; });
  each(function (b) { if (b.axis === 'x') b.most = b.e.getBoundingClientRect().width + b.h - inside(b.e); });
  each(function (b) { if (b.axis === 'x') b.side.style.width = '0'; });
  each(function (b) { if (b.axis === 'x') b.least = b.e.getBoundingClientRect().width + b.h - inside(b.e); });
  each(function (b) { if (b.axis === 'x') b.side.style.width = b.room.w + 'px'; });
  function inside(e) {
    var c = style(e);
    return num(c.paddingLeft) + num(c.paddingRight) + num(c.borderLeftWidth) + num(c.borderRightWidth);
  }
  // What is declared: percentages are those of the whole side.
  each(function (b) {
    var w = b.e.getAttribute('data-width'), h = b.e.getAttribute('data-height');
    if (w) b.e.style.width = w;
    if (h) b.e.style.height = h;
  });
  each(function (b) {
    var r = b.e.getBoundingClientRect(), extra = b.h - inside(b.e);
    if (b.e.getAttribute('data-width')) b.width = r.width + extra;
    if (b.e.getAttribute('data-height')) b.height = r.height + num(style(b.e).marginTop) + num(style(b.e).marginBottom);
  });
  each(function (b) { if (b.axis !== 'x') b.e.style.width = Math.max(0, (b.width || b.room.w) - b.h) + 'px'; });
  each(function (b) { if (b.axis === 'y') { b.most = b.least = b.e.getBoundingClientRect().height + num(style(b.e).marginTop) + num(style(b.e).marginBottom); } });
  // Two boxes share what there is by what they would like to have.
  function fit(a, b, room) {
    var most = a.most + b.most, least = a.least + b.least, share;
    if (a.size !== undefined && b.size !== undefined) return [a.size, b.size];
    if (a.size !== undefined) return [a.size, Math.max(0, room - a.size)];
    if (b.size !== undefined) return [Math.max(0, room - b.size), b.size];
    if (most <= room) share = most > 0 ? a.most + (room - most) * a.most / most : room / 2;
    else if (least <= room) share = a.least + (room - least) * (a.most - a.least) / (most - least);
    else share = a.least + (room - least) * (least > 0 ? a.least / least : 0.5);
    return [share, room - share];
  }
  function declared(b, name) { return b && b[name] !== undefined ? b[name] : undefined; }
  for (i = 0; i < sides.length; i++) {
    var axis = sides[i].getAttribute('data-axis'), name = axis === 'y' ? 'height' : 'width', at = [], n = 0;
    each(function (b) { if (b.side === sides[i]) { at[b.place] = b; n++; } });
    if (!axis) { each(function (b) { if (b.side === sides[i]) { b.x = 0; b.y = 0; } }); continue; }
    var room = axis === 'y' ? num(sides[i].style.height) : num(sides[i].style.width), none = { most: 0, least: 0, size: 0 }, sizes, b;
    for (k = 0; k < 3; k++) if (at[k]) at[k].size = declared(at[k], name);
    var first = at[0], middle = at[1], last = at[2];
    if (middle) {
      var a = first || none, z = last || none, both = { most: 2 * Math.max(a.most, z.most), least: 2 * Math.max(a.least, z.least) };
      if (!first && !last) both = none;
      else if ((!first || first.size !== undefined) && (!last || last.size !== undefined)) both.size = 2 * Math.max(first ? first.size : 0, last ? last.size : 0);
      sizes = fit(middle, both, room);
      if (!first && !last && middle.size === undefined) sizes[0] = room;
      middle.out = sizes[0];
      middle.from = (room - sizes[0]) / 2;
      var rest = Math.max(0, (room - sizes[0]) / 2);
      if (first) { first.out = first.size === undefined ? rest : first.size; first.from = 0; }
      if (last) { last.out = last.size === undefined ? rest : last.size; last.from = room - last.out; }
    } else {
      sizes = fit(first || none, last || none, room);
      if (first) { first.out = sizes[0]; first.from = 0; }
      if (last) { last.out = sizes[1]; last.from = room - sizes[1]; }
    }
  }
  each(function (b) {
    var w = b.axis === 'x' ? b.out : b.width || b.room.w, h = b.axis === 'y' ? b.out : b.height || b.room.h;
    b.e.style.webkitBoxSizing = 'content-box';
    b.e.style.width = Math.max(0, w - b.h) + 'px';
    b.e.style.height = Math.max(0, h - b.v) + 'px';
    b.e.style.left = (b.axis === 'x' ? b.from : 0) + 'px';
    b.e.style.top = (b.axis === 'y' ? b.from : 0) + 'px';
    b.inner = h - b.v;
  });
  each(function (b) { b.text = b.c.getBoundingClientRect().height; });
  each(function (b) {
    var part = b.align === 'top' ? 0 : b.align === 'bottom' ? 1 : 0.5;
    b.c.style.top = Math.max(0, b.inner - b.text) * part + 'px';
  });
})();

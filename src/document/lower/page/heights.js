// Heights: most come by themselves. What is left is space of containers that are
// higher than what is in them.
function fillHeights() {
  var list = [];
  each(containers, function (c) {
    c.have = rect(c.e).height - c.frame.v;
    c.used = 0;
    if (c.column) {
      var first = c.shown[0], last = c.shown[c.shown.length - 1];
      if (!first) return;
      c.used = rect(last.e).bottom + last.m.bottom - (rect(first.e).top - first.m.top);
    } else {
      var a = c.tables[0], b = c.tables[c.tables.length - 1];
      if (!a) return;
      c.used = rect(b).bottom - rect(a).top;
    }
    if (c.have - c.used > 0.2) push(list, c);
  });
  each(list, function (c) {
    // What is given to one changes what is left in those inside it.
    if (c.depth) c.have = rect(c.e).height - c.frame.v;
    var space = c.have - c.used;
    if (space <= 0.2) return;
    if (c.column) fillColumn(c, space); else fillRows(c, space);
  });
}

function fillColumn(c, space) {
  var grow = 0, autos = 0;
  each(c.shown, function (it) {
    it.grow = parseFloat(get(it.e, 'flex-grow', '0')) || 0;
    grow += it.grow;
    autos += (it.m.topAuto ? 1 : 0) + (it.m.bottomAuto ? 1 : 0);
  });
  if (grow > 0) {
    var zero = 0, heights = [], natural = 0;
    each(c.shown, function (it) {
      var h = rect(it.e).height, basis = get(it.e, 'flex-basis', 'auto');
      push(heights, h);
      if (it.grow && (basis === '0' || basis === '0px' || basis === '0%')) { zero += h; natural++; }
    });
    // With a basis of nothing the whole space is shared, not what is left of it.
    var whole = space + zero, each1 = whole / Math.max(1, grow), bad = false;
    each(c.shown, function (it, i) { if (it.grow && natural && each1 * it.grow < heights[i]) bad = true; });
    each(c.shown, function (it, i) {
      if (!it.grow) return;
      heighten(it, natural && !bad ? each1 * it.grow : heights[i] + space * it.grow / Math.max(1, grow));
    });
    return;
  }
  var y;
  if (autos) {
    each(c.shown, function (it) {
      y = num(style(it.e).marginTop);
      if (it.m.topAuto) set(it.e, 'margin-top', px(y + space / autos));
      if (it.m.bottomAuto) set(it.e, 'margin-bottom', px(num(style(it.e).marginBottom) + space / autos));
    });
    return;
  }
  var s = share(get(c.e, 'justify-content', 'normal'), space, c.shown.length, c.reverse);
  if (!s[0] && !s[1]) return;
  each(c.shown, function (it, i) {
    var more = i ? s[1] : s[0];
    if (more) set(it.e, 'margin-top', px(num(style(it.e).marginTop) + more));
  });
}

function heighten(it, h) {
  var f = it.frame, e = it.e;
  set(e, 'min-height', px(Math.max(0, h - (f.border ? 0 : f.v))));
  var c = e.__h2p && e.__h2p.container;
  if (c && !c.column && c.tables.length === 1) c.tables[0].style.setProperty('height', px(Math.max(0, h - f.v)), '');
}

function fillRows(c, space) {
  var n = c.tables.length, mode = get(c.e, 'align-content', 'normal').replace(/^(safe|unsafe)\s+/, ''), i;
  if (c.kind === 'flex' && !c.wrap) mode = 'stretch';
  if (c.kind === 'grid') {
    var fr = 0;
    each(c.groups, function (g, k) { if (g.length === 1 && c.grid.rowTracks[g[0]].max.fr) fr += c.grid.rowTracks[g[0]].max.fr; });
    if (fr) {
      var whole = space;
      each(c.groups, function (g, k) { if (g.length === 1 && c.grid.rowTracks[g[0]].max.fr) whole += rect(c.tables[k]).height; });
      each(c.groups, function (g, k) {
        var t = g.length === 1 ? c.grid.rowTracks[g[0]].max.fr : 0;
        if (t) c.tables[k].style.setProperty('height', px(whole * t / Math.max(1, fr)), '');
      });
      return;
    }
  }
  if (mode === 'normal' || mode === 'stretch') {
    var able = [];
    each(c.tables, function (t, k) { if (c.kind === 'flex' || !c.groups || !(c.groups[k].length === 1 && c.grid.rowTracks[c.groups[k][0]].max.px !== undefined)) push(able, t); });
    var heights = [];
    each(able, function (t) { push(heights, rect(t).height); });
    each(able, function (t, k) { t.style.setProperty('height', px(heights[k] + space / able.length), ''); });
    return;
  }
  var s = share(mode, space, n, false);
  each(c.tables, function (t, k) {
    var more = k ? c.gapY + s[1] : s[0];
    if (more) t.style.setProperty('margin-top', px(more), 'important');
  });
}

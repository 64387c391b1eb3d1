// Rounded boxes with a thicker side, or with sides of several colours: the engine draws
// parts of one side over another, and hairlines where there is no side. Such borders are
// drawn as shadows within the box.
var SIDES = ['top', 'right', 'bottom', 'left'];

// A value as it is written: the computed one is rounded to whole pixels.
function writtenAs(e, name) {
  var own = e.style.getPropertyValue(name), rules, i;
  if (own) return own;
  try { rules = view.getMatchedCSSRules(e, ''); } catch (x) { rules = null; }
  for (i = rules ? rules.length - 1 : -1; i >= 0; i--) {
    own = rules[i].style.getPropertyValue(name);
    if (own) return own;
  }
  return '';
}

function isHolder(e, cs) {
  if (cs.position === 'static' && (cs.webkitTransform || 'none') === 'none') return false;
  var inner = e.getElementsByTagName('*'), found = inner.length > 400;
  each(inner, function (x) { if (!found && style(x).position === 'absolute') found = true; });
  return found;
}

function sidesOf(e) {
  var cs = style(e), most = 0, list = [], bad = false, uneven = false;
  if (replaced(e) || /^inline$|^table|^none$/.test(cs.display)) return null;
  each(['TopLeft', 'TopRight', 'BottomLeft', 'BottomRight'], function (corner) {
    var r = cs['border' + corner + 'Radius'] || '0';
    if (/%/.test(r)) bad = true;
    most = Math.max(most, num(r));
  });
  if (!most || most > 24 || bad) return null;
  each(SIDES, function (side) {
    var width = num(cs.getPropertyValue('border-' + side + '-width'));
    var kind = cs.getPropertyValue('border-' + side + '-style'), colour = cs.getPropertyValue('border-' + side + '-color');
    if (kind === 'none' || kind === 'hidden' || /^(transparent|rgba\(0, 0, 0, 0\))$/.test(colour)) {
      if (width && kind !== 'none' && kind !== 'hidden') bad = true;
      width = 0;
    } else if (width && kind !== 'solid') bad = true;
    push(list, { width: width, colour: width ? colour : '', side: side });
    if (list[0].width !== width || list[0].colour !== list[list.length - 1].colour) uneven = true;
  });
  list.radius = most;
  return bad || !uneven || isHolder(e, cs) ? null : list;
}

// By how much the hole in a shadow is larger than the box, so that the inner edge of a
// side is as round as that of a border: not at all where it is thicker than its corners.
function growth(radius, width) {
  var rest = Math.max(0.01, radius - width);
  return Math.round(Math.max(1, Math.min(20, (radius * radius + rest * rest) / (2 * rest) - radius)));
}

// Three sides that are alike are a ring; a thicker one lies over the others.
function shadowsOf(list) {
  var out = [], ring = null;
  each(list, function (a) {
    var alike = 0;
    each(list, function (b) { if (a.width && a.width === b.width && a.colour === b.colour) alike++; });
    if (alike === 3) ring = a;
  });
  each(list, function (s) {
    if (!s.width || ring && s.width === ring.width && s.colour === ring.colour) return;
    var more = growth(list.radius, s.width), by = s.width + more;
    var x = s.side === 'left' ? by : s.side === 'right' ? -by : 0;
    var y = s.side === 'top' ? by : s.side === 'bottom' ? -by : 0;
    push(out, [s.width, 'inset ' + x + 'px ' + y + 'px 0 ' + -more + 'px ' + s.colour]);
  });
  sort(out, function (a, b) { return b[0] - a[0]; });
  if (ring) push(out, [0, 'inset 0 0 0 ' + ring.width + 'px ' + ring.colour]);
  return out;
}

function roundedSides() {
  var found = [], boxes = [];
  eachThatMaySay(['border-sides'], function (rec) {
    if (!get(rec.e, 'border-sides') || !rec.e.getClientRects().length) return;
    var list = sidesOf(rec.e);
    if (!list) return;
    push(found, { e: rec.e, sides: list, shadow: writtenAs(rec.e, 'box-shadow') || writtenAs(rec.e, '-webkit-box-shadow') });
    push(boxes, rec.e);
  });
  exact(boxes);
  each(found, function (f) { f.frame = frame(f.e); });
  each(found, function (f) {
    var text = '';
    each(shadowsOf(f.sides), function (s) { text += (text ? ', ' : '') + s[1]; });
    if (f.shadow && f.shadow !== 'none') text += ', ' + f.shadow;
    each(f.sides, function (s) {
      var at = s.side.charAt(0);
      set(f.e, 'padding-' + s.side, px(f.frame['p' + at] + f.frame['b' + at]));
    });
    set(f.e, 'border', '0');
    set(f.e, 'box-shadow', text);
  });
}

// The engine draws no dashes around a round box that it fills: what fills it becomes a shadow within it.
function dashedFills() {
  var list = [];
  eachThatMaySay(['border-sides'], function (rec) {
    var e = rec.e, cs;
    if (get(e, 'border-sides') !== 'dashed' || !e.getClientRects().length) return;
    cs = style(e);
    if (!/dashed|dotted/.test(cs.borderTopStyle + cs.borderBottomStyle + cs.borderLeftStyle) || !num(cs.borderTopLeftRadius) && !num(cs.borderBottomRightRadius)) return;
    if (cs.backgroundImage !== 'none' || cs.display === 'inline' || !(colourParts(cs.backgroundColor) || [0, 0, 0, 0])[3]) return;
    push(list, { e: e, colour: cs.backgroundColor, r: rect(e), shadow: writtenAs(e, 'box-shadow') || writtenAs(e, '-webkit-box-shadow') });
  });
  each(list, function (x) {
    set(x.e, 'background-color', 'transparent');
    set(x.e, 'box-shadow', (x.shadow && x.shadow !== 'none' ? x.shadow + ', ' : '') + 'inset 0 0 0 ' + Math.ceil(Math.max(x.r.width, x.r.height) / 2) + 'px ' + x.colour);
  });
}

// Borders that are gradients: they are painted behind the box, with a hole where it is.
function gradientBorders() {
  var list = [], probe = null;
  eachThatMaySay(['border-image'], function (rec) {
    var value = get(rec.e, 'border-image', 'none'), text, e = rec.e, cs, f, r;
    each(words(value), function (w) { if (/gradient\(/.test(w)) text = w; });
    if (!text || !e.getClientRects().length || replaced(e)) return;
    probe = probe || doc.createElement('h2p-x');
    doc.body.appendChild(probe);
    set(probe, 'background-image', text);
    cs = style(e);
    f = frame(e, cs);
    r = rect(e);
    text = style(probe).backgroundImage;
    if (f.bl + f.br + f.bt + f.bb > 0 && text !== 'none' && cs.backgroundImage === 'none' && !/^(inline|table-row)$/.test(cs.display)) push(list, { e: e, f: f, r: r, text: text, back: behind(e) || '#fff' });
  });
  if (probe) doc.body.removeChild(probe);
  each(list, function (x) {
    var f = x.f, r = x.r, per = Math.min(3 / DOTS, 1, LONGEST_PAINTED / DOTS / Math.max(r.width, r.height)), w = r.width, h = r.height, name = 'h2p-b' + gradientBorders.count++, line = readGradient(x.text, w, h, num(style(x.e).fontSize)), cost = w * per * h * per * DOTS * DOTS, ctx;
    if (!line || line.round || line.conic || cost > gradients.left) return;
    gradients.left -= cost;
    ctx = doc.getCSSCanvasContext('2d', name, Math.max(1, Math.ceil(w * per)), Math.max(1, Math.ceil(h * per)));
    ctx.scale(Math.ceil(w * per) / w, Math.ceil(h * per) / h);
    ctx.fillStyle = x.back;
    ctx.fillRect(0, 0, w, h);
    ctx.fillStyle = alongLine(ctx, line);
    ctx.fillRect(0, 0, w, h);
    ctx.clearRect(f.bl, f.bt, w - f.bl - f.br, h - f.bt - f.bb);
    set(x.e, 'border-color', 'transparent');
    set(x.e, 'background-image', '-webkit-canvas(' + name + ')');
    set(x.e, 'background-size', '100% 100%');
    set(x.e, 'background-position', '0 0');
    set(x.e, 'background-repeat', 'no-repeat');
    set(x.e, 'background-origin', 'border-box');
    set(x.e, 'background-clip', 'border-box');
    set(x.e, 'border-radius', '0');
  });
}
gradientBorders.count = 0;

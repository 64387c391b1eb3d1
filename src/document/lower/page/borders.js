// Rounded boxes with a thicker side, or with sides of several colours: the engine draws
// parts of one side over another, and hairlines where there is no side. Such borders are
// drawn as shadows within the box.
var SIDES = ['top', 'right', 'bottom', 'left'];

// A value as it is written: the computed one is rounded to whole pixels.
function written(e, name) {
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
  each(records, function (rec) {
    if (!get(rec.e, 'border-sides') || !rec.e.getClientRects().length) return;
    var list = sidesOf(rec.e);
    if (!list) return;
    push(found, { e: rec.e, sides: list, shadow: written(rec.e, 'box-shadow') || written(rec.e, '-webkit-box-shadow') });
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

// Corners that a box cuts off what is in it. The engine does so for what it paints with the box,
// and not where the box, or what is in it, stands out of the flow, is moved or shines through: it cuts
// that off straight. So backgrounds that reach into such a corner are given one of their own.
var MOST_ROUND = 4000;

function roundCorners() {
  var left = MOST_ROUND, rules = sideRules('h2pround');
  eachThatMaySay(['overflow-x', 'overflow-y'], function (rec) {
    var e = rec.e, cs, corners;
    if (!/^(hidden|clip|auto|scroll)$/.test(get(e, 'overflow-x', get(e, 'overflow-y', '')))) return;
    if (replaced(e) || !(corners = cornersOf(e, cs = style(e)))) return;
    var inner = e.getElementsByTagName('*'), lies = liesAlone(cs), list = [], i;
    for (i = 0; i < inner.length && left-- > 0; i++) {
      var x = inner[i], own = style(x);
      if (x.ownerSVGElement || own.display === 'none') continue;
      if (lies || liesAlone(own) || x.parentNode.__lies) {
        x.__lies = true;
        if (hasGround(x, own) && x.getClientRects().length === 1) push(list, [x, own]);
      }
    }
    if (lies) roundOver(e, rules);
    each(list, function (y) { roundAs(corners, y[0], y[1], rules); });
  });
  rules.write();
}

// Whether the engine paints a box for itself.
function liesAlone(cs) {
  return cs.position !== 'static' || cs.opacity < 1 || (cs.webkitTransform || 'none') !== 'none';
}

function hasGround(e, cs) {
  if (/^(img|canvas|video)$/i.test(e.tagName)) return true;
  return !/^(inline|table-row|table-row-group|table-header-group|table-footer-group)$/.test(cs.display) &&
    (cs.backgroundImage !== 'none' || !/^(transparent|rgba\(.*, 0\))$/.test(cs.backgroundColor));
}

var CORNERS = [['Left', 'Top'], ['Right', 'Top'], ['Right', 'Bottom'], ['Left', 'Bottom']];

// Where the inner corners of a box are, and how round; null where none is.
function cornersOf(e, cs) {
  var r = rect(e), f, list = [], scale = 1, any = false, sizes = [];
  if ((cs.webkitTransform || 'none') !== 'none') return null;
  each(CORNERS, function (c) {
    var v = words(cs['border' + c[1] + c[0] + 'Radius'] || '0')[0], x = length(v, r.width, 16) || 0;
    push(sizes, x);
    if (x > 1) any = true;
  });
  if (!any) return null;
  each([[0, 1, r.width], [1, 2, r.height], [2, 3, r.width], [3, 0, r.height]], function (s) {
    var sum = sizes[s[0]] + sizes[s[1]];
    if (sum > s[2]) scale = Math.min(scale, s[2] / sum);
  });
  f = frame(e, cs);
  each(CORNERS, function (c, k) {
    var bx = c[0] === 'Left' ? f.bl : f.br, by = c[1] === 'Top' ? f.bt : f.bb;
    push(list, {
      name: 'border-' + c[1].toLowerCase() + '-' + c[0].toLowerCase() + '-radius', side: c,
      x: c[0] === 'Left' ? r.left + bx : r.right - bx, y: c[1] === 'Top' ? r.top + by : r.bottom - by,
      radius: sizes[k] * scale - Math.max(bx, by)
    });
  });
  return list;
}

function roundAs(corners, e, cs, rules) {
  var r = rect(e), any = false;
  each(corners, function (c) {
    var dx = c.side[0] === 'Left' ? r.left - c.x : c.x - r.right, dy = c.side[1] === 'Top' ? r.top - c.y : c.y - r.bottom;
    // What reaches out is cut off elsewhere than in its own corner.
    if (dx < -0.6 || dy < -0.6 || c.radius < 1 || dx > c.radius * 0.3 || dy > c.radius * 0.3) return;
    var radius = c.radius - Math.max(0, dx, dy), has = num(cs['border' + c.side[1] + c.side[0] + 'Radius']);
    if (radius <= has) return;
    set(e, c.name, px(Math.min(radius, r.width, r.height)));
    any = true;
  });
  if (any) roundOver(e, rules);
}

// What lies over all of a box is as round.
function roundOver(e, rules) {
  each(['before', 'after'], function (side) {
    var own = view.getComputedStyle(e, ':' + side);
    if (own && own.content && own.position === 'absolute' && own.top === '0px' && own.left === '0px' && own.right === '0px' && own.bottom === '0px') rules.add(e, side, '-webkit-border-radius:inherit!important');
  });
}

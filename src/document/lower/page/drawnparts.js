// What drawings of SVG 2 have and the engine does not: shapes that styles place and size, symbols as large as what
// shows them, arrows with the colours of their lines, and what lies beside a drawing that shows it.

function drawnParts() {
  attempt(shapesOfStyles);
  attempt(usedSymbols);
  attempt(arrows);
  attempt(shownBeyond);
  attempt(drawnTurns);
}

// What styles say of shapes, the engine knows as attributes.
var OF_SHAPES = { circle: ['cx', 'cy', 'r'], ellipse: ['cx', 'cy', 'rx', 'ry'], rect: ['x', 'y', 'rx', 'ry', 'width', 'height'], image: ['x', 'y', 'width', 'height'], foreignObject: ['x', 'y', 'width', 'height'], use: ['x', 'y'], svg: ['x', 'y'], path: ['d'] };

function shapesOfStyles() {
  each(records, function (rec) {
    var e = rec.e, names = e.ownerSVGElement && OF_SHAPES.hasOwnProperty(e.localName) && OF_SHAPES[e.localName];
    each(names || [], function (name) {
      var said = get(e, name, 'auto'), path = name === 'd' && /^path\(\s*["']([^"']*)["']\s*\)$/.exec(said), x;
      if (path) { e.setAttribute(name, path[1]); return; }
      if (name === 'd' || said === 'auto' || said === 'none') return;
      x = /%$/.test(said) ? said : length(said, null, num(style(e).fontSize) * DOTS);
      if (x !== null) e.setAttribute(name, x);
    });
  });
}

// Symbols are as large as the attributes of the drawing that uses them say, and not as its box is.
function usedSymbols() {
  var list = [];
  each(doc.getElementsByTagName('svg'), function (e) {
    if (e.ownerSVGElement || e.getAttribute('viewBox') || !e.getElementsByTagName('use').length || !e.getClientRects().length) return;
    // Its rectangle is that of what is drawn.
    push(list, [e, num(style(e).width), num(style(e).height)]);
  });
  each(list, function (x) {
    if (x[1] > 0 && x[2] > 0 && (x[1] !== num(x[0].getAttribute('width')) || x[2] !== num(x[0].getAttribute('height')))) {
      x[0].setAttribute('width', x[1]);
      x[0].setAttribute('height', x[2]);
    }
  });
}

// Drawings that show what lies beside them, which the engine cuts off: they become as large as what is in
// them, around a drawing that is as large as they were.
function shownBeyond() {
  var list = [];
  each(doc.getElementsByTagName('svg'), function (e) {
    var cs = style(e), w = num(cs.width), h = num(cs.height), f, by, map, box;
    if (e.ownerSVGElement || cs.overflowX !== 'visible' || !(w > 0 && h > 0) || !e.getClientRects().length || !e.getBBox) return;
    try { box = withLines(e, e.getBBox()); } catch (x) { return; }
    f = frame(e, cs);
    // What is around it is seen where it is.
    if (f.h || f.v || cs.backgroundImage !== 'none' || !/^rgba\(.*, 0\)$|^transparent$/.test(cs.backgroundColor)) return;
    map = mapOf(e, w, h);
    by = 2 + widestStroke(e) / 2;
    // Left, top, right and bottom of what is drawn.
    f = [Math.min(0, (box.x - by) * map[0] + map[2]), Math.min(0, (box.y - by) * map[1] + map[3]), Math.max(w, (box.x + box.width + by) * map[0] + map[2]), Math.max(h, (box.y + box.height + by) * map[1] + map[3])];
    if (box.width + box.height > 0 && (f[0] < 0 || f[1] < 0 || f[2] > w || f[3] > h)) push(list, { e: e, w: w, h: h, f: f, margins: [num(cs.marginLeft), num(cs.marginTop), num(cs.marginRight), num(cs.marginBottom)] });
  });
  if (list.length) freeze();
  each(list, function (x) {
    var e = x.e, f = x.f, inner = doc.createElementNS(SVG, 'svg'), high = f[3] - f[1], wide = f[2] - f[0];
    while (e.firstChild) inner.appendChild(e.firstChild);
    each(['viewBox', 'preserveAspectRatio'], function (name) {
      if (e.getAttribute(name)) inner.setAttribute(name, e.getAttribute(name));
      e.removeAttribute(name);
    });
    each([['x', -f[0]], ['y', -f[1]], ['width', x.w], ['height', x.h], ['overflow', 'visible']], function (p) { inner.setAttribute(p[0], p[1]); });
    e.setAttribute('width', wide);
    e.setAttribute('height', high);
    each([['width', px(wide)], ['height', px(high)], ['max-width', 'none'], ['max-height', 'none'], ['min-width', '0'], ['min-height', '0'], ['margin-left', px(x.margins[0] + f[0])], ['margin-top', px(x.margins[1] + f[1])],
      ['margin-right', px(x.margins[2] + x.w - f[2])], ['margin-bottom', px(x.margins[3] + x.h - f[3])]], function (p) { set(e, p[0], p[1]); });
    e.appendChild(inner);
  });
}

// With lines that are flat, which have no part in what the engine says.
function withLines(e, box) {
  var list = e.querySelectorAll('line,path,polyline'), i, b, p, end = { x: box.x, y: box.y, width: box.width, height: box.height }, right, bottom;
  for (i = 0; i < list.length && i < 500; i++) {
    b = list[i].getBBox();
    if (b.width && b.height || !b.width && !b.height) continue;
    for (p = list[i]; p !== e && /^(line|path|polyline|g|a)$/i.test(p.localName) && !p.getAttribute('transform'); p = p.parentNode);
    if (p !== e) continue;
    if (!end.width && !end.height) end = { x: b.x, y: b.y, width: 0, height: 0 };
    right = Math.max(end.x + end.width, b.x + b.width);
    bottom = Math.max(end.y + end.height, b.y + b.height);
    end.x = Math.min(end.x, b.x); end.width = right - end.x;
    end.y = Math.min(end.y, b.y); end.height = bottom - end.y;
  }
  return end;
}

// How many pixels a unit of a drawing is each way, and where its zero stands.
function mapOf(e, w, h) {
  var box = words((e.getAttribute('viewBox') || '').replace(/,/g, ' ')), said = e.getAttribute('preserveAspectRatio') || '', x, y;
  if (box.length !== 4 || !(box[2] > 0 && box[3] > 0)) return [1, 1, 0, 0];
  x = w / box[2]; y = h / box[3];
  if (!/none/.test(said)) x = y = /slice/.test(said) ? Math.max(x, y) : Math.min(x, y);
  function share(min, max) { return min.test(said) ? 0 : max.test(said) ? 1 : 0.5; }
  return [x, y, (w - box[2] * x) * share(/xMin/, /xMax/) - box[0] * x, (h - box[3] * y) * share(/YMin/, /YMax/) - box[1] * y];
}

function widestStroke(e) {
  var list = e.getElementsByTagName('*'), most = 0, i;
  for (i = 0; i < list.length && i < 300; i++) if (style(list[i]).stroke !== 'none') most = Math.max(most, num(style(list[i]).strokeWidth));
  return most;
}

// Arrows that are turned round at the beginning of a line, and those that have the colours of their line.
var MOST_MARKERS = 200, MOST_IN_MARKER = 100, MOST_MADE = 1000;

function arrows() {
  var made = {}, open = {}, count = 0, looked = 0;
  each(doc.getElementsByTagName('marker'), function (m) {
    if (looked++ > MOST_MARKERS || m.getElementsByTagName('*').length > MOST_IN_MARKER) return;
    var turns = m.getAttribute('orient') === 'auto-start-reverse', own = /context-(stroke|fill)/.test(new XMLSerializer().serializeToString(m));
    if ((turns || own) && m.id) open[m.id] = { e: m, turns: turns, own: own };
  });
  for (var any in open) break;
  if (!any) return;
  each(all('svg *'), function (e) {
    if (!/^(path|line|polyline|polygon)$/i.test(e.localName)) return;
    var cs = style(e), colours = [plainColour(cs.stroke), plainColour(cs.fill)];
    each(['start', 'mid', 'end'], function (end) {
      var m = /url\(["']?[^#"')]*#?([^#"')]+)["']?\)/.exec(cs.getPropertyValue('marker-' + end) || ''), one = m && open[m[1]], back, key;
      if (!one) return;
      back = one.turns && end === 'start';
      if (!back && !one.own) return;
      key = [m[1], back, one.own ? colours.join() : ''].join();
      if (!made[key] && count++ > MOST_MADE) return;
      made[key] = made[key] || markerLike(one, back, colours, m[1] + '-h2p' + key.length + '-' + doc.getElementsByTagName('marker').length);
      set(e, 'marker-' + end, 'url(#' + made[key] + ')');
    });
  });
  for (any in open) if (open[any].turns) open[any].e.setAttribute('orient', 'auto');
}

// What is computed of a colour of a drawing is one in words of its own.
function plainColour(said) { return (said || 'none').replace(/^[^]*(rgba?\([^)]*\)|#[0-9a-f]{6})[^]*$/i, '$1'); }

// A marker beside another, turned round or in the colours of a line.
function markerLike(one, back, colours, id) {
  var m = one.e.cloneNode(true), g = doc.createElementNS(SVG, 'g'), list = m.getElementsByTagName('*');
  m.id = id;
  if (one.turns) m.setAttribute('orient', 'auto');
  each(list, function (e) {
    each(['stroke', 'fill'], function (name) {
      var said = /^context-(stroke|fill)$/.exec(e.style.getPropertyValue(name) || e.getAttribute(name) || '');
      if (said) set(e, name, colours[said[1] === 'stroke' ? 0 : 1]);
    });
  });
  if (back) {
    while (m.firstChild) g.appendChild(m.firstChild);
    g.setAttribute('transform', 'rotate(180 ' + num(m.getAttribute('refX')) + ' ' + num(m.getAttribute('refY')) + ')');
    m.appendChild(g);
    m.setAttribute('overflow', 'visible');
  }
  one.e.parentNode.insertBefore(m, one.e.nextSibling);
  return id;
}

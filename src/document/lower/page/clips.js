// `clip-path` of basic shapes. A background of one colour is drawn in its shape; what else is
// in a box without text is masked. Text is neither clipped nor made a picture.

function placesOf(text, w, h, em) {
  var at = words(text), x = 0.5 * w, y = 0.5 * h, given = 0;
  each(at, function (word) {
    if (word === 'left') x = 0; else if (word === 'right') x = w; else if (word === 'top') y = 0; else if (word === 'bottom') y = h;
    else if (word !== 'center') { if (!given) x = length(word, w, em); else y = length(word, h, em); }
    given++;
  });
  return [x, y];
}

// `rect()` and `xywh()` are other words for `inset()`.
function asInset(value, w, h, em) {
  var m = /^(rect|xywh)\(([^]*)\)$/.exec(value), halves, s, sides, out = '';
  if (!m) return value;
  halves = m[2].split(/\bround\b/);
  s = words(halves[0]);
  function at(i, base, otherwise) { return s[i] === 'auto' ? otherwise : length(s[i], base, em) || 0; }
  sides = m[1] === 'rect' ? [at(0, h, 0), w - at(1, w, w), h - at(2, h, h), at(3, w, 0)] : [at(1, h, 0), w - at(0, w, 0) - at(2, w, 0), h - at(1, h, 0) - at(3, h, 0), at(0, w, 0)];
  each(sides, function (x) { out += px(x) + ' '; });
  return 'inset(' + out + (halves[1] ? 'round' + halves[1] : '') + ')';
}

// The shape as SVG has it, and how it is drawn; null where it is none.
function pathOf(value, w, h, em) {
  var m = /^(polygon|circle|ellipse|inset)\(([^]*)\)/.exec(asInset(trim(value), w, h, em)), bad = false, d = '', rule = '', points = [];
  if (!m) return null;
  function len(word, base) {
    var x = length(word, base, em);
    if (x === null) bad = true;
    return x || 0;
  }
  function round(cx, cy, rx, ry) {
    return {
      d: 'M' + (cx - rx) + ' ' + cy + 'a' + rx + ' ' + ry + ' 0 1 0 ' + 2 * rx + ' 0a' + rx + ' ' + ry + ' 0 1 0 ' + -2 * rx + ' 0Z',
      draw: function (ctx) {
        ctx.save();
        ctx.translate(cx, cy);
        ctx.scale(Math.max(rx, 0.001), Math.max(ry, 0.001));
        ctx.arc(0, 0, 1, 0, 7, false);
        ctx.restore();
      }
    };
  }
  if (m[1] === 'polygon') {
    each(words(m[2], ','), function (point) {
      var two = words(point);
      if (/^(evenodd|nonzero)$/.test(two[0])) { rule = two[0]; return; }
      push(points, [len(two[0], w), len(two[1], h)]);
    });
    each(points, function (p) { d += (d ? 'L' : 'M') + p[0].toFixed(3) + ' ' + p[1].toFixed(3); });
    return bad || points.length < 3 ? null : { d: d + 'Z', rule: rule, draw: function (ctx) { each(points, function (p) { ctx.lineTo(p[0], p[1]); }); } };
  }
  if (m[1] === 'inset') {
    var halves = m[2].split(/\bround\b/), s = words(halves[0]), r = halves[1] ? len(words(halves[1])[0], Math.min(w, h)) : 0;
    var top = len(s[0], h), right = w - len(s[1] || s[0], w), bottom = h - len(s[2] || s[0], h), left = len(s[3] || s[1] || s[0], w);
    if (bad || !(right > left && bottom > top)) return null;
    r = Math.min(r, (right - left) / 2, (bottom - top) / 2);
    return {
      d: 'M' + (left + r) + ' ' + top + 'H' + (right - r) + 'A' + r + ' ' + r + ' 0 0 1 ' + right + ' ' + (top + r) + 'V' + (bottom - r) + 'A' + r + ' ' + r + ' 0 0 1 ' + (right - r) + ' ' + bottom +
        'H' + (left + r) + 'A' + r + ' ' + r + ' 0 0 1 ' + left + ' ' + (bottom - r) + 'V' + (top + r) + 'A' + r + ' ' + r + ' 0 0 1 ' + (left + r) + ' ' + top + 'Z',
      draw: function (ctx) {
        ctx.moveTo(left + r, top);
        ctx.arcTo(right, top, right, bottom, r);
        ctx.arcTo(right, bottom, left, bottom, r);
        ctx.arcTo(left, bottom, left, top, r);
        ctx.arcTo(left, top, right, top, r);
      }
    };
  }
  var parts = m[2].split(/\bat\b/), c = placesOf(parts[1] || 'center', w, h, em), radii = words(parts[0]), both = [];
  if (c[0] === null || c[1] === null) return null;
  var ends = [[c[0], w - c[0]], [c[1], h - c[1]]], near = [], far = [];
  each(ends, function (two, i) {
    near[i] = Math.min(Math.abs(two[0]), Math.abs(two[1]));
    far[i] = Math.max(Math.abs(two[0]), Math.abs(two[1]));
  });
  function radius(word, i) {
    var isCircle = m[1] === 'circle';
    if (!word || word === 'closest-side') return isCircle ? Math.min(near[0], near[1]) : near[i];
    if (word === 'farthest-side') return isCircle ? Math.max(far[0], far[1]) : far[i];
    return len(word, isCircle ? Math.sqrt((w * w + h * h) / 2) : i ? h : w);
  }
  both = [radius(radii[0], 0), radius(m[1] === 'circle' ? radii[0] : radii[1], 1)];
  return bad ? null : round(c[0], c[1], both[0], both[1]);
}

// A picture of the shape, at once: others must be loaded.
function shapePicture(x, colour) {
  var name = 'h2p-k' + clipPaths.count++, cw = Math.ceil(x.w), ch = Math.ceil(x.h), ctx = doc.getCSSCanvasContext('2d', name, cw, ch);
  ctx.scale(cw / x.w, ch / x.h);
  ctx.fillStyle = colour;
  ctx.beginPath();
  x.path.draw(ctx);
  ctx.closePath();
  ctx.fill();
  return '-webkit-canvas(' + name + ')';
}

// What stands behind the contents of a box, in its shape.
function shapeBehind(x) {
  var e = x.e, f = frame(e), svg = doc.createElementNS(SVG, 'svg'), path = doc.createElementNS(SVG, 'path');
  svg.setAttribute('width', x.w);
  svg.setAttribute('height', x.h);
  svg.setAttribute('viewBox', '0 0 ' + x.w + ' ' + x.h);
  path.setAttribute('d', x.path.d);
  path.setAttribute('fill', x.colour);
  if (x.path.rule) path.setAttribute('fill-rule', x.path.rule);
  svg.appendChild(path);
  if (x.cs.position === 'static') set(e, 'position', 'relative');
  if (x.cs.zIndex === 'auto') set(e, 'z-index', '0');
  each([['position', 'absolute'], ['display', 'block'], ['left', px(-f.bl)], ['top', px(-f.bt)], ['width', px(x.w)], ['height', px(x.h)], ['z-index', '-1'], ['margin', '0'], ['max-width', 'none']], function (p) { set(svg, p[0], p[1]); });
  e.insertBefore(svg, e.firstChild);
  set(e, 'background-color', 'transparent');
  set(e, 'box-shadow', 'none');
}

// A background that is no colour, in a box of its own behind the text, which is masked.
function backgroundBehind(x) {
  var e = x.e, f = frame(e), box = doc.createElement('h2p-b');
  each(['background-image', 'background-color', 'background-repeat', 'background-position', '-webkit-background-size'], function (name) {
    set(box, name, x.cs.getPropertyValue(name));
  });
  if (x.cs.position === 'static') set(e, 'position', 'relative');
  if (x.cs.zIndex === 'auto') set(e, 'z-index', '0');
  each([['position', 'absolute'], ['display', 'block'], ['left', px(-f.bl)], ['top', px(-f.bt)], ['width', px(x.w)], ['height', px(x.h)], ['z-index', '-1'],
    ['-webkit-mask-image', shapePicture(x, '#000')], ['-webkit-mask-size', '100% 100%'], ['-webkit-mask-repeat', 'no-repeat']], function (p) { set(box, p[0], p[1]); });
  e.insertBefore(box, e.firstChild);
  set(e, 'background-image', 'none');
  set(e, 'background-color', 'transparent');
  set(e, 'box-shadow', 'none');
}
var SVG = 'http://www.w3.org/2000/svg';

function clipPaths() {
  var rules = sideRules('h2pk'), lost = false, found = [];
  function shape(own) { return own && own.v['clip-path'] && !/^(none|initial|unset)$/.test(own.v['clip-path']) ? own.v['clip-path'] : null; }
  eachThatMaySay(['clip-path'], function (rec) {
    var e = rec.e, value = shape(rec);
    if (value && e.getClientRects().length) push(found, { e: e, value: value });
    each(['before', 'after'], function (side) {
      if (shape(rec[side])) push(found, { e: e, value: shape(rec[side]), side: side });
    });
  });
  each(found, function (x) {
    var cs = x.side ? view.getComputedStyle(x.e, ':' + x.side) : style(x.e), r;
    if (!cs || cs.display === 'none') return;
    if (x.side) {
      if (!cs.content || /^(none|normal)$/.test(cs.content)) return;
      r = sideBox(x.e, x.side, cs);
      x.w = sideOf(r, cs, 0);
      x.h = sideOf(r, cs, 1);
      // As large as the box that it is in, where nothing is said of it: shapes are mostly of shares.
      if (x.w === null) x.w = num(cs.width);
      if (x.h === null) x.h = num(cs.height);
      x.text = !/^(""|'')$/.test(cs.content);
    } else {
      x.w = x.e.offsetWidth || rect(x.e).width;
      x.h = x.e.offsetHeight || rect(x.e).height;
      r = rect(x.e);
      // What is turned is larger than it is.
      if (Math.abs(r.width - x.w) < 1 && Math.abs(r.height - x.h) < 1) { x.w = r.width; x.h = r.height; }
      x.text = /\S/.test(x.e.textContent || '');
    }
    x.path = x.w > 0 && x.h > 0 ? pathOf(x.value, x.w, x.h, num(cs.fontSize)) : null;
    x.cs = cs;
    x.colour = cs.backgroundColor;
    x.pictures = !x.side && !!x.e.querySelector('img,svg,canvas,video');
    x.plain = cs.backgroundImage === 'none' && !x.pictures && !/^(img|svg|canvas|video)$/i.test(x.e.tagName);
  });
  each(found, function (x) {
    var own = {}, large = x.w * x.h * DOTS * DOTS > 2e7;
    if (!x.path) { lost = lost || x.cs; return; }
    // One that touches the sides is made of corners, where the box is a square.
    if (/^circle\(\s*(50%|closest-side)?\s*(at(\s+(center|50%))+)?\s*\)$/.test(x.value)) {
      if (Math.abs(x.w - x.h) < 1) return;
      if (x.side) own['border-radius'] = '0'; else { set(x.e, 'border-radius', '0'); if (get(x.e, 'overflow-x', 'visible') === 'visible') set(x.e, 'overflow', 'visible'); }
    }
    if (x.path.rule === 'evenodd' && !x.plain) lost = true;
    if (x.plain && !(colourParts(x.colour) || [0, 0, 0, 0])[3]) return;
    if (x.plain && !x.side) {
      if (x.cs.position === 'static' && positionedWithin(x.e) || !/block$|^list-item$/.test(x.cs.display)) { lost = true; return; }
      shapeBehind(x);
      return;
    }
    if (x.plain) {
      if (large) { lost = true; return; }
      own['background-image'] = shapePicture(x, x.colour);
      own['background-color'] = 'transparent';
      own['background-origin'] = own['-webkit-background-origin'] = own['background-clip'] = 'border-box';
      own['-webkit-background-size'] = own['background-size'] = '100% 100%';
      own['background-repeat'] = 'no-repeat';
      own['background-position'] = '0 0';
    } else {
      if (large || x.text && (x.side || x.pictures || x.cs.position === 'static' && positionedWithin(x.e))) { lost = true; return; }
      if (x.text) { backgroundBehind(x); return; }
      own['-webkit-mask-image'] = shapePicture(x, '#000');
      own['-webkit-mask-size'] = '100% 100%';
      own['-webkit-mask-origin'] = own['-webkit-mask-clip'] = 'border-box';
      own['-webkit-mask-repeat'] = 'no-repeat';
    }
    own['box-shadow'] = 'none';
    var body = '', key;
    for (key in own) if (x.side) body += key + ':' + own[key] + '!important;'; else set(x.e, key, own[key]);
    if (x.side) rules.add(x.e, x.side, body);
  });
  rules.write();
  if (lost) throw 'clip-path of text on a picture';
}
clipPaths.count = 0;

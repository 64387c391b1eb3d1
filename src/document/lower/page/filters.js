// `filter`: the engine knows none. Colours are reckoned with, pictures are painted anew dot by
// dot, and what throws a shadow is given one that follows its box.
var MOST_FILTERED = 1.5e6;
// Dots of all pictures together, elements that are looked at for one filter, and shadows of one.
var ALL_FILTERED = 6e6, MOST_WITHIN = 5000, MOST_SHADES = 4;

// A number, or a percentage of one.
function amount(text, otherwise) {
  var x = parseFloat(text);
  return x === x ? /%\s*$/.test(text) ? x / 100 : x : otherwise;
}

// The matrix that is so far from nothing (1) to the whole of `m` (0).
function towards(m, rest) {
  var out = [], i;
  for (i = 0; i < 9; i++) push(out, m[i] * (1 - rest) + (i % 4 ? 0 : rest));
  return { m: out, add: 0 };
}

function turnedHue(degrees) {
  var a = degrees * Math.PI / 180, c = Math.cos(a), s = Math.sin(a);
  return { add: 0, m: [
    0.213 + c * 0.787 - s * 0.213, 0.715 - c * 0.715 - s * 0.715, 0.072 - c * 0.072 + s * 0.928,
    0.213 - c * 0.213 + s * 0.143, 0.715 + c * 0.285 + s * 0.14, 0.072 - c * 0.072 - s * 0.283,
    0.213 - c * 0.213 - s * 0.787, 0.715 - c * 0.715 + s * 0.715, 0.072 + c * 0.928 + s * 0.072
  ] };
}

// What one function of a filter makes of colours; null where it does something else.
function colourStep(name, inner) {
  var x = amount(inner, 1), none = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  if (name === 'grayscale') return towards([0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722], 1 - Math.min(1, x));
  if (name === 'sepia') return towards([0.393, 0.769, 0.189, 0.349, 0.686, 0.168, 0.272, 0.534, 0.131], 1 - Math.min(1, x));
  if (name === 'saturate') return towards([0.213, 0.715, 0.072, 0.213, 0.715, 0.072, 0.213, 0.715, 0.072], x);
  if (name === 'brightness') return towards(none, x);
  if (name === 'contrast') return { m: towards(none, x).m, add: 127.5 * (1 - x) };
  if (name === 'invert') { x = Math.min(1, x); return { m: towards(none, 1 - 2 * x).m, add: 255 * x }; }
  if (name === 'hue-rotate') return turnedHue(parseFloat(inner) * (/turn/.test(inner) ? 360 : /grad/.test(inner) ? 0.9 : /rad/.test(inner) ? 180 / Math.PI : 1) || 0);
  return null;
}

// The steps of a filter, and the shadows that it throws.
function readFilter(value) {
  var found = { steps: [], shades: [] };
  each(words(value), function (w) {
    var m = /^([a-z-]+)\(([^]*)\)$/i.exec(w), step = m && colourStep(m[1].toLowerCase(), m[2]);
    if (step) push(found.steps, step);
    else if (m && /^drop-shadow$/i.test(m[1]) && found.shades.length < MOST_SHADES) push(found.shades, m[2]);
  });
  return found;
}

function filteredColour(steps, c) {
  each(steps, function (s) {
    var out = [], i, x;
    for (i = 0; i < 3; i++) {
      x = s.m[3 * i] * c[0] + s.m[3 * i + 1] * c[1] + s.m[3 * i + 2] * c[2] + s.add;
      push(out, x < 0 ? 0 : x > 255 ? 255 : x);
    }
    push(out, c[3]);
    c = out;
  });
  return c;
}

function filteredValue(steps, value) {
  return value.replace(/rgba?\(\s*([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)(?:[,\/ ]+([\d.]+))?\s*\)/g, function (all, r, g, b, a) {
    var c = filteredColour(steps, [+r, +g, +b, a === undefined ? 1 : +a]);
    return 'rgba(' + Math.round(c[0]) + ',' + Math.round(c[1]) + ',' + Math.round(c[2]) + ',' + c[3] + ')';
  });
}

// There are many dots: nothing is made for one of them.
function filterDots(data, steps, back) {
  var count = steps.length, most = data.length, i, k, s, m, r, g, b, x, y, z, a;
  for (i = 0; i < most; i += 4) {
    r = data[i]; g = data[i + 1]; b = data[i + 2]; a = data[i + 3];
    // What is not painted at all stays so.
    if (!a) continue;
    for (k = 0; k < count; k++) {
      s = steps[k];
      m = s.m;
      x = m[0] * r + m[1] * g + m[2] * b + s.add;
      y = m[3] * r + m[4] * g + m[5] * b + s.add;
      z = m[6] * r + m[7] * g + m[8] * b + s.add;
      r = x < 0 ? 0 : x > 255 ? 255 : x;
      g = y < 0 ? 0 : y > 255 ? 255 : y;
      b = z < 0 ? 0 : z > 255 ? 255 : z;
    }
    if (a < 255) {
      a /= 255;
      r = r * a + back[0] * (1 - a);
      g = g * a + back[1] * (1 - a);
      b = b * a + back[2] * (1 - a);
    }
    data[i] = r + 0.5 | 0;
    data[i + 1] = g + 0.5 | 0;
    data[i + 2] = b + 0.5 | 0;
    data[i + 3] = 255;
  }
}

// A picture dot by dot, on what is behind it: a canvas has no half transparent dots on paper. What
// is read of one has several dots for each of its units.
function filteredPicture(e, steps) {
  var box = doc.createElement('canvas'), ctx = box.getContext('2d'), fine = ctx.getImageData(0, 0, 1, 1).width || 1, back = behind(e.parentNode), name = 'h2p-f' + filters.count++, dots;
  var less = Math.min(1, Math.sqrt(MOST_FILTERED / (e.naturalWidth * e.naturalHeight))) / fine, w = Math.max(1, Math.ceil(e.naturalWidth * less)), h = Math.max(1, Math.ceil(e.naturalHeight * less));
  filters.left -= w * h;
  if (filters.left < 0) throw 'so many dots';
  box.width = w;
  box.height = h;
  ctx = box.getContext('2d');
  ctx.drawImage(e, 0, 0, w, h);
  dots = ctx.getImageData(0, 0, w, h);
  filterDots(dots.data, steps, colourParts(back || '#fff') || [255, 255, 255, 1]);
  doc.getCSSCanvasContext('2d', name, w, h).putImageData(dots, 0, 0);
  return '-webkit-canvas(' + name + ')';
}

// What a filter does to an element and all that is in it.
function filterAll(top, steps) {
  var list = [top], now = [], lost = false;
  each(top.getElementsByTagName('*'), function (e) { push(list, e); });
  if (list.length > MOST_WITHIN) return true;
  each(list, function (e) {
    if (e.ownerSVGElement || /^(svg|canvas|video|object|embed|iframe)$/i.test(e.tagName)) { lost = true; return; }
    if (/^img$/i.test(e.tagName)) {
      if (!e.naturalWidth) return;
      // What it has become is no picture any more.
      if (e.__filtered) { lost = true; return; }
      try { push(now, [e, '', filteredPicture(e, steps)]); } catch (x) { lost = true; }
      return;
    }
    var cs = style(e);
    if (/url\(/.test(cs.backgroundImage)) lost = true;
    each(['color', 'background-color', 'border-top-color', 'border-right-color', 'border-bottom-color', 'border-left-color', 'background-image', 'text-shadow', '-webkit-box-shadow'], function (name) {
      var value = cs.getPropertyValue(name), other = value && !/url\(/.test(value) && value !== 'none' ? filteredValue(steps, value) : value;
      if (other !== value && !/^rgba\(0, 0, 0, 0\)$/.test(value)) push(now, [e, name, other]);
    });
  });
  each(now, function (x) {
    if (x[1]) set(x[0], x[1], x[2]);
    else { x[0].__filtered = x[2]; fitted(x[0]); }
  });
  return lost;
}

// Whether a picture is painted up to its corners.
function hasNoClearDot(e) {
  if (e.__solid === undefined) e.__solid = isSolid(e);
  return e.__solid;
}

function isSolid(e) {
  var box = doc.createElement('canvas'), ctx, data, i;
  if (!e.naturalWidth || /\.jpe?g([?#]|$)|^data:image\/jpe?g/i.test(e.src)) return true;
  box.width = box.height = 8;
  ctx = box.getContext('2d');
  try {
    ctx.drawImage(e, 0, 0, 8, 8);
    data = ctx.getImageData(0, 0, 8, 8).data;
  } catch (x) { return false; }
  for (i = 3; i < data.length; i += 4) if (data[i] < 200) return false;
  return true;
}

// A box that is painted throws the shadow of its box, and what is only written that of its
// letters; of what is neither, its parts do. Tells whether some has none.
function throwShade(e, text, isTop) {
  var cs = style(e), em = num(cs.fontSize), c = colourParts(cs.backgroundColor), value, lost = false;
  if (e.ownerSVGElement || /^(svg|canvas)$/i.test(e.tagName)) return true;
  if (/^img$/i.test(e.tagName) && !hasNoClearDot(e)) return true;
  if (/^(img|video|input|button|select|textarea)$/i.test(e.tagName) || c && c[3] > 0.2 || cs.backgroundImage !== 'none') {
    value = shadows(text, em, false);
    if (value) set(e, 'box-shadow', cs.webkitBoxShadow && cs.webkitBoxShadow !== 'none' ? value + ',' + cs.webkitBoxShadow : value);
    return !value;
  }
  if (isTop && (value = shadows(text, em, true))) set(e, 'text-shadow', value);
  each(e.children, function (k) { if (style(k).display !== 'none' && throwShade(k, text, false)) lost = true; });
  return lost;
}

function filters() {
  var list = [], lost = false;
  eachThatMaySay(['filter'], function (rec) {
    var value = get(rec.e, 'filter', 'none');
    if (value !== 'none' && rec.e.getClientRects().length && !rec.e.ownerSVGElement) push(list, [rec.e, readFilter(value)]);
  });
  filters.left = ALL_FILTERED;
  each(list, function (x, at) {
    // Those within each other take all that is in them as often.
    if (at >= 200 || x[0].getElementsByTagName('*').length > MOST_WITHIN) { lost = true; return; }
    // A picture that is filtered is one no more, and cannot be asked.
    if (x[1].shades.length) each(x[0].getElementsByTagName('img'), hasNoClearDot);
    if (x[1].shades.length && /^img$/i.test(x[0].tagName)) hasNoClearDot(x[0]);
    if (x[1].steps.length && filterAll(x[0], x[1].steps)) lost = true;
    each(x[1].shades, function (text) { if (throwShade(x[0], text, true)) lost = true; });
  });
  if (lost) throw 'filter of pictures that are not seen into';
}
filters.count = 0;

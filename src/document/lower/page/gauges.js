// Controls that a browser draws by itself: sliders, colours, progress, meters, and fields of dates,
// which are told as an American would write them.
var GREY = '#b2b2b2', EMPTY_BAR = '#efefef';

// The colour of what is ticked or filled.
function accentOf(e) {
  for (; e && e.nodeType === 1; e = e.parentNode) {
    var v = get(e, 'accent-color');
    if (v === undefined || v === 'inherit') continue;
    if (v === 'auto' || /^var\(/.test(v)) return null;
    if (v === 'currentcolor') v = style(e).color;
    v = colour(modern(v));
    return v && colourText(v);
  }
  return null;
}

// Shapes are functions that draw on a canvas.
function bar(x, y, w, h, fill, stroke, round) {
  return function (ctx) {
    var half = stroke ? 0.5 : 0, l = x + half, t = y + half, r = x + w - half, b = y + h - half, c = Math.max(0, Math.min(round === undefined ? h / 2 - half : round, (r - l) / 2));
    if (r <= l) return;
    ctx.beginPath();
    ctx.moveTo(l + c, t);
    ctx.arcTo(r, t, r, b, c);
    ctx.arcTo(r, b, l, b, c);
    ctx.arcTo(l, b, l, t, c);
    ctx.arcTo(l, t, r, t, c);
    ctx.closePath();
    inked(ctx, fill, stroke);
  };
}

function dot(x, y, r, fill, stroke) {
  return function (ctx) {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI, false);
    inked(ctx, fill, stroke);
  };
}

function inked(ctx, fill, stroke) {
  if (fill) { ctx.fillStyle = fill; ctx.fill(); }
  if (stroke) { ctx.lineWidth = 1; ctx.strokeStyle = stroke; ctx.stroke(); }
}

// A part of a bar: straight where the bar goes on, and round where it ends.
function within(shape, from, wide, h, fill) {
  return function (ctx) {
    ctx.save();
    shape(ctx);
    ctx.clip();
    ctx.fillStyle = fill;
    ctx.fillRect(from, 0, wide, h);
    ctx.restore();
  };
}

function strokeOf(points, colour, width) {
  return function (ctx) {
    ctx.beginPath();
    each(points, function (p, at) { if (at && p) ctx.lineTo(p[0], p[1]); else if (p) ctx.moveTo(p[0], p[1]); });
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.stroke();
  };
}

// What is drawn fills the box of its element. Pictures would have to be waited for, and a canvas
// has no half transparent dots.
function drawInto(x, w, h, shapes) {
  var e = x.e;
  var per = Math.min(6 / DOTS, 1), cw = Math.max(1, Math.ceil(w * per)), ch = Math.max(1, Math.ceil(h * per)), name = 'h2p-u' + drawInto.count++;
  var ctx = doc.getCSSCanvasContext('2d', name, cw, ch);
  ctx.scale(cw / w, ch / h);
  ctx.fillStyle = x.back;
  ctx.fillRect(0, 0, w, h);
  each(shapes, function (shape) { shape(ctx); });
  set(e, 'background-image', '-webkit-canvas(' + name + ')');
  set(e, 'background-size', '100% 100%');
  set(e, 'background-repeat', 'no-repeat');
  set(e, 'background-position', '0 0');
  set(e, 'background-origin', 'border-box');
}
drawInto.count = 0;

// Whether a rule of the document or an attribute says something of an element.
function isSaid(e, of) {
  var found = of(e.style);
  each(view.getMatchedCSSRules(e) || [], function (rule) { if (!isOfBrowser(rule.parentStyleSheet) && of(rule.style)) found = true; });
  return found;
}

function isBare(e) { return isSaid(e, function (own) { return own.webkitAppearance === 'none'; }); }

function fraction(e, from, to, value) {
  var least = parseFloat(e.getAttribute('min')), most = parseFloat(e.getAttribute('max'));
  if (least !== least) least = from;
  if (most !== most) most = to;
  if (value !== value) value = (least + most) / 2;
  return most > least ? Math.max(0, Math.min(1, (value - least) / (most - least))) : 0;
}

// What style sheets say of the parts of a gauge holds where its own look is taken from it. The engine
// reads no number that begins with a point.
var GAUGE_PARTS = ['progress-bar', 'progress-value', 'meter-bar', 'meter-optimum-value', 'meter-suboptimum-value', 'meter-even-less-good-value'];

function gaugeParts(drawn) {
  var css = '';
  each(GAUGE_PARTS, function (part) { css += '.h2pgauge::-webkit-' + part + '{background:transparent!important;border:0!important}'; });
  each(drawn, function (x) { if (/^(progress|meter)$/.test(x.type)) { addClass(x.e, 'h2pgauge'); gaugeParts.any = true; } });
  if (gaugeParts.any) addStyles(css);
  each(all('progress,meter'), function (e) {
    var value = e.getAttribute('value');
    if (/^\s*[-+]?\./.test(value || '')) e.setAttribute('value', '' + (parseFloat(value) || 0));
  });
}

// All is read before anything is changed: whatever is asked after a change lays out the page.
function gauges() {
  var drawn = [], dates = [], fields = [], files = [], ticked = [];
  each(all('input,progress,meter,textarea'), function (e) {
    var type = /^input$/i.test(e.tagName) ? (e.getAttribute('type') || 'text').toLowerCase() : e.tagName.toLowerCase(), r;
    if (!e.getClientRects().length) return;
    if (/^(checkbox|radio)$/.test(type)) baselineOfBox(e, ticked);
    if (DRAWN.hasOwnProperty(type) && !isBare(e)) {
      r = rect(e);
      push(drawn, { e: e, type: type, w: r.width, h: r.height, accent: accentOf(e), back: behind(e) || '#fff', frame: frame(e) });
    } else if (/^(date|time|month|week|datetime-local)$/.test(type)) push(dates, dateField(e, type));
    else if (type === 'file') { if (!isDressed(e)) push(files, { e: e, width: hasNoWidth(e) ? 253 : rect(e).width, place: standingOf(e) }); }
    else if (/^(text|email|tel|url|password|number|textarea)$/.test(type)) fieldWidth(e, type, fields);
  });
  each(ticked, function (x) { set(x[0], 'vertical-align', px(-x[1])); });
  each(fields, function (x) { set(x.e, 'width', px(x.width)); });
  each(dates, writeDate);
  each(files, writeFile);
  gaugeParts(drawn);
  each(drawn, function (x) { DRAWN[x.type](x, x.e, x.w, x.h, x.accent); });
}

// What is to be ticked stands on the line with its lower edge, whatever its margin is. One that has
// no look of a browser stands there as any box does.
function baselineOfBox(e, list) {
  var cs = style(e), below = isBare(e) ? 0 : num(cs.marginBottom);
  if (num(cs.verticalAlign) !== -below && !isSaid(e, function (own) { return own.verticalAlign; })) push(list, [e, below]);
}

var DRAWN = {
  checkbox: function (x, e, w, h, accent) {
    if (!accent || !e.checked || e.disabled) return;
    drawInto(x, 13, 13, [bar(0, 0, 13, 13, accent, null, 2), strokeOf([[3, 6.7], [5.4, 9.1], [10, 4.2]], isLight(accent) ? '#000' : '#fff', 1.8)]);
  },
  radio: function (x, e, w, h, accent) {
    if (accent && e.checked && !e.disabled) drawInto(x, 13, 13, [dot(6.5, 6.5, 6, '#fff', accent), dot(6.5, 6.5, 3.75, accent)]);
  },
  range: function (x, e, w, h, accent) {
    var at = 8 + (w - 16) * fraction(e, 0, 100, parseFloat(e.value)), blue = accent || '#0075ff';
    drawInto(x, w, h, [bar(0, h / 2 - 4, w, 8, EMPTY_BAR, GREY), bar(0, h / 2 - 4, at, 8, blue), dot(at, h / 2, 8, blue)]);
  },
  color: function (x, e, w, h) {
    var value = /^#[0-9a-f]{6}$/i.test(e.value) ? e.value : '#000000';
    drawInto(x, w, h, [bar(0, 0, w, h, EMPTY_BAR, '#767676', 0), bar(5, 6, w - 10, h - 12, value, '#777', 0)]);
    unwritten(x);
  },
  progress: function (x, e, w, h, accent) {
    var value = parseFloat(e.getAttribute('value')), most = parseFloat(e.getAttribute('max')) || 1, track = bar(0, h / 4, w, h / 2, EMPTY_BAR, GREY);
    var from = value === value ? 0 : 0.08 * w, wide = value === value ? w * Math.max(0, Math.min(1, value / most)) : 0.2 * w;
    drawInto(x, w, h, [track, within(bar(0, h / 4, w, h / 2), from, wide, h, accent || '#0075ff')]);
  },
  meter: function (x, e, w, h) {
    var full = w * fraction(e, 0, 1, parseFloat(e.getAttribute('value')) || 0);
    drawInto(x, w, h, [bar(0, h / 4, w, h / 2, EMPTY_BAR, '#d6d6d6'), within(bar(0, h / 4, w, h / 2), 0, full, h, meterColour(e))]);
  }
};

function isLight(text) { var c = colour(text); return !!c && c[0] * 0.299 + c[1] * 0.587 + c[2] * 0.114 > 170; }

// Good, less good, and even less: how far a value is from where its best one lies.
function meterColour(e) {
  function of(name, otherwise) { var v = parseFloat(e.getAttribute(name)); return v === v ? v : otherwise; }
  var min = of('min', 0), max = of('max', 1), low = of('low', min), high = of('high', max), best = of('optimum', (min + max) / 2), v = of('value', 0);
  function part(x) { return x < low ? 0 : x > high ? 2 : 1; }
  var off = Math.abs(part(v) - part(best));
  return off === 0 ? '#107c10' : off === 1 ? '#ffb900' : '#d83b01';
}

// Its value is no text on paper.
function unwritten(x) {
  var f = x.frame;
  set(x.e, 'width', px(x.w - (f.border ? 0 : f.h)));
  set(x.e, 'height', px(x.h - (f.border ? 0 : f.v)));
  set(x.e, 'font-size', '0');
  set(x.e, 'color', 'transparent');
}

// Whether nothing is said of how wide an element is.
function hasNoWidth(e) { return !isSaid(e, function (own) { return !!own.width && own.width !== 'auto'; }); }

// As wide as so many letters of a usual width and one as wide as any.
function fieldWidth(e, type, fields) {
  if (!hasNoWidth(e)) return;
  var cs = style(e), em = num(cs.fontSize), family = cs.fontFamily, size = parseInt(e.getAttribute(type === 'textarea' ? 'cols' : 'size'), 10), f = frame(e, cs), x;
  if (!(size > 0) || type === 'number') size = 20;
  var mono = /^['"]?(monospace|courier|liberation mono|consolas)/i.test(family);
  // What is computed has whole pixels.
  if (em === 13) em = 13.3333;
  if (!mono && !/^['"]?(arial|helvetica|liberation sans|sans-serif)/i.test(family)) return;
  if (type === 'textarea') x = Math.round(size * em * (mono ? 0.6 : 0.5815)) + 15;
  else x = em === 13.3333 && !mono ? size * 8 + 17 : Math.round(size * em * 0.6 + em * (mono ? 0.65 : 0.94));
  push(fields, { e: e, width: x + (f.border ? f.h : 0) });
}

// How an American would write a date or a time, or what stands for its parts.
function dateText(type, value) {
  var m = /^(?:(\d{4})-(\d\d)-(\d\d))?T?(?:(\d\d):(\d\d))?/.exec(value) || [], day = m[1] ? m[2] + '/' + m[3] + '/' + m[1] : 'mm/dd/yyyy';
  var time = m[4] ? ('0' + ((m[4] % 12) || 12)).slice(-2) + ':' + m[5] + (m[4] < 12 ? ' AM' : ' PM') : '--:-- --', w;
  if (type === 'date') return day;
  if (type === 'time') return time;
  if (type === 'datetime-local') return day + ', ' + time;
  if (type === 'month') return /^\d{4}-\d\d$/.test(value) ? value : 'yyyy-mm';
  w = /^(\d{4})-W(\d\d)$/.exec(value);
  return w ? 'Week ' + w[2] + ', ' + w[1] : 'Week --, ----';
}

function dateField(e, type) {
  // What a script has set is not in the attribute.
  var text = dateText(type, /^\d{4}-|^\d\d:\d\d/.test(e.value) ? e.value : e.getAttribute('value') || ''), cs = style(e), em = num(cs.fontSize), mono = /^['"]?(monospace|courier|liberation mono)/i.test(cs.fontFamily), f = frame(e, cs);
  var width = text.length * em * (mono ? 0.6 : 0.5) + (type === 'time' ? 30 : 39) + (f.border ? f.h : 0);
  return {
    e: e, type: type, text: text, width: hasNoWidth(e) ? width : null, back: behind(e) || '#fff',
    icon: !isBare(e) && (cs.backgroundImage || 'none') === 'none' && rect(e).height - f.bt - f.bb >= 10
  };
}

function writeDate(x) {
  var e = x.e, black = '#000';
  if (x.width) set(e, 'width', px(x.width));
  e.value = x.text;
  if (e.value !== x.text) { e.setAttribute('type', 'text'); e.value = x.text; }
  if (!x.icon) return;
  drawInto(x, 14, 14, x.type === 'time'
    ? [dot(7, 7, 5.5, null, black), strokeOf([[7, 3.5], [7, 7.5], [9.5, 8.5]], black, 1.2)]
    : [bar(1.5, 2.5, 11, 10.5, null, black, 1), strokeOf([[2, 4.2], [12, 4.2]], black, 2), strokeOf([[4.5, 1], [4.5, 3]], black, 1.4), strokeOf([[9.5, 1], [9.5, 3]], black, 1.4)]);
  set(e, 'background-size', '14px 14px');
  set(e, 'background-origin', 'content-box');
  set(e, 'background-position', '100% 50%');
}

// Pictures that fill, cover or keep a ratio.
var EMPTY = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

// The number of a ratio; null where there is none.
function ratioOf(e) {
  var v = get(e, 'aspect-ratio', 'auto'), m = v !== 'auto' && /([\d.]+)\s*(?:\/\s*([\d.]+))?/.exec(v), ratio = m ? +m[1] / (m[2] === undefined ? 1 : +m[2]) : 0;
  return ratio > 0 && ratio < Infinity ? ratio : null;
}

// Items of a grid are as high as the highest of their row, and want to be as wide as their
// ratio makes that. Tells whether one has not got that.
function byRatio(c) {
  var any = false;
  each(c.byRow, function (items) {
    var high = 0, list = [];
    each(items || [], function (it) {
      var ratio = it.replaced || it.rowSpan > 1 ? null : ratioOf(it.e);
      if (!ratio || get(it.e, 'height', 'auto') !== 'auto' || !/^(normal|stretch)$/.test(selfAlign(it, 'align-self', 'align-items'))) return;
      var edges = it.frame.border ? 0 : it.frame.v, sides = it.frame.border ? 0 : it.frame.h;
      high = Math.max(high, (it.size - sides) / ratio + edges);
      push(list, { it: it, ratio: ratio, edges: edges, sides: sides });
    });
    each(list, function (x) {
      x.it.byRatio = (high - x.edges) * x.ratio + x.sides;
      if (x.it.byRatio > x.it.size + 0.5) any = true;
    });
  });
  return any;
}

function ratios() {
  eachThatMaySay(['aspect-ratio'], function (rec) {
    var e = rec.e, v = get(e, 'aspect-ratio');
    if (!v || v === 'auto') return;
    var ratio = ratioOf(e), picture = /^(img|svg|canvas|video)$/i.test(e.tagName);
    if (!ratio || !e.getClientRects().length) return;
    if (picture && /^auto/.test(v)) return;
    var f = frame(e), r = rect(e), h = get(e, 'height', 'auto'), w = get(e, 'width', 'auto'), most, least;
    if (h === 'auto') {
      var it = rec.item, x = f.border ? r.width / ratio : (r.width - f.h) / ratio;
      // Its sizes were those of its border box before it was stretched.
      if (it && it.wasBorder) x = r.width / ratio - f.v;
      most = length(get(e, 'max-height'), null, f.em);
      least = length(get(e, 'min-height'), null, f.em);
      if (most !== null) x = Math.min(x, most);
      if (least !== null) x = Math.max(x, least);
      if (picture) set(e, 'height', px(x));
      else boxOfRatio(e, it, f, x);
    } else if (w === 'auto') set(e, 'width', px(f.border ? r.height * ratio : (r.height - f.v) * ratio));
  });
}

// A box that is not a picture: shares of its height are of the one by its ratio. Contents
// that need more may have more, but for those that are cut off.
function boxOfRatio(e, it, f, x) {
  var cut = /^(hidden|auto|scroll|clip)$/.test(style(e).overflowY), shares = [], k;
  for (k = e.firstElementChild; k; k = k.nextElementSibling) {
    if (/%$/.test(get(k, 'height', '')) && !/^(absolute|fixed)$/.test(style(k).position)) push(shares, k);
  }
  if (cut && !(it && it.stretched)) { set(e, 'height', px(x)); return; }
  if (!shares.length) { set(e, 'min-height', px(x)); return; }
  if (it && it.c.column && !cut && get(e, 'min-height', 'auto') === 'auto') {
    // An item of a column is not lower than its contents, and a share of nothing is none.
    each(shares, function (k) { set(k, 'height', 'auto'); });
    x = Math.max(x, rect(e).height - (f.border ? 0 : f.v));
  }
  each(shares, function (k) {
    var h = (x - (f.border ? f.v : 0)) * parseFloat(get(k, 'height')) / 100;
    set(k, 'height', px(Math.max(0, h)));
  });
  // What an item of a column has is its size.
  set(e, it && it.c.column ? 'height' : 'min-height', px(x));
}

function fits() {
  var list = [];
  eachThatMaySay(['object-fit'], function (rec) {
    var e = rec.e, fit = get(e, 'object-fit');
    if (!fit || fit === 'fill' || !/^img$/i.test(e.tagName) || !e.src) return;
    var f = frame(e), r = rect(e);
    if (r.width && r.height && e.naturalWidth) push(list, [e, fit, f, r]);
  });
  // What is drawn in SVG keeps its ratio in any box, but where it says that it does not.
  each(doc.getElementsByTagName('img'), function (e) {
    if (!/^data:image\/svg|\.svg(?:[?#]|$)/i.test(e.src) || !/^(fill|undefined)$/.test(get(e, 'object-fit')) || !e.naturalWidth) return;
    if (/^data:/.test(e.src) && !/viewBox|;base64/.test(e.src)) return;
    if (/preserveAspectRatio\s*(=|%3d)\s*("|'|%22|%27)none/i.test(e.src) || /;base64/i.test(e.src) && /preserveAspectRatio\s*=\s*["']none/i.test(view.atob(e.src.replace(/^[^,]*,/, '')))) return;
    var f = frame(e), r = rect(e), w = r.width - f.h, h = r.height - f.v;
    if (w > 0 && h > 0 && Math.abs(w / h / (e.naturalWidth / e.naturalHeight) - 1) > 0.02) push(list, [e, 'contain', f, r]);
  });
  each(list, function (x) {
    if (x[0].__filtered) return;
    var e = x[0], fit = x[1], f = x[2], r = x[3];
    if (Math.abs((r.width - f.h) / (r.height - f.v) - e.naturalWidth / e.naturalHeight) < 0.004 && fit !== 'none') return;
    paintFitted(e, fit, f, r, 'url("' + e.src.replace(/"/g, '%22') + '")');
  });
}

// The engine counts from the left and the top alone.
function pictureAt(value, e, size, w, h, em) {
  var at = words(value), out = ['50%', '50%'], by = [w / e.naturalWidth, h / e.naturalHeight], scale = size === 'cover' ? Math.max(by[0], by[1]) : Math.min(by[0], by[1]);
  var own = /px/.test(size) ? words(size) : [px(e.naturalWidth * scale), px(e.naturalHeight * scale)], i, axis, off, room;
  if (at.length < 3) return value;
  if (size === '100% 100%') own = [px(w), px(h)];
  for (i = 0; i < at.length; i++) {
    if (at[i] === 'center') continue;
    axis = /^(top|bottom)$/.test(at[i]) ? 1 : 0;
    room = (axis ? h : w) - num(own[axis]);
    off = /^(left|right|top|bottom|center)$/.test(at[i + 1] || 'left') ? 0 : length(at[i + 1], room, em) || 0;
    out[axis] = px(/^(right|bottom)$/.test(at[i]) ? room - off : off);
    if (!/^(left|right|top|bottom|center)$/.test(at[i + 1] || 'left')) i++;
  }
  return out.join(' ');
}

// A picture as the background of its own box.
function paintFitted(e, fit, f, r, image) {
  var w = r.width - f.h, h = r.height - f.v, size = fit;
  if (fit === 'fill') size = '100% 100%';
  // What is painted has not quite the ratio of its picture.
  if (e.__filtered && /^co/.test(fit)) {
    var one = w / e.naturalWidth, other = h / e.naturalHeight, scale = fit === 'cover' ? Math.max(one, other) : Math.min(one, other);
    size = px(e.naturalWidth * scale) + ' ' + px(e.naturalHeight * scale);
  }
  if (fit === 'none') size = e.naturalWidth + 'px ' + e.naturalHeight + 'px';
  if (fit === 'scale-down') size = e.naturalWidth <= w && e.naturalHeight <= h ? e.naturalWidth + 'px ' + e.naturalHeight + 'px' : 'contain';
  set(e, 'background-image', image);
  set(e, 'background-repeat', 'no-repeat');
  set(e, 'background-position', pictureAt(get(e, 'object-position', '50% 50%'), e, size, w, h, f.em));
  set(e, 'background-size', size);
  set(e, 'background-origin', 'content-box');
  set(e, 'background-clip', 'content-box');
  set(e, 'width', px(f.border ? r.width : w));
  set(e, 'height', px(f.border ? r.height : h));
  e.src = EMPTY;
}

// One that has been painted anew.
function fitted(e) {
  var r = rect(e);
  if (r.width && r.height) paintFitted(e, get(e, 'object-fit', 'fill'), frame(e), r, e.__filtered);
}

// Whether an element is a drawing with nothing but a ratio.
function isDrawing(e) { return !!(e.__h2p && e.__h2p.drawing); }

// Drawings as large as their own letters are too small by as many times as the engine has dots in a
// pixel: those whose sides are others with other letters. How large theirs are, something
// beside them tells that is given the same size.
function letteredDrawings() {
  var list = [], letters = [];
  each(doc.getElementsByTagName('svg'), function (e) {
    var p = e.parentNode, cs = style(e), around, said;
    if (e.ownerSVGElement || !p || p.nodeType !== 1) return;
    around = num(style(p).fontSize);
    if (num(cs.fontSize) >= 0.5 * around || !(said = lettersOf(e))) return;
    push(list, { e: e, w: num(cs.width), h: num(cs.height), said: said });
  });
  lettersBeside(list);
  each(list, function (d) { setForNow(letters, d.e, 'font-size', '1000px'); });
  each(list, function (d) {
    var cs = style(d.e), w = num(cs.width), h = num(cs.height);
    d.width = w > d.w + 1 ? w * DOTS / 1000 * d.letters : 0;
    d.height = h > d.h + 1 ? h * DOTS / 1000 * d.letters : 0;
  });
  putBack('font-size', letters);
  function size(e, name, x) {
    if (!(x > 0)) return;
    set(e, name, px(x));
    // What is laid out by us asks what was said.
    if (e.__h2p && e.__h2p.v[name] !== undefined) e.__h2p.v[name] = px(x);
  }
  each(list, function (d) {
    size(d.e, 'width', d.width);
    size(d.e, 'height', d.height);
  });
}

// What is said of the size of an element's letters.
function lettersOf(e) {
  var rules = window.getMatchedCSSRules(e) || [], said = '', i;
  for (i = 0; i < rules.length; i++) said = rules[i].style.fontSize || said;
  return e.style.fontSize || said;
}
// All at once: each change would be laid out for the next.
function lettersBeside(list) {
  each(list, function (d) {
    d.probe = doc.createElement('h2p-x');
    d.probe.style.fontSize = d.said;
    d.e.parentNode.insertBefore(d.probe, d.e);
  });
  each(list, function (d) { d.letters = num(style(d.probe).fontSize); });
  each(list, function (d) { d.e.parentNode.removeChild(d.probe); });
}

// What is as high as it says, and says the height of a share: a function that tells it; null where there is none.
function definiteHeight(e) {
  var p = blockOf(e), given, absolute = style(e).position === 'absolute';
  if (!p || p === root) return null;
  given = get(p, 'height', p.style.height || 'auto');
  if (!absolute && (given === 'auto' || /%$/.test(given) && definiteHeight(p) === null)) return null;
  return function () { var f = frame(p); return rect(p).height - f.bt - f.bb - (absolute ? 0 : f.pt + f.pb); };
}
// Where an element's shares are taken from.
function blockOf(e) {
  var p = e.parentNode, absolute = style(e).position === 'absolute';
  while (absolute && p && p.nodeType === 1 && p !== root && style(p).position === 'static') p = p.parentNode;
  return p && p.nodeType === 1 ? p : null;
}
// The width of which an element's width is a share: with its padding, around what is placed.
function roomAround(e) {
  var p = blockOf(e), pf;
  if (!p) return 0;
  pf = frame(p);
  return rect(p).width - (style(e).position === 'absolute' ? pf.bl + pf.br : pf.h);
}
function wholeWidth(d, f) { return length(d.width, roomAround(d.e), f.em); }

// Drawings with sides of their own that a style calls `auto` have these all the same, and their ratio:
// to the engine such a side is nothing.
function autoSides() {
  var found = [];
  each(doc.getElementsByTagName('svg'), function (e) {
    var w = e.getAttribute('width'), h = e.getAttribute('height');
    if (e.ownerSVGElement || !/^[\d.]+(px)?$/.test(w) || !/^[\d.]+(px)?$/.test(h) || !num(w) || !num(h) || !e.getClientRects().length) return;
    // Where it stands the engine tells by its attributes, whatever its box is.
    var cs = style(e), freeW = !num(cs.width) && saysAuto(e, 'width'), freeH = !num(cs.height) && saysAuto(e, 'height');
    if (freeW || freeH) push(found, { e: e, w: num(w), h: num(h), freeW: freeW, freeH: freeH, high: num(cs.height) });
  });
  each(found, function (x) {
    var cssW = get(x.e, 'width', 'auto'), share = /%$/.test(cssW);
    if (x.freeW) set(x.e, 'width', px(x.freeH ? x.w : x.high * x.w / x.h));
    x.e.__auto = {};
    if (x.freeH) x.e.__auto.list = { e: x.e, ratio: x.h / x.w, freeW: share, width: share ? cssW : '100%' };
  });
}

function saysAuto(e, name) {
  var rules = window.getMatchedCSSRules(e) || [], said = '', i;
  for (i = 0; i < rules.length; i++) said = rules[i].style.getPropertyValue(name) || said;
  return /^(auto|(min-)?intrinsic)$/.test(e.style.getPropertyValue(name) || said);
}

// What a script has set is no rule of the document. Lengths the engine knows.
function shareOf(e, name) {
  var own = e.style.getPropertyValue(name);
  return /%$/.test(own) ? own : 'auto';
}

// Whether all around a drawing is as high as what is in it: a share of that is no height.
function isUnbounded(e) {
  var p = e.parentNode, guard = 0, given;
  if (/^(absolute|fixed)$/.test(style(e).position) || doc.compatMode === 'BackCompat') return false;
  for (; p && p.nodeType === 1 && p !== root && guard++ < 50; p = p.parentNode) {
    given = get(p, 'height', p.style.height || 'auto');
    if (kind(p) || !/^(block|list-item|inline-block)$/.test(style(p).display) || /^(absolute|fixed)$/.test(style(p).position)) return false;
    if (given === 'auto') return p === doc.body || !kind(p.parentNode);
    if (!/%$/.test(given)) return false;
  }
  return false;
}

// Drawings without a height of their own have that of their ratio: the engine gives
// them none, or that of the page.
function drawings(again) {
  if (!drawings.list) {
    drawings.list = [];
    autoSides();
    each(doc.getElementsByTagName('svg'), function (e) {
      if (e.ownerSVGElement) return;
      var box = words((e.getAttribute('viewBox') || '').replace(/,/g, ' ')), w = e.getAttribute('width'), h = e.getAttribute('height');
      if (e.hasAttribute('data-h2p-width')) w = null;
      if (e.hasAttribute('data-h2p-height')) h = null;
      var ratio = box.length === 4 && +box[2] > 0 && +box[3] > 0 ? box[3] / box[2] : 0;
      var cssW = get(e, 'width', shareOf(e, 'width')), cssH = get(e, 'height', shareOf(e, 'height'));
      var shareH = /%$/.test(cssH === 'auto' ? h || '' : cssH), room = shareH ? definiteHeight(e) : null;
      // To the engine a share of a height is as many times too high as it has dots in a pixel.
      if (room !== null) {
        push(drawings.list, { e: e, freeW: true, whole: room, high: cssH === 'auto' ? h : cssH, width: cssW === 'auto' ? w || '100%' : cssW });
        return;
      }
      var freeW = cssW === 'auto' && (!w || /%$/.test(w)), freeH = cssH === 'auto' && (!h || /%$/.test(h)) || shareH && (isInGrid(e) || isUnbounded(e));
      if (e.__auto && e.__auto.list) { push(drawings.list, e.__auto.list); return; }
      if (freeH && ratio) push(drawings.list, { e: e, ratio: ratio, freeW: freeW || /%$/.test(cssW), width: /%$/.test(cssW) ? cssW : '100%' });
      // The engine fits a drawing into another box than its own where only its width is a share.
      else if (ratio && /%$/.test(cssW === 'auto' ? w || '' : cssW)) push(drawings.list, { e: e, freeW: true, kept: true, width: cssW === 'auto' ? w : cssW });
      else if (freeW && ratio && cssH === 'auto') set(e, 'width', px(num(h) / ratio));
      else if (freeW && ratio) { var t = rect(e).height; if (t) set(e, 'width', px(t / ratio)); }
    });
  }
  var sizes = [];
  if (!again) {
    // A share of a container that is yet to be measured is nothing so far.
    each(drawings.list, function (d) {
      if (d.freeW && d.width === '100%' && get(d.e, 'width', 'auto') === 'auto') record(d.e).drawing = true;
      for (var p = d.e.parentNode; p && p.nodeType === 1; p = p.parentNode) {
        if (p.__h2p && kind(p)) { d.later = d.freeW; break; }
      }
    });
  }
  each(drawings.list, function (d) {
    if (d.later && !again) { push(sizes, 1); d.set = !d.kept; return; }
    var p = d.e.parentNode, f = frame(d.e), w = breadthOf(d.e) - (f.border ? 0 : f.h), high = null;
    if (d.freeW && p && p.nodeType === 1 && !(d.e.__h2p && d.e.__h2p.item && d.e.__h2p.item.size !== undefined)) {
      var room = roomAround(d.e);
      var most = length(get(d.e, 'max-width'), room, f.em);
      w = length(d.width, room, f.em);
      if (most !== null) w = Math.min(w, most);
      d.set = true;
    }
    if (d.whole) { push(sizes, [wholeWidth(d, f), length(d.high, d.whole(), f.em)]); d.set = true; return; }
    if (d.kept) { push(sizes, [d.set ? w - (f.border ? 0 : f.h) : 0, 0]); return; }
    high = length(get(d.e, 'max-height', 'none'), null, f.em);
    if (high !== null && w * d.ratio > high) {
      // With a width of its own it is as wide all the same, and drawn in the middle.
      if (d.width === '100%' && get(d.e, 'width', 'auto') === 'auto') { w = high / d.ratio; high = null; }
    } else high = null;
    push(sizes, [w, high === null ? w * d.ratio : high]);
  });
  each(drawings.list, function (d, i) {
    if (sizes[i] === 1) sizes[i] = [1, d.ratio];
    if (d.set && (!d.kept || sizes[i][0] > 0)) set(d.e, 'width', px(sizes[i][0]));
    if (!d.kept && sizes[i][0] > 0) set(d.e, 'height', px(sizes[i][1]));
  });
}

// ---- pictures that could not be had: browsers show what they are called instead, in a
// line, and nothing of those that are called nothing. What is no part of a line is as large
// as its style says all the same.
var LOOK_OF_LOST = ['vertical-align', 'opacity', 'background-color', 'color', 'font-size', 'font-weight', 'text-align', 'float', 'clear',
  '-webkit-box-sizing', '-webkit-border-top-left-radius', '-webkit-border-top-right-radius', '-webkit-border-bottom-left-radius', '-webkit-border-bottom-right-radius'];
each(['top', 'right', 'bottom', 'left'], function (side) {
  push(LOOK_OF_LOST, 'margin-' + side); push(LOOK_OF_LOST, 'padding-' + side);
  push(LOOK_OF_LOST, 'border-' + side + '-width'); push(LOOK_OF_LOST, 'border-' + side + '-style'); push(LOOK_OF_LOST, 'border-' + side + '-color');
});

function lostPictures() {
  each(doc.getElementsByTagName('img'), function (e) { if (e.complete && !e.naturalWidth && (e.getAttribute('src') || e.getAttribute('alt'))) push(lostPictures.found, e); });
  var looks = [];
  each(lostPictures.found, function (e) { push(looks, lookOfLost(e)); });
  each(lostPictures.found, function (e, at) { putName(e, looks[at]); });
}

function lookOfLost(e) {
  var cs = style(e), p = e.parentNode, look = { display: cs.display, values: [] }, line = 'none', levels = 10, n;
  look.small = !(e.getAttribute('width') || e.getAttribute('height')) && num(cs.width) < 3 && num(cs.height) < 3;
  // Without a name it is a box as large as is said, as all are in quirks mode.
  look.stays = !e.getAttribute('alt') || doc.compatMode === 'BackCompat';
  each(['width', 'height'], function (name) { if (saidOfLost(e, name) === undefined) look.stays = false; });
  if (look.stays || e.getAttribute('alt') === null) return look;
  each(LOOK_OF_LOST, function (name) {
    // What is computed of a margin says how wide it is, and not that it is the room beside the box.
    push(look.values, [name, /^margin-(l|r)/.test(name) && saysAuto(e, name) ? 'auto' : cs.getPropertyValue(name)]);
  });
  // A line under the text around goes on under the name.
  for (n = p; look.display === 'inline' && n && n.nodeType === 1 && levels-- && line === 'none'; n = n.parentNode) line = style(n).textDecoration;
  if (line !== 'none') push(look.values, ['text-decoration', line]);
  if (cs.position !== 'static') each(['position', 'top', 'right', 'bottom', 'left'], function (name) { push(look.values, [name, cs.getPropertyValue(name)]); });
  if (look.display === 'inline' && !(p && p.nodeType === 1 && kind(p))) return look;
  each(['width', 'height'], function (name) {
    if (saidOfLost(e, name) === undefined) return;
    look.sized = true;
    push(look.values, [name, cs.getPropertyValue(name)]);
    if (get(e, name) === undefined) say(record(e), name, cs.getPropertyValue(name));
  });
  return look;
}

// What a style or else an attribute says of a side.
function saidOfLost(e, name) {
  var said = e.__h2p && e.__h2p.v[name], own = /^\s*\d+%?\s*$/.exec(e.getAttribute(name) || '');
  if (said === undefined) return own ? own[0] : undefined;
  return said === 'auto' || said === 'initial' ? undefined : said;
}

function putName(e, look) {
  var alt = e.getAttribute('alt'), box, icon;
  if (look.stays) { e.removeAttribute('alt'); return; }
  if (alt === null) {
    if (look.small) { set(e, 'width', '16px'); set(e, 'height', '16px'); }
    return;
  }
  box = doc.createElement('h2p-a');
  icon = doc.createElement('h2p-q');
  box.className = e.className;
  if (e.id) box.id = e.id;
  if (e.getAttribute('style')) box.setAttribute('style', e.getAttribute('style'));
  if (e.getAttribute('data-h2p')) box.setAttribute('data-h2p', e.getAttribute('data-h2p'));
  each(look.values, function (v) { set(box, v[0], v[1]); });
  // Its name is one word to the line that it stands in, as wide as it is.
  if (look.display !== 'inline') set(box, 'display', look.display);
  else if (trim(alt)) {
    set(box, 'display', 'inline-block');
    if (!look.sized) each([['width', 'auto'], ['height', 'auto'], ['min-width', '0'], ['min-height', '0'], ['max-height', 'none']], function (p) { set(box, p[0], p[1]); });
  }
  if (look.sized) set(box, 'overflow', 'hidden');
  // What is known of the picture is known of what stands in its place.
  if (e.__h2p) { box.__h2p = e.__h2p; box.__h2p.e = box; }
  if (trim(alt)) {
    each([['display', 'inline-block'], ['width', '16px'], ['height', '16px'], ['vertical-align', 'bottom']], function (p) { set(icon, p[0], p[1]); });
    box.appendChild(icon);
    box.appendChild(doc.createTextNode(alt));
  }
  e.parentNode.replaceChild(box, e);
}
lostPictures.found = [];

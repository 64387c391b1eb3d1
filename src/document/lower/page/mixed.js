// Lengths of which a part is a percentage: of the containing block.
function mixedLengths() {
  var list = [];
  each(records, function (rec) {
    for (var name in rec.v) {
      if (!SIZES.test(name) || !/^(calc|min|max|clamp)\(/.test(rec.v[name])) continue;
      push(list, [rec.e, name, rec.v[name]]);
    }
  });
  return list;
}

// What is placed by the height of a box, which is known only when it has been filled.
function uprightOf(list) {
  var found = [];
  each(list, function (x) { if (/height$|^top$|^bottom$/.test(x[1]) && style(x[0]).position === 'absolute') push(found, x); });
  return found;
}

// How wide contents would like to be, such a width does not say: of what is in a container it is
// found when that is laid out.
function loosenMixed(list) {
  each(list, function (x) {
    var e = x[0], c = /width$/.test(x[1]) && !e.__h2p.item && !replaced(e) && containerAround(e);
    if (!c || /^(absolute|fixed)$/.test(style(e).position)) return;
    set(e, x[1], /^max/.test(x[1]) ? 'none' : /^min/.test(x[1]) ? '0' : 'auto');
    push(c.mixed = c.mixed || [], x);
  });
}

function writeMixed(list) {
  each(list, function (x) {
    var e = x[0], name = x[1], cs = style(e), p = e.parentNode, base;
    if (!p || p.nodeType !== 1) return;
    if (e.__h2p.item && /width/.test(name)) return;
    if (/^(absolute|fixed)$/.test(cs.position)) p = e.offsetParent || root;
    var f = frame(p), r = rect(p);
    base = /height$|^top$|^bottom$/.test(name) ? r.height - f.v : r.width - f.h;
    if (/^(absolute|fixed)$/.test(cs.position)) base += /height$|^top$|^bottom$/.test(name) ? f.pt + f.pb : f.pl + f.pr;
    var v = length(x[2], base, num(cs.fontSize));
    if (v !== null) set(e, name, px(v));
  });
}

// Lengths of `::before` and `::after` of which a part is a percentage, where their boxes are
// laid out.
function pseudoLengths() {
  var list = [], rules = sideRules('h2pq');
  each(records, function (rec) {
    if (!rec.before && !rec.after) return;
    each(['before', 'after'], function (side) {
      var own = rec[side], name, of = [];
      if (!own || !rec.e.getClientRects().length || rec.e.className && (' ' + rec.e.className + ' ').indexOf(' h2pno' + side + ' ') >= 0) return;
      for (name in own.v) if (SIZES.test(name) && /^(calc|min|max|clamp)\(/.test(own.v[name])) push(of, name);
      if (of.length || ratioIn(own.v['aspect-ratio'])) push(list, { rec: rec, side: side, names: of });
    });
  });
  each(list, function (x) {
    var e = x.rec.e, cs = view.getComputedStyle(e, ':' + x.side), p = e, f, r, body = '', said = {}, ratio;
    if (!cs || !cs.content || cs.display === 'none') return;
    var free = /^(absolute|fixed)$/.test(cs.position);
    if (free && style(e).position === 'static' && (style(e).webkitTransform || 'none') === 'none') p = e.offsetParent || root;
    f = frame(p);
    r = rect(p);
    each(x.names, function (name) {
      var upright = /height$|^top$|^bottom$/.test(name), base = upright ? r.height - f.v : r.width - f.h, v;
      if (free) base += upright ? f.pt + f.pb : f.pl + f.pr;
      v = length(x.rec[x.side].v[name], base, num(cs.fontSize));
      if (v !== null) { said[name] = v; body += name + ':' + px(v) + '!important;'; }
    });
    ratio = ratioIn(x.rec[x.side].v['aspect-ratio']);
    if (ratio) body += sideByRatio(ratio, sideBox(e, x.side, cs), cs, said);
    if (body) rules.add(e, x.side, body);
  });
  rules.write();
}

// The ratio that `16 / 9` says; 0 where there is none.
function ratioIn(value) {
  var m = value && /^\s*([\d.]+)\s*(?:\/\s*([\d.]+))?\s*$/.exec(value);
  return m ? +m[1] / (m[2] === undefined ? 1 : +m[2]) || 0 : 0;
}

// What is said of the sizes of a box before or behind contents. What is computed of it is the size
// of the box that it is in.
function sideBox(e, side, cs) {
  var own = doc.createElement('h2p-i'), text = '', p = e, f, r, x = { em: num(cs.fontSize), free: /^(absolute|fixed)$/.test(cs.position), border: /border/.test(cs.webkitBoxSizing) };
  each(pseudoRules(), function (rule) { if (rule.side === side && matches(e, rule.base)) text += rule.text + ';'; });
  own.setAttribute('style', text);
  if (x.free && style(e).position === 'static' && (style(e).webkitTransform || 'none') === 'none') p = e.offsetParent || root;
  f = frame(p);
  r = rect(p);
  x.room = [r.width - (x.free ? f.bl + f.br : f.h), r.height - (x.free ? f.bt + f.bb : f.v)];
  x.said = function (name) { return length(own.style.getPropertyValue(name) || 'auto', x.room[/height$|^top$|^bottom$/.test(name) ? 1 : 0], x.em); };
  function edges(a, b) { return (x.said('padding-' + a) || 0) + (x.said('padding-' + b) || 0) + num(cs.getPropertyValue('border-' + a + '-width')) + num(cs.getPropertyValue('border-' + b + '-width')); }
  x.around = [edges('left', 'right'), edges('top', 'bottom')];
  x.margins = [(x.said('margin-left') || 0) + (x.said('margin-right') || 0), (x.said('margin-top') || 0) + (x.said('margin-bottom') || 0)];
  return x;
}

// One side of it with all that is around its contents: 0 is the width, 1 the height; null where
// nothing says it.
function sideOf(x, cs, upright) {
  var w = x.said(upright ? 'height' : 'width'), a = x.said(upright ? 'top' : 'left'), b = x.said(upright ? 'bottom' : 'right');
  if (w !== null) return w + (x.border ? 0 : x.around[upright]);
  if (x.free ? a === null || b === null : upright || cs.display !== 'block') return null;
  return Math.max(0, x.room[upright] - (x.free ? a + b : 0) - x.margins[upright]);
}

// The side that follows from the other.
function sideByRatio(ratio, x, cs, said) {
  if (!(ratio > 0) || cs.display === 'inline' && !x.free) return '';
  function add(upright) { return x.border ? 0 : x.around[upright]; }
  var w = said.width !== undefined ? said.width + add(0) : sideOf(x, cs, 0), h = said.height !== undefined ? said.height + add(1) : sideOf(x, cs, 1);
  // What is stretched both ways has its width.
  if (w !== null && (h === null || x.said('height') === null && said.height === undefined && x.said('width') !== null)) return 'height:' + px(Math.max(0, (w - add(0)) / ratio)) + '!important;';
  return h !== null && w === null ? 'width:' + px(Math.max(0, (h - add(1)) * ratio)) + '!important;' : '';
}

// Sums of what is no size of a box: of letters beside lengths, and of shares of the box itself once it is laid out.
var RECKONED = /^(line-height|(letter|word)-spacing|text-indent|font-size|border(-(top|right|bottom|left))?(-width|-spacing)?|outline(-offset|-width)?|vertical-align|(box|text)-shadow)$/;
var OF_BOX = /^(-webkit-)?background-(size|position)$|^border(-\w+-\w+)?-radius$/;

function withoutSums(value, base, em) {
  var out = [], bad = false;
  each(words(value), function (word) {
    var x = /^(calc|min|max|clamp)\(/.test(word) ? length(word, base, em) : 0;
    if (x === null) bad = true;
    push(out, /^(calc|min|max|clamp)\(/.test(word) ? px(x) : word);
  });
  return bad ? null : out.join(' ');
}

function hasSum(rec, name) { return /\b(calc|min|max|clamp)\(/.test(rec.v[name]) && !hasVariable(rec.v[name], name); }

function reckon() {
  var list = [];
  each(records, function (rec) {
    for (var name in rec.v) if (RECKONED.test(name) && hasSum(rec, name)) push(list, { rec: rec, name: name });
  });
  // What hangs on the size of letters has the one that they have in the end.
  sort(list, function (a, b) { return (b.name === 'font-size') - (a.name === 'font-size'); });
  each(list, function (x) {
    var e = x.rec.e, p = e.parentNode, em = num(style(x.name === 'font-size' && p.nodeType === 1 ? p : e).fontSize), base = em, value;
    if (x.name === 'text-indent') base = p.nodeType === 1 ? rect(p).width - frame(p).h : 0;
    value = /shadow$/.test(x.name) ? shadows(x.rec.v[x.name], em, x.name === 'text-shadow', e) : withoutSums(x.rec.v[x.name], base, em);
    if (value !== null) { x.rec.v[x.name] = value; set(e, x.name, value); }
  });
}

function reckonOfBoxes() {
  var list = [];
  each(records, function (rec) {
    for (var name in rec.v) if (OF_BOX.test(name) && hasSum(rec, name) && rec.e.getClientRects().length) push(list, { e: rec.e, name: name, value: rec.v[name], r: rect(rec.e), f: frame(rec.e) });
  });
  each(list, function (x) {
    var w = x.r.width, h = x.r.height, f = x.f, layers = [], both;
    if (/position$/.test(x.name)) return placeBackgrounds(x);
    if (/radius$/.test(x.name)) {
      both = words(x.value, '/');
      layers = [withoutSums(both[0], w, f.em), withoutSums(both[1] || both[0], h, f.em)];
      // A corner of its own has no slash.
      if (layers[0] !== null && layers[1] !== null) set(x.e, x.name, layers.join(x.name === 'border-radius' ? ' / ' : ' '));
      return;
    }
    each(words(x.value, ','), function (layer) {
      both = words(layer);
      push(layers, withoutSums(both[0], w - f.bl - f.br, f.em) + (both[1] ? ' ' + withoutSums(both[1], h - f.bt - f.bb, f.em) : ''));
    });
    if (layers.join().indexOf('null') < 0) set(x.e, x.name, layers.join());
  });
}

// Backgrounds that stand so far from the right or the bottom: the engine knows shares of what a picture
// leaves of its box, and lengths from the left and the top.
function placeBackgrounds(x) {
  var cs = style(x.e), images = words(cs.backgroundImage, ','), sizes = words(cs.backgroundSize || '', ','), origins = words(cs.backgroundOrigin || '', ','), layers = [], f = x.f, own = x.e.__h2p;
  // Another background that counts more stands where it says itself.
  if (own.p.background > own.p[x.name]) return;
  each(words(x.value, ','), function (layer, at) {
    var both = words(layer), origin = origins[at % origins.length] || '', rooms = [x.r.width, x.r.height], size, out = [];
    if (!/^border/.test(origin)) { rooms[0] -= f.bl + f.br; rooms[1] -= f.bt + f.bb; }
    if (/^content/.test(origin)) { rooms[0] -= f.pl + f.pr; rooms[1] -= f.pt + f.pb; }
    size = backgroundSize(images[at % images.length] || '', words(sizes[at % sizes.length] || 'auto'), rooms, f.em);
    each(both, function (word, way) {
      word = word === 'center' ? '50%' : /^(left|top)$/.test(word) ? '0' : /^(right|bottom)$/.test(word) ? '100%' : word;
      var y = length(word, rooms[way] - size[way], f.em);
      push(out, y === null ? word : px(y));
    });
    push(layers, out.join(' '));
  });
  set(x.e, 'background-position', layers.join());
}

// How large a layer's picture is, which is at hand already; a gradient is as large as there is room.
function backgroundSize(image, said, rooms, em) {
  var picture = /^url\(/.test(image) && new Image(), natural, by, w, h;
  if (picture) picture.src = image.replace(/^url\(\s*["']?|["']?\s*\)$/g, '').replace(/\\(.)/g, '$1');
  natural = picture && picture.width ? [picture.width, picture.height] : rooms;
  if (/^(cover|contain)$/.test(said[0])) {
    by = (said[0] === 'cover' ? Math.max : Math.min)(rooms[0] / natural[0], rooms[1] / natural[1]);
    return natural === rooms ? rooms : [natural[0] * by, natural[1] * by];
  }
  // What is computed of it is in dots.
  function side(word, room) { var x = length(word, room * DOTS, em); return x === null ? x : x / DOTS; }
  w = side(said[0], rooms[0]);
  h = side(said[1] || 'auto', rooms[1]);
  if (w === null && h === null) return natural;
  if (natural === rooms) return [w === null ? rooms[0] : w, h === null ? rooms[1] : h];
  return [w === null ? h * natural[0] / natural[1] : w, h === null ? w * natural[1] / natural[0] : h];
}

// How high a line of an element is, which `1lh` stands for. Where nobody says it, it is that of its font.
var FONT = ['font-family', 'font-size', 'font-weight', 'font-style'], fontLines = {};

function lineUnit(e) {
  var cs = style(e), said = num(cs.lineHeight), font = '', box;
  // Of a number of times the letters the engine says it in other dots.
  if (cs.lineHeight !== 'normal') return said < num(cs.fontSize) / 2 ? said * DOTS : said;
  each(FONT, function (name) { font += cs.getPropertyValue(name) + ';'; });
  if (fontLines[font] === undefined && doc.body) {
    box = doc.createElement('h2p-x');
    set(box, 'display', 'block'); set(box, 'position', 'absolute'); set(box, 'visibility', 'hidden'); set(box, 'line-height', 'normal');
    each(FONT, function (name) { set(box, name, cs.getPropertyValue(name)); });
    box.appendChild(doc.createTextNode('x'));
    doc.body.appendChild(box);
    fontLines[font] = rect(box).height;
    doc.body.removeChild(box);
  }
  return fontLines[font] || 0;
}

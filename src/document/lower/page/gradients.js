// Gradients: the engine paints them dot by dot, as large as their boxes. Small pictures
// are drawn of them here, which are as large as they have to be.
var GRADIENT = /-webkit-(repeating-)?(linear|radial)-gradient\(|-webkit-gradient\(linear/;
// Pixels of the pictures, all together and of the longer side of one.
var MOST_PAINTED = 2e7, LONGEST_PAINTED = 2000;
var gradients = { names: {}, count: 0, left: MOST_PAINTED };

// A place on a line: in parts of its length. `null` where there is none.
function stopPart(word, size, em) {
  if (/%$/.test(word)) return parseFloat(word) / 100;
  var x = length(word, size, em || 16);
  return x === null ? null : x / (size || 1);
}

function placeOf(word, size) {
  var at = word === 'left' || word === 'top' ? 0 : word === 'right' || word === 'bottom' ? 1 : word === 'center' ? 0.5 : stopPart(word, size);
  return at === null ? null : at * size;
}

// The colours and where they stand, as CSS spaces those without a place of their own.
function stopsOf(parts, size, em) {
  var list = [], bad = false;
  each(parts, function (part) {
    var two = words(part), at = two.length > 1 ? stopPart(two[1], size, em) : null, told = at >= 20 && list.length ? 100 * at - 2000 : -1, stop;
    // What is to be added to the place of a stop is told behind all (gradient_stops.rs).
    if (told >= 0) {
      stop = list[Math.floor(told / 1000) % 50];
      if (stop && stop.at !== null) stop.at += (told % 1000 - 500) * (told < 50000 ? 1 : (em || 16) / 100) / (size || 1);
      return;
    }
    if (two.length > 2 || two.length > 1 && at === null) bad = true;
    push(list, { colour: two[0], at: at });
  });
  return bad || list.length < 2 ? null : spacedStops(list);
}

// None is before another, and those without a place are as far apart as their neighbours let them.
function spacedStops(list) {
  var last, i, j;
  if (list[0].at === null) list[0].at = 0;
  if (list[list.length - 1].at === null) list[list.length - 1].at = 1;
  last = list[0].at;
  each(list, function (x) { if (x.at !== null) last = x.at = Math.max(last, x.at); });
  for (i = 1; i < list.length; i++) {
    if (list[i].at !== null) continue;
    for (j = i; list[j].at === null;) j++;
    list[i].at = list[i - 1].at + (list[j].at - list[i - 1].at) / (j - i + 1);
  }
  return list;
}

// Those of a pattern that goes on from end to end.
function repeated(list) {
  var first = list[0].at, span = list[list.length - 1].at - first, all = [], k;
  if (!(span > 0.0005)) return null;
  if (list.length / span > 1000) return null;
  for (k = Math.floor(-first / span); first + k * span < 1; k++) each(list, function (x) { push(all, { colour: x.colour, at: x.at + k * span }); });
  return all;
}

function linearLine(head, w, h) {
  var two = words(head), x = 0, y = 0, angle = /^(-?[\d.]+)deg$/.exec(head);
  if (angle) {
    angle = angle[1] * Math.PI / 180;
    x = Math.cos(angle); y = -Math.sin(angle);
    if (Math.abs(x) < 1e-9) x = 0;
    if (Math.abs(y) < 1e-9) y = 0;
  } else {
    each(two, function (side) {
      if (side === 'left') x = 1; else if (side === 'right') x = -1; else if (side === 'top') y = 1; else if (side === 'bottom') y = -1;
    });
    // From corner to corner, the middle leads through the other two.
    if (x && y) { x *= h; y *= w; }
  }
  var long = Math.sqrt(x * x + y * y);
  if (!long) return null;
  x /= long; y /= long;
  var size = Math.abs(w * x) + Math.abs(h * y);
  return { size: size, flat: !x || !y, upright: !x, from: [w / 2 - x * size / 2, h / 2 - y * size / 2], to: [w / 2 + x * size / 2, h / 2 + y * size / 2] };
}

function radialLine(position, shape, w, h) {
  var at = words(position), x = placeOf(at[0], w), y = placeOf(at[1] || '50%', h), two = words(shape), rx, ry;
  if (x === null || y === null) return null;
  if (stopPart(two[0], 1) !== null) {
    rx = stopPart(two[0], w) * w;
    ry = stopPart(two[1] || two[0], h) * h;
  } else {
    var circle = /circle/.test(shape), near = /closest|contain/.test(shape), corner = /corner|cover/.test(shape) || !/side|contain/.test(shape), pick = near ? Math.min : Math.max;
    rx = pick(Math.abs(x), Math.abs(w - x)); ry = pick(Math.abs(y), Math.abs(h - y));
    if (circle && corner) rx = ry = Math.sqrt(rx * rx + ry * ry);
    else if (circle) rx = ry = pick(rx, ry);
    else if (corner) { rx *= Math.SQRT2; ry *= Math.SQRT2; }
  }
  return rx > 0.01 && ry > 0.01 ? { size: rx, round: true, x: x, y: y, ry: ry } : null;
}

// One that turns is told behind one that is not seen: conic.rs.
function conicLine(parts, w, h) {
  var at = [], stops = [];
  each(parts, function (part, i) {
    var two = words(part), x = parseFloat(two[1]);
    if (i > 1 && i < 5) push(at, x - 1000 * (i - 1)); else if (i > 4) push(stops, { colour: two[0], at: (x - 4000) / 100 });
  });
  return { size: 1, conic: true, sharp: true, angle: at[0] * Math.PI / 180 - Math.PI / 2, x: at[1] / 100 * w, y: at[2] / 100 * h, stops: stops };
}

// Wedge by wedge, as fine as colours change.
function paintConic(ctx, line, w, h) {
  var far = Math.sqrt(w * w + h * h) + 1, list = line.stops, last = list[list.length - 1];
  function wedge(from, to, paint) {
    if (!(to > from)) return;
    ctx.fillStyle = paint;
    ctx.beginPath();
    ctx.moveTo(line.x, line.y);
    ctx.arc(line.x, line.y, far, line.angle + from * 2 * Math.PI, line.angle + to * 2 * Math.PI, false);
    ctx.closePath();
    ctx.fill();
  }
  ctx.save();
  ctx.beginPath(); ctx.rect(0, 0, w, h); ctx.clip();
  wedge(0, Math.min(1, list[0].at), list[0].colour);
  each(list, function (b, i) {
    var a = list[i - 1], k, steps, x, y, mixed;
    if (!a || b.at <= 0 || a.at >= 1) return;
    if (a.colour === b.colour) return wedge(Math.max(0, a.at), Math.min(1, b.at), a.colour);
    x = colour(a.colour) || [0, 0, 0, 0]; y = colour(b.colour) || [0, 0, 0, 0];
    steps = Math.max(1, Math.ceil((b.at - a.at) * 180));
    for (k = 0; k < steps; k++) {
      mixed = [];
      each(x, function (c, j) { push(mixed, c + (y[j] - c) * (k + 0.5) / steps); });
      // Each reaches a little under the next, so that nothing shines through between them.
      wedge(Math.max(0, a.at + (b.at - a.at) * k / steps), Math.min(1, a.at + (b.at - a.at) * (k + (mixed[3] > 0.99 ? 1.3 : 1)) / steps, b.at),
        'rgba(' + Math.round(mixed[0]) + ',' + Math.round(mixed[1]) + ',' + Math.round(mixed[2]) + ',' + mixed[3] + ')');
    }
  });
  wedge(Math.max(0, last.at), 1, last.colour);
  ctx.restore();
}

// What a gradient is in a box, or nothing where the engine shall paint it.
function readGradient(text, w, h, em) {
  var inner = text.substring(text.indexOf('(') + 1, text.lastIndexOf(')')), parts = words(inner, ','), line, list, stops = [];
  if (/^-webkit-gradient/.test(text)) {
    var a = words(parts[1]), b = words(parts[2]), from = [placeOf(a[0], w), placeOf(a[1], h)], to = [placeOf(b[0], w), placeOf(b[1], h)];
    var x = to[0] - from[0], y = to[1] - from[1];
    line = { size: Math.sqrt(x * x + y * y), flat: !x || !y, upright: !x, from: from, to: to };
    each(parts.slice(3), function (part) {
      var own = words(part.substring(part.indexOf('(') + 1, part.lastIndexOf(')')), ',');
      if (/^from/.test(part)) push(stops, own[0] + ' 0%');
      else if (/^to/.test(part)) push(stops, own[0] + ' 100%');
      else push(stops, own[1] + ' ' + (/%$/.test(own[0]) ? own[0] : own[0] * 100 + '%'));
    });
    if (!line.size) return null;
  } else if (/linear/.test(text) && parts.length > 6 && / 1\d\d\d(\.\d+)?%$/.test(parts[3])) return conicLine(parts.slice(1), w, h);
  else if (/linear/.test(text)) {
    line = linearLine(parts[0], w, h);
    stops = parts.slice(1);
  } else {
    line = radialLine(parts[0], parts[1], w, h);
    stops = parts.slice(2);
  }
  list = line && stopsOf(stops, line.size, em);
  if (list && /repeating/.test(text)) list = repeated(list);
  if (!list) return null;
  line.stops = list;
  line.sharp = /repeating/.test(text);
  for (var i = 1; i < list.length; i++) if (list[i].at - list[i - 1].at < 0.002) line.sharp = true;
  return line;
}

function addStops(g, list, low, high) {
  each(list, function (stop) { g.addColorStop(Math.max(0, Math.min(1, (stop.at - low) / (high - low))), stop.colour); });
}

// What paints along a line, which reaches as far as its stops do.
function alongLine(ctx, line) {
  var list = line.stops, low = Math.min(0, list[0].at), high = Math.max(1, list[list.length - 1].at), dx = line.to[0] - line.from[0], dy = line.to[1] - line.from[1];
  var g = ctx.createLinearGradient(line.from[0] + dx * low, line.from[1] + dy * low, line.from[0] + dx * high, line.from[1] + dy * high);
  addStops(g, list, low, high);
  return g;
}

// A picture of a gradient in a room that one tile fills, or many.
function paintGradient(line, tile, w, h) {
  // In units of the canvas, which has a dot of the layout for each part of one.
  var fine = line.sharp || line.flat || Math.max(w, h) < 60 ? 3 : 2, per = Math.min(fine / DOTS, LONGEST_PAINTED / DOTS / Math.max(w, h), 1);
  var cw = Math.max(1, Math.ceil(w * per)), ch = Math.max(1, Math.ceil(h * per));
  if (line.flat && line.upright && tile.w >= w) cw = 1; else if (line.flat && !line.upright && tile.h >= h) ch = 1;
  var cost = cw * ch * DOTS * DOTS, list = line.stops, low = Math.min(0, list[0].at), high = Math.max(1, list[list.length - 1].at);
  if (cost > gradients.left || line.round && low < 0) return '';
  gradients.left -= cost;
  var name = 'h2p-g' + gradients.count++, ctx = doc.getCSSCanvasContext('2d', name, cw, ch), g, x, y;
  ctx.scale(cw / w, ch / h);
  if (line.conic) g = null;
  else if (line.round) g = ctx.createRadialGradient(0, 0, 0, 0, 0, line.size * high);
  else g = alongLine(ctx, line);
  if (g && line.round) addStops(g, list, low, high);
  if (g) ctx.fillStyle = g;
  for (x = tile.x; x < w; x += tile.w) {
    for (y = tile.y; y < h; y += tile.h) {
      ctx.save();
      ctx.translate(x, y);
      if (line.conic) paintConic(ctx, line, tile.w, tile.h);
      else if (line.round) {
        var round = line.ry / line.size;
        ctx.translate(line.x, line.y);
        ctx.scale(1, round);
        ctx.fillRect(-line.x, -line.y / round, tile.w, tile.h / round);
      } else ctx.fillRect(0, 0, tile.w, tile.h);
      ctx.restore();
      if (tile.once || tile.row) break;
    }
    if (tile.once || tile.column) break;
  }
  return '-webkit-canvas(' + name + ')';
}

// Computed lengths of sizes and positions are in dots.
function inPixels(all) { return all.replace(/(-?[\d.]+)px/g, function (x, n) { return n / DOTS + 'px'; }); }

// Where the tiles of a layer are in its room; nothing where there are too many.
function tileOf(size, position, repeat, w, h) {
  var two = words(inPixels(size)), at = words(inPixels(position)), tile = {};
  if (/^(auto|cover|contain)/.test(size)) two = ['100%', '100%'];
  if (two.length < 2) two[1] = '100%';
  tile.w = two[0] === 'auto' ? w : (stopPart(two[0], w) || 0) * w;
  tile.h = two[1] === 'auto' ? h : (stopPart(two[1], h) || 0) * h;
  if (!(tile.w > 0.5 && tile.h > 0.5)) return null;
  tile.x = /%$/.test(at[0]) ? (w - tile.w) * parseFloat(at[0]) / 100 : placeOf(at[0], w);
  tile.y = /%$/.test(at[1] || '0%') ? (h - tile.h) * parseFloat(at[1] || '0') / 100 : placeOf(at[1], h);
  if (tile.x === null || tile.y === null) return null;
  tile.once = repeat === 'no-repeat';
  tile.row = repeat === 'repeat-x';
  tile.column = repeat === 'repeat-y';
  if (tile.once) return tile;
  if (!tile.column) tile.x -= Math.ceil(tile.x / tile.w) * tile.w;
  if (!tile.row) tile.y -= Math.ceil(tile.y / tile.h) * tile.h;
  return w / tile.w * (h / tile.h) > 5000 ? null : tile;
}

// Masks that the engine paints otherwise: what is told of their stops is for the page, and it knows circles only.
var MASK = /gradient\([^]* [2-9]\d{3,}(\.\d+)?%|radial-gradient\([^,]*, *ellipse|linear-gradient\(\w+ \w+,/;

// Layers of a background or a mask in a room; nothing where they stay as they are.
function paintLayers(cs, w, h, kind) {
  var image = kind + '-image', layers = words(cs.getPropertyValue(image), ','), changed = false, prefix = kind === 'background' ? '-webkit-background' : kind;
  function list(name, otherwise) { return words(cs.getPropertyValue(name) || otherwise, ','); }
  var lists = { size: list(prefix + '-size', 'auto'), position: list(kind + '-position', '0% 0%'), repeat: list(kind + '-repeat', 'repeat') }, made = {};
  if (kind === 'background' && /fixed/.test(cs.backgroundAttachment)) return null;
  var own = { size: [], position: [], repeat: [] };
  each(layers, function (layer, i) {
    var size = lists.size[i % lists.size.length], position = lists.position[i % lists.position.length], repeat = lists.repeat[i % lists.repeat.length], tile, line, key;
    own.size[i] = inPixels(size); own.position[i] = inPixels(position); own.repeat[i] = repeat;
    tile = GRADIENT.test(layer) && tileOf(size, position, repeat, w, h);
    if (!tile) return;
    key = layer + ' ' + [w, h, tile.w, tile.h, tile.x, tile.y, cs.fontSize].join(' ') + repeat;
    if (gradients.names[key] === undefined) {
      line = readGradient(layer, tile.w, tile.h, num(cs.fontSize));
      gradients.names[key] = !line ? '' : tile.once ? paintGradient(line, { x: 0, y: 0, w: tile.w, h: tile.h, once: true }, tile.w, tile.h) : paintGradient(line, tile, w, h);
    }
    if (!gradients.names[key]) return;
    changed = true;
    layers[i] = gradients.names[key];
    own.size[i] = '100% 100%'; own.position[i] = '0 0'; own.repeat[i] = 'no-repeat';
    if (tile.once) {
      own.size[i] = px(tile.w) + ' ' + px(tile.h);
      own.position[i] = px(tile.x) + ' ' + px(tile.y);
    }
  });
  if (!changed) return null;
  made[image] = layers.join(', ');
  made[prefix + '-size'] = own.size.join(', ');
  made[kind + '-position'] = own.position.join(', ');
  made[kind + '-repeat'] = own.repeat.join(', ');
  return made;
}

function paintedSides() {
  var list = [];
  each(pseudoRules(), function (rule) {
    if (GRADIENT.test(rule.text)) each(all(rule.base), function (e) {
      var mark = '__painted' + rule.side;
      if (e[mark] || e.ownerSVGElement) return;
      e[mark] = true;
      push(list, { e: e, side: rule.side });
    });
  });
  return list;
}

// The cells of a row, or of the rows of a group.
function cellsWithin(e, cells) {
  each(e.children, function (c) {
    var kind = style(c).display;
    if (kind === 'table-cell') push(cells, c); else if (kind === 'table-row') cellsWithin(c, cells);
  });
  return cells;
}

// What stands behind rows the engine paints in each cell anew, as large as that is: each gets its part of the whole.
function paintRows(list) {
  each(list, function (x) { x.r = rect(x.e); x.cells = cellsWithin(x.e, []); });
  each(list, function (x) { each(x.cells, function (c, i) { x.cells[i] = { e: c, r: rect(c), f: frame(c), own: style(c).backgroundImage !== 'none' }; }); });
  each(list, function (x) {
    var own = paintLayers(x.cs, x.r.width, x.r.height, 'background'), size = '-webkit-background-size', whole = px(x.r.width) + ' ' + px(x.r.height), at;
    if (!own || own[size].indexOf('auto') >= 0) return;
    at = words(own['background-position'], ',');
    own[size] = own[size].replace(/100% 100%/g, whole);
    set(x.e, 'background-image', 'none');
    each(x.cells, function (c) {
      if (c.own) return;
      var left = c.r.left + c.f.bl - x.r.left, top = c.r.top + c.f.bt - x.r.top, key, moved = [];
      each(at, function (layer, i) { moved[i] = px(num(words(layer)[0]) - left) + ' ' + px(num(words(layer)[1]) - top); });
      for (key in own) set(c.e, key, key === 'background-position' ? moved.join() : own[key]);
    });
  });
}

function paintGradients() {
  var found = [], behindRows = [], css = '', count = 0;
  function look(e, cs, side) {
    if (GRADIENT.test(cs.backgroundImage)) push(found, { e: e, cs: cs, side: side, kind: 'background' });
    if (MASK.test(cs.webkitMaskImage)) push(found, { e: e, cs: cs, side: side, kind: '-webkit-mask' });
  }
  each(mentioned('gradient', '(background|mask)'), function (e) {
    if (e.ownerSVGElement || isOurs(e)) return;
    var cs = style(e);
    if (!cs) return;
    if (/^table-(row|(row|header|footer)-group)$/.test(cs.display)) { if (GRADIENT.test(cs.backgroundImage)) push(behindRows, { e: e, cs: cs }); }
    else if (!/^(inline|none|table-column(-group)?)$/.test(cs.display)) look(e, cs);
  });
  paintRows(behindRows);
  // What elements bring before or behind their contents is only looked at where a rule says so.
  each(paintedSides(), function (x) {
    var own = view.getComputedStyle(x.e, ':' + x.side);
    if (own && own.content && own.display !== 'inline') look(x.e, own, x.side);
  });
  each(found, function (x) {
    var f, r, e = x.e, isMask = x.kind !== 'background';
    function edge(name) { return isMask ? 0 : num(x.cs.getPropertyValue('border-' + name + '-width')); }
    if (x.side) {
      var own = sideBox(x.e, x.side, x.cs), w = sideOf(own, x.cs, 0), h = sideOf(own, x.cs, 1);
      x.w = w === null ? num(x.cs.width) : Math.max(0, w - edge('left') - edge('right'));
      x.h = h === null ? num(x.cs.height) : Math.max(0, h - edge('top') - edge('bottom'));
    } else {
      // The background of the body is that of the canvas, where the root has none.
      if (e === doc.body && style(root).backgroundImage === 'none' && /^(transparent|rgba\(0, 0, 0, 0\))$/.test(style(root).backgroundColor)) e = root;
      f = frame(e); r = rect(e);
      x.w = isMask ? r.width : r.width - f.bl - f.br;
      x.h = isMask ? r.height : r.height - f.bt - f.bb;
    }
  });
  each(found, function (x) {
    var own = x.w > 0.5 && x.h > 0.5 && paintLayers(x.cs, x.w, x.h, x.kind);
    if (!own) return;
    var key, name = 'h2pg' + count++, selector = '.' + name;
    if (x.side) {
      addClass(x.e, name);
      // They count more than what stands in for variables.
      css += selector + selector + selector + selector + ':' + x.side + '{';
    }
    for (key in own) {
      if (x.side) css += key + ':' + own[key] + '!important;';
      else set(x.e, key, own[key]);
    }
    if (x.side) css += '}';
  });
  if (css) addStyles(css);
}

// Values that are known only when their variables are put in: colours that are made of
// others, and gradients, in the words of the engine.

// The words of a value with each function in it replaced by what `change` makes of it.
function functions(value, change) {
  var out = '', i = 0, m, re = /(-?[a-z][\w-]*)\(/gi;
  if (value.length > 20000) return value;
  while ((re.lastIndex = i, m = re.exec(value))) {
    var level = 1, k = m.index + m[0].length, from = k, c, quote = '';
    for (; k < value.length && level; k++) {
      c = value.charAt(k);
      if (quote) { if (c === quote) quote = ''; }
      else if (c === '"' || c === "'") quote = c;
      else if (c === '(') level++;
      else if (c === ')') level--;
    }
    var inner = value.substring(from, level ? k : k - 1), name = m[1].toLowerCase();
    if (name !== 'url') inner = functions(inner, change);
    out += value.substring(i, m.index) + change(name, inner);
    i = k;
  }
  return out + value.substring(i);
}

// `#rgba` and `#rrggbbaa`
function withoutShortAlpha(value) {
  return value.replace(/(^|[\s,(])#([\da-f]{8}|[\da-f]{4})(?=$|[\s,)])/gi, function (all, before, hex) {
    if (hex.length === 4) hex = hex.replace(/./g, '$&$&');
    var n = parseInt(hex, 16);
    return before + colourText([n >>> 24, n >> 16 & 255, n >> 8 & 255, (n & 255) / 255]);
  });
}

// As conic.rs tells it. Places are parts of the circle, and a colour may have two.
function conicGradient(inner) {
  var parts = words(inner, ','), head = /^(from|at)\s/.test(parts[0]) ? words(parts[0]) : [], at = [0, 50, 50], stops = [], bad = false;
  function part(word) {
    var x = /(deg|turn)$/.exec(word) ? parseFloat(word) * (/turn$/.test(word) ? 100 : 1 / 3.6) : length(word, 100, 16);
    if (x === null || x !== x) bad = true;
    return x;
  }
  each(head, function (word, i) {
    if (head[i - 1] === 'from') at[0] = part(word) * 3.6;
    else if (head[i - 1] === 'at' || head[i - 2] === 'at') at[head[i - 1] === 'at' ? 1 : 2] = word === 'center' ? 50 : /^(left|top)$/.test(word) ? 0 : /^(right|bottom)$/.test(word) ? 100 : part(word);
  });
  each(parts, function (text, i) {
    var all = words(text), j;
    if (!i && head.length) return;
    if (all.length < 2) { push(stops, { colour: all[0], at: null }); return; }
    for (j = 1; j < all.length; j++) push(stops, { colour: all[0], at: part(all[j]) / 100 });
  });
  if (!stops.length || bad) return 'conic-gradient(' + inner + ')';
  var first = stops[0].colour, text = '-webkit-linear-gradient(left,' + first + ' 0%,' + first + ' 100%';
  each(at, function (x, i) { text += ',' + first + ' ' + (1000 * (i + 1) + x) + '%'; });
  each(spacedStops(stops), function (stop) { text += ',' + stop.colour + ' ' + (4000 + stop.at * 100) + '%'; });
  return text + ')';
}

// A sum whose parts are all of one unit is known at once. The engine knows no sums.
function reduced(inner) {
  var unit = null, same = true, plain = inner.replace(/([\d.])(%|[a-z]+)(?![\w(])/gi, function (all, digit, own) {
    if (unit !== null && unit !== own) same = false;
    unit = own;
    return digit;
  }), made = same && !/[a-z]\(/i.test(plain) ? sum(plain, null, 16) : null;
  return made === null || made !== made ? 'calc(' + inner + ')' : +made.toFixed(4) + (unit || '');
}

function modern(value) {
  if (value.indexOf('#') >= 0 && !/url\(/i.test(value)) value = withoutShortAlpha(value);
  if (value.indexOf('(') < 0) return value;
  return oldColours(functions(value, function (name, inner) {
    var made = null;
    if (name === 'calc') return reduced(inner);
    if (name === 'color-mix') made = mixed(inner);
    else if (/^(rgb|hsl)a?$/.test(name) && /^from\s/.test(inner)) made = relative(name.substring(0, 3), inner);
    else if (/^okl(ab|ch)$/.test(name)) made = relative(name, /^from\s/.test(inner) ? inner : 'from black ' + inner);
    else if (name === 'light-dark') return words(inner, ',')[0];
    else if (/^(repeating-)?(linear|radial)-gradient$/.test(name)) return gradient(name, inner);
    else if (name === 'conic-gradient') return conicGradient(inner);
    return made ? colourText(made) : name + '(' + inner + ')';
  }));
}

// ---- colours: red, green and blue up to 255, and alpha
function colour(text) {
  var probe = colour.probe, m;
  // A page that was laid out for trial has taken it along.
  if (!probe || !probe.parentNode) {
    probe = colour.probe = doc.createElement('h2p-x');
    (doc.body || root).appendChild(probe);
  }
  text = withoutShortAlpha(oldColours(trim(text)));
  if (text === 'transparent') return [0, 0, 0, 0];
  probe.style.color = '';
  probe.style.color = text;
  if (!probe.style.color) return null;
  m = style(probe).color.match(/[\d.]+/g);
  return m && m.length > 2 ? [+m[0], +m[1], +m[2], m[3] === undefined ? 1 : +m[3]] : null;
}

function colourText(c) {
  function whole(x) { return Math.round(Math.max(0, Math.min(255, x))); }
  return 'rgba(' + whole(c[0]) + ',' + whole(c[1]) + ',' + whole(c[2]) + ',' + Math.max(0, Math.min(1, c[3])).toFixed(4) + ')';
}

function linear(x) { x /= 255; return x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4); }
function gamma(x) { return 255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055); }
function root3(x) { return x < 0 ? -Math.pow(-x, 1 / 3) : Math.pow(x, 1 / 3); }

function toOklab(c) {
  var r = linear(c[0]), g = linear(c[1]), b = linear(c[2]);
  var l = root3(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  var m = root3(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  var s = root3(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s, c[3]];
}

function fromOklab(o) {
  var l = o[0] + 0.3963377774 * o[1] + 0.2158037573 * o[2], m = o[0] - 0.1055613458 * o[1] - 0.0638541728 * o[2], s = o[0] - 0.0894841775 * o[1] - 1.291485548 * o[2];
  l = l * l * l; m = m * m * m; s = s * s * s;
  return [gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s), gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s), o[3]];
}

// `in srgb, red 20%, blue`. Spaces that go round a circle are taken for the straight way.
function mixed(inner) {
  var parts = words(inner, ','), ok = /\b(ok)?l(ab|ch)\b/.test(parts[0]), colours = [], shares = [], i;
  if (parts.length !== 3) return null;
  for (i = 1; i < 3; i++) {
    var share = /(^|\s)([\d.]+)%(\s|$)/.exec(parts[i].replace(/\([^)]*\)/g, ''));
    var c = colour(share ? parts[i].replace(share[2] + '%', '') : parts[i]);
    if (!c) return null;
    push(colours, ok ? toOklab(c) : c);
    push(shares, share ? +share[2] / 100 : null);
  }
  if (shares[0] === null) shares[0] = shares[1] === null ? 0.5 : 1 - shares[1];
  if (shares[1] === null) shares[1] = 1 - shares[0];
  var sum = shares[0] + shares[1], alpha = 0, made = [0, 0, 0];
  if (!(sum > 0)) return null;
  each(colours, function (c, k) {
    var w = shares[k] / sum * c[3];
    alpha += w;
    for (var j = 0; j < 3; j++) made[j] += w * c[j];
  });
  for (i = 0; i < 3; i++) made[i] = alpha > 0 ? made[i] / alpha : colours[0][i];
  made[3] = alpha * Math.min(1, sum);
  return ok ? fromOklab(made) : made;
}

// `from red r g b / 50%`
function relative(space, inner) {
  var w = words(inner.replace(/\//g, ' / ')), c = colour(w[1]), names, own, i, at = 2, made = [];
  if (!c) return null;
  if (space === 'rgb') { names = ['r', 'g', 'b']; own = c; }
  else if (space === 'hsl') { names = ['h', 's', 'l']; own = toHsl(c); }
  else {
    names = space === 'oklab' ? ['l', 'a', 'b'] : ['l', 'c', 'h'];
    own = toOklab(c);
    if (space === 'oklch') own = [own[0], Math.sqrt(own[1] * own[1] + own[2] * own[2]), Math.atan2(own[2], own[1]) * 180 / Math.PI, own[3]];
  }
  function part(text, full) {
    text = text.replace(/\b(r|g|b|h|s|l|a|c|alpha)\b/g, function (name) {
      if (name === 'alpha') return own[3];
      for (var k = 0; k < 3; k++) if (names[k] === name) return own[k];
      return name;
    });
    if (text === 'none') return 0;
    if (/%$/.test(text)) return parseFloat(text) * full / 100;
    var calc = /^calc\(([^]*)\)$/.exec(text);
    return calc ? sum(calc[1].replace(/([*\/])/g, ' $1 '), null, 16) : parseFloat(text);
  }
  for (i = 0; i < 3; i++, at++) {
    if (w[at] === undefined) return null;
    push(made, part(w[at], space === 'rgb' ? 255 : space === 'hsl' ? 100 : i ? 0.4 : 1));
    if (!(made[i] === made[i]) || made[i] === null) return null;
  }
  made[3] = w[at] === '/' && w[at + 1] !== undefined ? part(w[at + 1], 1) : own[3];
  if (space === 'rgb') return made;
  if (space === 'hsl') return colour('hsla(' + made[0] + ',' + made[1] + '%,' + made[2] + '%,' + made[3] + ')');
  if (space === 'oklch') { var turn = made[2] * Math.PI / 180; made = [made[0], made[1] * Math.cos(turn), made[1] * Math.sin(turn), made[3]]; }
  return fromOklab(made);
}

function toHsl(c) {
  var r = c[0] / 255, g = c[1] / 255, b = c[2] / 255, most = Math.max(r, g, b), least = Math.min(r, g, b), d = most - least, l = (most + least) / 2, h = 0;
  if (d) h = 60 * (most === r ? (g - b) / d + 6 : most === g ? (b - r) / d + 2 : (r - g) / d + 4) % 360;
  return [h, d ? 100 * d / (1 - Math.abs(2 * l - 1)) : 0, 100 * l, c[3]];
}

// ---- gradients: the engine begins where browsers end, and turns the other way
var OTHER = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' };

function gradient(name, inner) {
  var parts = words(inner, ','), space = /(?:^|\s)in\s+([\w-]+)(?:\s+\w+\s+hue)?(?=\s|$)/.exec(parts[0]), stops = [], head = '', m, from = 1;
  var first = space ? trim(parts[0].replace(space[0], '')) : parts[0];
  if (space && !first) {
    if (/linear/.test(name)) head = 'top';
  } else if (/linear/.test(name)) {
    if ((m = /^to\s+([^]*)$/.exec(first))) {
      var sides = words(m[1]), i;
      for (i = 0; i < sides.length; i++) sides[i] = OTHER[sides[i]] || sides[i];
      head = sides.join(' ');
    } else if ((m = /^([-+]?[\d.]+)(deg|turn|rad|grad)$/.exec(first))) {
      head = (90 - m[1] * { deg: 1, turn: 360, rad: 180 / Math.PI, grad: 0.9 }[m[2]]) + 'deg';
    } else { head = 'top'; from = 0; }
  } else if (/^(circle|ellipse|closest|farthest|at\s|[\d.]+[a-z%])/.test(first)) {
    m = /^([^]*?)(?:\bat\s+([^]*))?$/.exec(first);
    head = (m[2] || 'center') + ',' + (trim(m[1]) || 'ellipse farthest-corner');
  } else from = 0;
  for (; from < parts.length; from++) {
    var w = words(parts[from]);
    // A colour with two places is two stops.
    if (w.length === 3 && !/^[\d.+-]/.test(w[0])) { push(stops, w[0] + ' ' + w[1]); push(stops, w[0] + ' ' + w[2]); }
    else push(stops, parts[from]);
  }
  // Of two stops at the very end the engine takes one.
  var end = /\s([\d.]+)%$/.exec(stops[stops.length - 1]), before = end && /\s([\d.]+)%$/.exec(stops[stops.length - 2] || '');
  if (before && end[1] >= 100 && +before[1] >= +end[1]) push(stops, stops.pop().slice(0, -end[0].length) + ' ' + (+before[1] + 0.01) + '%');
  return '-webkit-' + name + '(' + (head ? head + ',' : '') + stops.join(',') + ')';
}

// A background whose layers have sizes: the engine knows them apart only.
function setBackground(e, value) {
  var layers = words(value, ','), sizes = [], any = false, i;
  for (i = 0; i < layers.length; i++) {
    var parts = words(layers[i], '/');
    if (parts.length !== 2) { push(sizes, 'auto'); continue; }
    var after = words(parts[1]), size = after.splice(0, /^[\d.]+[a-z%]*$|^auto$/.test(after[1] || '') ? 2 : 1);
    any = true;
    push(sizes, size.join(' '));
    layers[i] = parts[0] + ' ' + after.join(' ');
  }
  set(e, 'background', layers.join(','));
  if (any) set(e, '-webkit-background-size', sizes.join(','));
}

// Shadows that are known only when their variables are put in. A blurred one is a
// picture, which takes seconds at the resolution of print: a few sharp ones, each a
// little larger, look much the same.
function below(x) { return 1 / (1 + Math.exp(-3.404 * x)); }
function gauss(x) { return (below(x) - below(-1)) / (below(1) - below(-1)); }

// { x, y, blur, spread, inset, colour }, or null where it is none.
function shadow(text, em) {
  var lengths = [], inset = '', c = null, bad = false;
  each(words(text), function (w) {
    var x = length(w, null, em);
    if (w === 'inset') inset = 'inset ';
    else if (x !== null) push(lengths, x);
    else if (/^currentcolor$/i.test(w)) return;
    else if (!c) { c = colour(w); if (!c) bad = true; }
    else bad = true;
  });
  if (bad || lengths.length < 2 || lengths.length > 4) return null;
  return { x: lengths[0], y: lengths[1], blur: lengths[2] || 0, spread: lengths[3] || 0, inset: inset, colour: c };
}

function shadows(value, em, isText, e, text) {
  var all = [], bad = false, list = words(value, ',');
  if (value === 'none') return value;
  each(list, function (one) {
    var s = shadow(one, em);
    if (!s) { bad = true; return; }
    // Without a colour it has that of the text; the engine paints no such box.
    if (!s.colour && !isText) s.colour = text || colour(style(e).color);
    if (s.colour && !s.colour[3]) return;
    function add(blurless, alpha) {
      var c = s.colour ? colourText([s.colour[0], s.colour[1], s.colour[2], alpha]) : '';
      push(all, s.inset + px(s.x) + ' ' + px(s.y) + ' 0 ' + (isText ? '' : px(blurless) + ' ') + c);
    }
    var total = s.colour ? s.colour[3] : 1, away = Math.max(Math.abs(s.x), Math.abs(s.y));
    if (!s.blur || !s.colour && !isText) { if (!s.blur) add(s.spread, total); return; }
    if (isText) { if (away > 0) add(0, total / (1 + s.blur / 4)); return; }
    if (list.length > 8) return;
    var steps = Math.max(4, Math.min(20, Math.round(s.blur * 1.5))), covered = 0, i;
    for (i = steps - 1; i >= 0; i--) {
      var wanted = total * gauss(1 - 2 * i / steps), own = 1 - (1 - wanted) / (1 - covered), reach = ((i + 0.5) / steps * 2 - 1) * s.blur;
      covered = wanted;
      if (own < 0.0005) continue;
      if (s.spread + reach + away < 0) break;
      add(s.spread + reach, own);
    }
  });
  return bad ? null : all.length ? all.join(',') : 'none';
}

// Borders and round boxes that shine through: after one the engine paints pictures and
// gradients as faintly as it has painted that. Where what is behind is of one colour, they are told as what
// is seen of them.

// What is behind the border of an element; null where that is not known.
function colourBehind(e) {
  var layers = [], colour = [255, 255, 255], i, cs, c;
  for (; e && e.nodeType === 1; e = e.parentNode) {
    cs = style(e);
    if (cs.backgroundImage !== 'none') return null;
    c = colourParts(cs.backgroundColor);
    if (!c) return null;
    push(layers, c);
    if (c[3] >= 1) break;
    // It may stand over anything.
    if (/^(absolute|fixed)$/.test(cs.position)) return null;
  }
  for (i = layers.length - 1; i >= 0; i--) colour = seenOver(colour, layers[i]);
  return colour;
}

function colourParts(text) {
  var m = text === 'transparent' ? [0, 0, 0, 0] : text.match(/[\d.]+/g);
  return m && m.length > 2 ? [+m[0], +m[1], +m[2], m[3] === undefined ? 1 : +m[3]] : null;
}

function seenOver(below, c) {
  var out = [], i;
  for (i = 0; i < 3; i++) push(out, c[i] * c[3] + below[i] * (1 - c[3]));
  return out;
}

function opaqueBorders() {
  var found = [], now = [];
  function look(e) {
    if (e.__opaque || e.ownerSVGElement) return;
    e.__opaque = true;
    push(found, e);
  }
  ruleLists(function (sheet, rules) {
    each(rules, function (rule) {
      if (rule.type === 1 && /(border|background)[^;]*rgba\(/.test(rule.style.cssText)) each(all(rule.selectorText.replace(/::?(before|after)\b/g, '')), look);
    });
  });
  each(all('[style*="rgba("]'), look);
  each(found, function (e) {
    var cs = style(e), colour, own = colourParts(cs.backgroundColor);
    // So are boxes with round corners.
    if (own && own[3] > 0 && own[3] < 1 && cs.backgroundImage === 'none' && num(cs.borderTopLeftRadius) + num(cs.borderBottomRightRadius) > 0 && !/^(absolute|fixed)$/.test(cs.position)) {
      colour = colourBehind(e);
      if (colour) push(now, [e, 'background-color', colour]);
    }
    each(SIDES, function (side) {
      var name = 'border-' + side + '-color', c = colourParts(cs.getPropertyValue(name));
      if (!c || !(c[3] > 0 && c[3] < 1) || !num(cs.getPropertyValue('border-' + side + '-width')) || /^(none|hidden)$/.test(cs.getPropertyValue('border-' + side + '-style'))) return;
      if (colour === undefined) colour = colourBehind(e);
      // Dark ones are drawn over light grounds, as far as one can tell.
      if (colour || c[0] + c[1] + c[2] < 384) push(now, [e, name, seenOver(colour || [255, 255, 255], c)]);
    });
  });
  each(now, function (x) { set(x[0], x[1], 'rgb(' + Math.round(x[2][0]) + ',' + Math.round(x[2][1]) + ',' + Math.round(x[2][2]) + ')'); });
}

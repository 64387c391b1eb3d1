// The engine knows transforms of shapes by their attribute, and not by styles: a share is one of the drawing.
function drawnTurns() {
  var list = [];
  each(all('svg *'), function (e) {
    var svg = e.ownerSVGElement, rules, said = '', origin = '', box, size, i;
    if (!svg || style(e).webkitTransform === 'none') return;
    rules = window.getMatchedCSSRules && window.getMatchedCSSRules(e) || [];
    for (i = 0; i < rules.length; i++) {
      said = rules[i].style.getPropertyValue('-webkit-transform') || said;
      origin = rules[i].style.getPropertyValue('-webkit-transform-origin') || origin;
    }
    said = e.style.getPropertyValue('-webkit-transform') || said;
    origin = e.style.getPropertyValue('-webkit-transform-origin') || origin;
    box = svg.viewBox && svg.viewBox.baseVal;
    size = box && box.width ? [box.width, box.height] : [svg.clientWidth || num(style(svg).width), svg.clientHeight || num(style(svg).height)];
    said = drawnTurn(said, size);
    if (!said) return;
    origin = drawnOrigin(origin, size);
    if (origin[0] || origin[1]) said = 'translate(' + origin.join(' ') + ') ' + said + ' translate(' + -origin[0] + ' ' + -origin[1] + ')';
    push(list, [e, said]);
  });
  each(list, function (x) {
    x[0].setAttribute('transform', x[1]);
    set(x[0], '-webkit-transform', 'none');
  });
}

function drawnOrigin(said, size) {
  var words = said.split(/\s+/), places = { left: 0, top: 0, center: 50, right: 100, bottom: 100 };
  if (/^(top|bottom)$/.test(words[0]) || /^(left|right)$/.test(words[1])) words = [words[1] || 'center', words[0]];
  function place(word, of) {
    if (word === undefined) word = 'center';
    return places.hasOwnProperty(word) ? places[word] * of / 100 : num(word) * (/%$/.test(word) ? of / 100 : 1) || 0;
  }
  return said ? [place(words[0], size[0]), place(words[1], size[1])] : [0, 0];
}

// A transform of a style in the words of the attribute.
function drawnTurn(said, size) {
  var out = [];
  said.replace(/([a-z]+)(?:3d)?\(([^()]*)\)/gi, function (all, name, list) {
    var kind = name.toLowerCase(), last = kind.charAt(kind.length - 1), p = list.split(/\s*,\s*/), values = [], i;
    for (i = 0; i < p.length; i++) {
      var n = num(p[i]) || 0;
      if (/%$/.test(p[i])) n *= size[last === 'y' ? 1 : i] / 100 || 0;
      if (/rad$/.test(p[i]) && !/grad$/.test(p[i])) n *= 180 / Math.PI;
      if (/grad$/.test(p[i])) n *= 0.9;
      if (/turn$/.test(p[i])) n *= 360;
      push(values, +n.toFixed(4));
    }
    if (kind === 'translatex') push(out, 'translate(' + values[0] + ' 0)');
    else if (kind === 'translatey') push(out, 'translate(0 ' + values[0] + ')');
    else if (kind === 'scalex') push(out, 'scale(' + values[0] + ' 1)');
    else if (kind === 'scaley') push(out, 'scale(1 ' + values[0] + ')');
    else if (kind === 'translate' || kind === 'scale') push(out, kind + '(' + values.slice(0, 2).join(' ') + ')');
    else if (kind === 'rotate' || kind === 'rotatez') push(out, 'rotate(' + values[0] + ')');
    else if (/^skew[xy]$/.test(kind)) push(out, (last === 'x' ? 'skewX(' : 'skewY(') + values[0] + ')');
    else if (kind === 'matrix' && values.length === 6) push(out, 'matrix(' + values.join(' ') + ')');
  });
  return out.join(' ');
}

// Sides that are named by the direction of text, where the page decides on their values. Single ones
// are told twice: by what they are from left to right, and by their own names.
var TURNED = [['margin-inline-start', 'margin-inline-end', 'margin-left', 'margin-right'], ['padding-inline-start', 'padding-inline-end', 'padding-left', 'padding-right'],
  ['border-inline-start', 'border-inline-end', 'border-left', 'border-right'], ['border-inline-start-width', 'border-inline-end-width', 'border-left-width', 'border-right-width'],
  ['border-inline-start-style', 'border-inline-end-style', 'border-left-style', 'border-right-style'], ['border-inline-start-color', 'border-inline-end-color', 'border-left-color', 'border-right-color'],
  ['border-start-start-radius', 'border-start-end-radius', 'border-top-left-radius', 'border-top-right-radius'], ['border-end-start-radius', 'border-end-end-radius', 'border-bottom-left-radius', 'border-bottom-right-radius']];

function turnLogical(own, e) {
  each(TURNED, function (names) {
    var v = own.v, p = own.p, start = v[names[0]], end = v[names[1]], first = p[names[0]], last = p[names[1]];
    if (start === undefined && end === undefined) return;
    delete v[names[0]];
    delete v[names[1]];
    if (style(e).direction !== 'rtl') return;
    if (/radius$/.test(names[2]) && own.e && !hasVariable(start + ' ' + end, names[2])) { swapCorners(e, '-webkit-' + names[2], '-webkit-' + names[3]); return; }
    function drop(name, value) { if (value !== undefined && v[name] === value) { delete v[name]; delete p[name]; } }
    drop(names[2], start);
    drop(names[3], end);
    function add(name, value, weight) { if (value !== undefined && !(p[name] > weight)) { say(own, name, value); p[name] = weight; } }
    add(names[3], start, first);
    add(names[2], end, last);
  });
}

// The engine was told these as they are from left to right. What both had before is most often the same.
function swapCorners(e, left, right) {
  var cs = style(e), was = cs.getPropertyValue(left), other = cs.getPropertyValue(right);
  set(e, left, other);
  set(e, right, was);
}

// `padding-inline: 1em 2em`, and its kin, once its variables are put in: the two sides that it sets,
// each with its value; null for all else.
function logicalSides(e, name, value) {
  var m = /^(margin|padding|inset|border)-(inline|block)(-(?:width|style|color))?$/.exec(name), two, whole, names;
  if (!m) return null;
  whole = m[1] === 'border' && !m[3];
  two = whole ? [value] : words(value);
  names = m[2] === 'block' ? ['top', 'bottom'] : style(e).direction === 'rtl' ? ['right', 'left'] : ['left', 'right'];
  function side(at) { return [(m[1] === 'inset' ? '' : m[1] + '-') + names[at] + (m[3] || ''), two[at] || two[0]]; }
  return [side(0), side(1)];
}

// Moves, turns and sizes of boxes.

// Not as an important one: boxes are measured as if nothing turned them (build.js).
function turn(e, value) {
  if (!e.style) return;
  e.style.removeProperty('-webkit-transform');
  e.style.setProperty('-webkit-transform', value, '');
}

// Moves, turns and sizes that are told apart are one transform to the engine, in this order.
function turns() {
  eachThatMaySay(['translate', 'rotate', 'scale', 'transform'], function (rec) {
    var all = [], any = false;
    each(['translate', 'rotate', 'scale', 'transform'], function (name) {
      var value = get(rec.e, name, 'none');
      if (value === 'none' || value === '' || value === 'inherit' || hasVariable(value, name)) return;
      if (name !== 'transform') any = true;
      push(all, prefixed(name, value)[1]);
    });
    if (any) turn(rec.e, all.join(' '));
  });
}

// A sum of lengths and shares is one move after the other: the engine knows no sums in transforms.
function moved(all, axis, inner) {
  var parts = words(inner, ','), out = '', k, sums = [];
  if (!/calc\(/.test(inner)) return all;
  each(parts, function (part) {
    var m = /^(?:-webkit-)?calc\(([^()]*)\)$/.exec(part);
    push(sums, m ? m[1].replace(/\s+-\s+/g, ' + -').replace(/--/g, '').split(/\s+\+\s+/) : [part]);
  });
  for (k = 0; k < Math.max(sums[0].length, sums[1] ? sums[1].length : 0); k++) {
    out += (k ? ' ' : '') + 'translate' + axis + '(' + (sums[0][k] || '0') + (sums[1] ? ', ' + (sums[1][k] || '0') : '') + ')';
  }
  return /[*\/]/.test(out) ? all : out;
}

// What the engine knows by its own names only (transform.rs, effects.rs).
function prefixed(name, value) {
  if (/^(rotate|scale|translate)$/.test(name)) {
    if (name === 'scale') value = value.replace(/([\d.]+)%/g, function (all, n) { return n / 100; });
    var turned = name === 'rotate' && /^(?:([xyz])\s+(\S+)|(\S+)\s+([xyz]))$/i.exec(value);
    if (turned) value = 'rotate' + (turned[1] || turned[4]).toUpperCase() + '(' + (turned[2] || turned[3]) + ')';
    else if (value !== 'none') value = name + (words(value).length > 2 ? '3d' : '') + '(' + words(value).join(', ') + ')';
    name = 'transform';
  }
  if (name === 'transform') value = value.replace(/([-+]?[\d.]+)turn\b/g, function (all, n) { return n * 360 + 'deg'; }).replace(/translate([xy]?)\(((?:[^()]|\([^()]*\))*)\)/gi, moved);
  return [/^(transform|perspective|mask)/.test(name) ? '-webkit-' + name : name, value];
}

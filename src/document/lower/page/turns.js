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

// What the engine knows by its own names only (transform.rs, effects.rs).
function prefixed(name, value) {
  if (/^(rotate|scale|translate)$/.test(name)) {
    if (name === 'scale') value = value.replace(/([\d.]+)%/g, function (all, n) { return n / 100; });
    if (value !== 'none') value = name + (words(value).length > 2 ? '3d' : '') + '(' + words(value).join(', ') + ')';
    name = 'transform';
  }
  if (name === 'transform') value = value.replace(/([-+]?[\d.]+)turn\b/g, function (all, n) { return n * 360 + 'deg'; });
  return [/^(transform|perspective|mask)/.test(name) ? '-webkit-' + name : name, value];
}

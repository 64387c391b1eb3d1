// Paddings and sizes of fonts as they are: what the engine says of a style is rounded to
// whole pixels. Boxes in which they are inherited are measured instead.
var PROBE = 'display:block!important;margin:0!important;border:0!important;-webkit-box-sizing:content-box!important;';
function exact(elements) {
  var known = {}, probes = [];
  each(elements, function (e) {
    if (e.__exact !== undefined || replaced(e)) return;
    e.__exact = null;
    var look = lookOf(e);
    if (look && look.exact !== undefined) { if (look.exact) push(look.exact.users, e); return; }
    if (look) look.exact = null;
    // Boxes in a line are one space too narrow for spaced letters: whole pixels leave it.
    var c = style(e), four, p = e.parentNode, key;
    if (/^table|^inline|^none$/.test(c.display) && c.display !== 'table-cell') return;
    four = [c.paddingTop, c.paddingRight, c.paddingBottom, c.paddingLeft, c.fontSize];
    key = [e.tagName, e.className, e.getAttribute('style'), p && p.className, four].join('|');
    if (known[key]) push(known[key].users, e);
    else push(probes, known[key] = { users: [e] });
    if (look) look.exact = known[key];
  });
  // All styles are read by now: each that is asked for after a change lays out the page.
  each(probes, function (p) {
    var box = doc.createElement('h2p-q'), inner = doc.createElement('h2p-q');
    box.setAttribute('style', PROBE + 'position:absolute!important;padding:inherit!important;width:100em!important;min-width:0!important;max-width:none!important');
    inner.setAttribute('style', PROBE + 'height:0!important;padding:0!important');
    box.appendChild(inner);
    p.users[0].appendChild(box);
    p.box = box;
    p.inner = inner;
  });
  each(probes, function (p) {
    var o = rect(p.box), i = rect(p.inner);
    p.size = { pl: i.left - o.left, pr: o.right - i.right, pt: i.top - o.top, pb: o.bottom - i.bottom, em: i.width / 100 };
  });
  each(probes, function (p) {
    p.box.parentNode.removeChild(p.box);
    each(p.users, function (e) { e.__exact = p.size; });
  });
}

// Letters of the root that are not as large as everywhere are measured too: `rem` is of them.
function rootLetters() {
  var size = num(style(root).fontSize), box;
  if (size === 16 || !doc.body) return size;
  box = doc.createElement('h2p-q');
  box.setAttribute('style', PROBE + 'position:absolute!important;width:100rem!important;min-width:0!important;max-width:none!important');
  // The body may be drawn smaller than it is laid out.
  root.appendChild(box);
  size = rect(box).width / 100 || size;
  root.removeChild(box);
  return size;
}

// As long as it is the same but for its rounding.
function refine(e, f) {
  if (!e.__exact) return;
  for (var name in e.__exact) if (Math.abs(f[name] - e.__exact[name]) <= 1) f[name] = e.__exact[name];
}

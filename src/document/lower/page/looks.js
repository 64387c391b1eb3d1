// Elements of one look: with the same attributes, in parents of one look that are as wide. What
// the engine says of the style of one holds for all of them, and is asked for once.
var looks = null;

// Where rules say nothing of how elements stand to each other: those that did are frozen.
function beginLooks() {
  var holds = !hasUserStyle && freeze.done;
  each(doc.styleSheets, function (sheet) {
    var rules = null;
    try { rules = sheet.cssRules; } catch (e) { }
    if (!rules) holds = false;
    each(rules || [], function (rule) {
      if (rule.type === 3 || rule.type === 4 && !/^(print|all|screen|not all)$/.test(rule.media.mediaText)) holds = false;
    });
  });
  looks = holds ? {} : null;
}

function endLooks() { looks = null; }

function lookOf(e) {
  var p, key, i, a, list, count;
  if (!looks || replaced(e)) return null;
  if (e.__look && e.__look.of === looks) return e.__look;
  p = e.parentNode;
  if (e === root || !p || p.nodeType !== 1) key = 'root';
  else {
    p = lookOf(p);
    if (!p) return null;
    if (p.width === undefined) p.width = rect(e.parentNode).width;
    key = p.number + ' ' + p.width + e.tagName;
  }
  list = e.attributes;
  count = list.length;
  for (i = 0; i < count; i++) { a = list[i]; key += '\u0000' + a.name + '=' + a.value; }
  if (!looks.hasOwnProperty(key)) looks[key] = { of: looks, number: looks.count = (looks.count || 0) + 1 };
  return e.__look = looks[key];
}

// As `frame`, of elements that nothing has been done to since.
function frameAlike(e, cs) {
  var look = lookOf(e), f, g;
  if (!look) return frame(e, cs);
  f = look.frame || (look.frame = frame(e, cs));
  g = { pl: f.pl, pr: f.pr, pt: f.pt, pb: f.pb, bl: f.bl, br: f.br, bt: f.bt, bb: f.bb, em: f.em, h: f.h, v: f.v, border: f.border };
  return g;
}

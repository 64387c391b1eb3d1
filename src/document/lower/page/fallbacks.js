// Where a line has no height of its own, a browser makes it as high as all fonts of its letters
// ask for. Letters that the engine takes from a font that stands in ask for nothing there, so
// lines of scripts whose fonts are higher than those of Latin letters were too low: in Korean by
// a pixel, in Thai by half.
var STAND_INS = [
  [/[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/, 'NanumGothic'], [/[\u0e00-\u0e7f]/, 'Garuda'], [/[\u0900-\u097f]/, 'Lohit Devanagari'],
  [/[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]/, 'DejaVu Sans'], [/[\u3400-\u9fff]/, 'Droid Sans Fallback']
];
var MOST_TEXTS = 20000, MOST_FONTS = 200;

function fallbackLines() {
  var found = [], fonts = {}, list = [], walker, n, guard = 0, isChinese = /^zh/i.test(root.getAttribute('lang') || '');
  if (!doc.body || style(doc.body).lineHeight !== 'normal') return;
  walker = doc.createTreeWalker(doc.body, 4, null, false);
  while ((n = walker.nextNode()) && guard++ < MOST_TEXTS) {
    var e = n.parentNode, asked = [], cs, font, key, i;
    if (!/\S/.test(n.nodeValue) || /^(script|style|textarea|option)$/i.test(e.tagName) || e.ownerSVGElement) continue;
    cs = style(e);
    if (cs.lineHeight !== 'normal') continue;
    // Other fonts stand in for signs of China where they are told in another language.
    for (i = 0; i < (isChinese ? 5 : 4); i++) if (STAND_INS[i][0].test(n.nodeValue)) push(asked, i);
    font = [cs.fontFamily, cs.fontWeight, cs.fontStyle, cs.fontSize].join(';');
    key = asked.length ? font + ';' + asked.join() : '';
    push(found, { e: e, font: font, key: key });
    if (!key || fonts[key] !== undefined || list.length >= MOST_FONTS) continue;
    fonts[key] = 0;
    push(list, { key: key, probes: probesOf(cs, asked) });
  }
  each(list, function (f) { each(f.probes, function (p) { doc.body.appendChild(p); }); });
  each(list, function (f) {
    var own = aboveAndBelow(f.probes[0]), above = own[0], below = own[1];
    each(f.probes, function (p) { var x = aboveAndBelow(p); above = Math.max(above, x[0]); below = Math.max(below, x[1]); });
    if (above + below > own[0] + own[1] + 0.4) fonts[f.key] = above + below;
  });
  each(list, function (f) { each(f.probes, function (p) { doc.body.removeChild(p); }); });
  each(found, function (x) { if (fonts[x.key] && !(fonts[x.e.__line] > fonts[x.key])) { x.e.__line = x.key; x.e.__font = x.font; } });
  each(found, function (x) {
    var p = x.e, guard = 0;
    if (p.__line) { set(p, 'line-height', px(fonts[p.__line])); return; }
    // What inherits it has lines of its own font all the same.
    while ((p = p.parentNode) && p !== doc.body && guard++ < 200) if (p.__line) { if (p.__font !== x.font) set(x.e, 'line-height', 'normal'); return; }
  });
}

function probesOf(cs, asked) {
  var probes = [fontProbe(cs, cs.fontFamily)];
  each(asked, function (i) { push(probes, fontProbe(cs, '"' + STAND_INS[i][1] + '"')); });
  return probes;
}

function fontProbe(cs, family) {
  var box = doc.createElement('h2p-i'), mark = doc.createElement('h2p-x');
  each([['display', 'block'], ['position', 'absolute'], ['left', '0'], ['top', '0'], ['visibility', 'hidden'], ['margin', '0'], ['padding', '0'], ['border', '0'], ['height', 'auto'], ['white-space', 'nowrap'], ['line-height', 'normal'], ['font-family', family], ['font-weight', cs.fontWeight], ['font-style', cs.fontStyle], ['font-size', cs.fontSize]], function (p) { set(box, p[0], p[1]); });
  each([['display', 'inline-block'], ['width', '1px'], ['height', '0'], ['vertical-align', 'baseline']], function (p) { set(mark, p[0], p[1]); });
  box.appendChild(doc.createTextNode('x'));
  box.appendChild(mark);
  return box;
}

function aboveAndBelow(box) {
  var r = rect(box), at = rect(box.lastChild).bottom;
  return [at - r.top, r.bottom - at];
}

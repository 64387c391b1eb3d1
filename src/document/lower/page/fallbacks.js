// Where a line has no height of its own, a browser makes it as high as all fonts of its letters
// ask for. Letters that the engine takes from a font that stands in ask for nothing there, so
// lines of scripts whose fonts are higher than those of Latin letters were too low: in Korean by
// a pixel, in Thai by half. Signs are few: where one stands, its line alone grows.
var STAND_INS = [
  // What stands in for Korean fonts with serifs is not there for a browser, which takes this one.
  { of: /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/, font: 'NanumGothic', like: 'NanumMyeongjo' },
  { of: /[\u0e01-\u0e3e\u0e40-\u0e5b]/, font: 'Garuda' },
  { of: /[\u0900-\u097f]/, font: 'Lohit Devanagari' },
  { of: /[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufefc]/, font: 'DejaVu Sans' },
  // Other fonts stand in for signs of China where they are told in another language.
  { of: /[\u3400-\u9fff]/, font: 'Droid Sans Fallback', isChinese: true },
  { of: /\u0e3f/, font: 'Garuda', isSign: true },
  { of: /\u20b9/, font: 'Lohit Devanagari', isSign: true },
  { of: /[\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]|[\ud83c-\ud83e][\udc00-\udfff]/, font: 'Symbola', isSign: true }
];
var MOST_TEXTS = 20000, MOST_FONTS = 200, signUses = [];

function fallbackLines() {
  var found = [], uses = [], walker, n, guard = 0, isChinese = /^zh/i.test(root.getAttribute('lang') || '');
  if (!doc.body || style(doc.body).lineHeight !== 'normal') return;
  walker = doc.createTreeWalker(doc.body, 4, null, false);
  while ((n = walker.nextNode()) && guard++ < MOST_TEXTS) {
    var e = n.parentNode, cs;
    if (!/\S/.test(n.nodeValue) || /^(script|style|textarea|option)$/i.test(e.tagName) || e.ownerSVGElement) continue;
    cs = style(e);
    if (cs.lineHeight === 'normal') push(found, { n: n, e: e, cs: cs, family: cs.fontFamily, font: [cs.fontFamily, cs.fontWeight, cs.fontStyle, cs.fontSize].join(';'), asked: [] });
  }
  each(found, function (x) {
    each(STAND_INS, function (s) {
      var letter = !s.isChinese || isChinese ? s.of.exec(x.n.nodeValue) : null;
      if (letter) push(uses, { x: x, s: s, letter: letter[0] });
    });
  });
  askForLetters(uses);
  each(uses, function (use) { if (use.lacks()) push(use.s.isSign ? signUses : use.x.asked, use.s.isSign ? use : use.s.font); });
  growTexts(found);
}

// Whether the fonts of each text lack its letter: it is as wide then as in the font that stands in.
function askForLetters(uses) {
  var box = doc.createElement('h2p-x'), asked = {}, list = [];
  box.setAttribute('style', 'position:absolute;visibility:hidden;white-space:nowrap;font-size:100px');
  function probe(letter, family) {
    var e = doc.createElement('h2p-x');
    e.appendChild(doc.createTextNode(letter));
    set(e, 'font-family', family);
    set(e, 'display', 'inline');
    return box.appendChild(e);
  }
  each(uses, function (use) {
    var key = use.letter + '|' + use.s.font + '|' + use.x.family, one = asked[key];
    if (!one && list.length < 2 * MOST_FONTS) {
      one = asked[key] = { own: probe(use.letter, use.x.family), others: [probe(use.letter, '"' + use.s.font + '"')] };
      if (use.s.like) push(one.others, probe(use.letter, '"' + use.s.like + '"'));
      push(list, one);
    }
    use.lacks = function () { return one && one.same; };
  });
  if (!list.length) return;
  doc.body.appendChild(box);
  each(list, function (one) {
    var own = rect(one.own).width;
    each(one.others, function (other) { one.same = one.same || Math.abs(own - rect(other).width) < 0.01; });
  });
  doc.body.removeChild(box);
}

// Elements get lines as high as all fonts of their texts ask for.
function growTexts(found) {
  var fonts = {}, list = [];
  each(found, function (x) {
    x.key = x.asked.length ? x.font + ';' + x.asked.join() : '';
    if (!x.key || fonts[x.key] !== undefined || list.length >= MOST_FONTS) return;
    fonts[x.key] = 0;
    push(list, { key: x.key, probes: probesOf(x.cs, x.asked) });
  });
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

function probesOf(cs, fonts) {
  var probes = [fontProbe(cs, cs.fontFamily)];
  each(fonts, function (font) { push(probes, fontProbe(cs, '"' + font + '"')); });
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
  var r = rect(box), at = rect(box.lastChild).bottom, above = at - r.top, below = r.bottom - at;
  // A gap between lines that is one pixel stands half above a text here. In a browser it is below.
  return Math.abs(above % 1 - 0.5) < 0.02 ? [above - 0.5, below + 0.5] : [above, below];
}

// Each sign stands in a box of its font, once nothing is found any more by where its text is.
function growSigns() {
  if (!signUses.length) return;
  attempt(freeze);
  each(signUses, function (use) {
    var text = use.x.n, size = use.x.cs.fontSize, found, box, rest, count = 0;
    while (text.parentNode && (found = use.s.of.exec(text.nodeValue)) && count++ < 1000) {
      text = text.splitText(found.index);
      box = doc.createElement('h2p-x');
      set(box, 'font-family', '"' + use.s.font + '"');
      // What is large by default is smaller in a font of equal widths, and would not be in this one.
      set(box, 'font-size', size);
      text.parentNode.insertBefore(box, text);
      rest = text.splitText(found[0].length);
      box.appendChild(text);
      text = rest;
    }
  });
}

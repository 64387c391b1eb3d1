// Formulas (MathML), which the engine sets in one line of plain letters: they are built of boxes
// of HTML, and moved to where fractions, roots and scripts stand when their heights are known.
var RELATIONS = /^[=<>≠≈≡≤≥∼≃≅∝∈∉⊂⊃⊆⊇→←⇒⇔↔↦≪≫∣:]$|^(<=|>=|:=|==|!=)$/, SUMS = /^[+±∓×·÷∗∘∧∨∩∪⋅*−\/-]$/, LARGE = /^[∑∏∫∮∐⋃⋂⋁⋀∬∭]$/, FENCES = /^[()\[\]{}|‖⟨⟩⌈⌉⌊⌋]$/;
var formulaMoves = [];
// Each asks for a layout of the page: where there are more, the last ones stay as they are.
var MOST_MOVES = 2000;

function mathBox(name, styles) {
  var e = doc.createElement('h2p-m'), i, all = styles || [];
  e.setAttribute('data-m', name);
  for (i = 0; i + 1 < all.length; i += 2) set(e, all[i], all[i + 1]);
  return e;
}

function mathName(e) { return (e.localName || e.tagName).toLowerCase().replace(/^[^]*:/, ''); }

// Children that are elements, without annotations.
function mathParts(e) {
  var list = [], n;
  for (n = e.firstChild; n; n = n.nextSibling) if (n.nodeType === 1 && !/^annotation/.test(mathName(n))) push(list, n);
  return list;
}

function mathBlock(inner, small) { var b = mathBox('part', ['display', 'block', 'text-align', 'center']); if (small) set(b, 'font-size', '71%'); b.appendChild(inner); return b; }

// A point of no size on the line of what it is put into.
function mathPoint(e) { var p = mathBox('point', ['display', 'inline-block', 'width', '0', 'height', '0']); e.appendChild(p); return p; }

function mathOperator(text, at, last, big) {
  var e = mathBox('mo'), wide = RELATIONS.test(text) ? '.278em' : SUMS.test(text) && at && !last ? '.222em' : /^[,;]$/.test(text) ? '0 .17em 0 0' : '0';
  set(e, 'display', 'inline-block');
  set(e, 'margin', wide.indexOf(' ') < 0 ? '0 ' + wide : wide);
  if (big && LARGE.test(text)) { set(e, 'font-size', '150%'); set(e, 'vertical-align', '-.15em'); }
  if (LARGE.test(text)) set(e, 'margin', '0 .1em');
  e.appendChild(doc.createTextNode(text === '-' ? '−' : text));
  if (FENCES.test(text)) push(formulaMoves, { kind: 'fence', e: e });
  return e;
}

// Scripts at the side of a base.
function mathScripts(base, below, above, out) {
  out.appendChild(base);
  if (below && above) {
    var both = mathBox('scripts', ['display', 'inline-block', 'vertical-align', 'middle', 'font-size', '71%', 'line-height', '1.1', 'text-align', 'left']);
    each([above, below], function (e) { var b = mathBox('part', ['display', 'block']); b.appendChild(e); both.appendChild(b); });
    out.appendChild(both);
    push(formulaMoves, { kind: 'both', e: both, base: base });
    return out;
  }
  var one = mathBox('script', ['display', 'inline-block', 'font-size', '71%', 'line-height', '1', 'vertical-align', above ? '.5em' : '-.3em']);
  one.appendChild(above || below);
  out.appendChild(one);
  push(formulaMoves, { kind: above ? 'above' : 'below', e: one, base: base });
  return out;
}

// One above the other, on the line of the base.
function mathStack(base, below, above) {
  var e = mathBox('stack', ['display', 'inline-block', 'text-align', 'center', 'line-height', '1.15']), middle = mathBlock(base), point = mathPoint(middle), end;
  if (above) e.appendChild(mathBlock(above, !/^[¯^~→˙¨‾ˉ_]$/.test(above.textContent)));
  e.appendChild(middle);
  if (below) e.appendChild(mathBlock(below, true));
  if (below) { end = mathPoint(e.lastChild); push(formulaMoves, { kind: 'line', e: e, from: end, to: point, by: 0 }); }
  if (above && /^[¯^~→˙¨‾ˉ]$/.test(above.textContent)) set(e.firstChild, 'margin-bottom', '-.75em');
  return e;
}

function mathFraction(parts, e, big) {
  var f = mathBox('frac', ['display', 'inline-block', 'text-align', 'center', 'margin', '0 .1em', 'line-height', '1.2']), upper = mathBlock(mathOf(parts[0], 0, true, false)), lower = mathBlock(mathOf(parts[1], 0, true, false)), bar = mathBox('bar', ['display', 'block', 'height', '0']), end;
  if (!big) set(f, 'font-size', '71%');
  set(bar, 'border-top', (/^0/.test(e.getAttribute('linethickness') || '') ? '0' : '1px') + ' solid');
  each([upper, lower], function (b) { set(b, 'padding', '0 .1em'); });
  each([upper, bar, lower], function (b) { f.appendChild(b); });
  end = mathPoint(lower);
  push(formulaMoves, { kind: 'line', e: f, from: end, to: bar, by: 0.25 });
  return f;
}

function mathRoot(inner, index) {
  var e = mathBox('root', ['white-space', 'nowrap']), sign = mathBox('sign', ['display', 'inline-block', '-webkit-transform-origin', '100% 100%']), box = mathBox('under', ['display', 'inline-block', 'border-top', '1px solid', 'padding', '.05em .1em 0 .05em', 'line-height', '1.15']), small;
  if (index) {
    small = mathBox('script', ['display', 'inline-block', 'font-size', '55%', 'vertical-align', '.8em', 'margin-right', '-.6em', 'line-height', '1']);
    small.appendChild(index);
    e.appendChild(small);
  }
  sign.appendChild(doc.createTextNode('√'));
  box.appendChild(inner);
  e.appendChild(sign);
  e.appendChild(box);
  push(formulaMoves, { kind: 'root', e: sign, box: box });
  return e;
}

function mathTable(e) {
  var t = mathBox('table', ['display', 'inline-table', 'vertical-align', 'middle', 'border-collapse', 'collapse', 'line-height', '1.2']);
  each(mathParts(e), function (row) {
    var r = mathBox('row', ['display', 'table-row']);
    each(mathParts(row), function (cell) {
      var c = mathBox('cell', ['display', 'table-cell', 'padding', '.15em .4em', 'text-align', e.getAttribute('columnalign') === 'left' ? 'left' : 'center']);
      c.appendChild(mathRow(mathParts(cell), false));
      r.appendChild(c);
    });
    t.appendChild(r);
  });
  return t;
}

function mathRow(list, big) {
  var out = mathBox('row');
  each(list, function (k, i) { var made = mathOf(k, i, i === list.length - 1, big); if (made) out.appendChild(made); });
  return out;
}

// What stands for one element of a formula.
function mathOf(e, at, last, big) {
  if (!e) return mathBox('none');
  var name = mathName(e), parts = mathParts(e), text = trim((e.textContent || '').replace(/\s+/g, ' ')), out, limits;
  function part(i) { return mathOf(parts[i], 0, true, false); }
  if (name === 'mo') return mathOperator(text, at, last, big);
  if (/^(mi|mn|mtext|ms)$/.test(name)) {
    out = mathBox(name);
    if (name === 'mi' && text.length === 1 && e.getAttribute('mathvariant') !== 'normal' && /[a-zα-ω]/i.test(text)) set(out, 'font-style', 'italic');
    if (/bold/.test(e.getAttribute('mathvariant') || '')) set(out, 'font-weight', 'bold');
    if (name === 'mi' && text.length > 1) set(out, 'padding-right', '.17em');
    out.appendChild(doc.createTextNode(name === 'mtext' ? (e.textContent || '').replace(/\s+/g, '\u00a0') : text));
    return out;
  }
  if (name === 'mspace') return mathBox('space', ['display', 'inline-block', 'width', e.getAttribute('width') || '0']);
  if (name === 'semantics') return parts.length ? mathOf(parts[0], at, last, big) : mathBox('none');
  if (name === 'mfrac' && parts.length > 1) return mathFraction(parts, e, big);
  if (name === 'msqrt') return mathRoot(mathRow(parts, false));
  if (name === 'mroot' && parts.length > 1) return mathRoot(part(0), part(1));
  out = mathBox(name);
  if (name === 'msup') return mathScripts(part(0), null, part(1), out);
  if (name === 'msub') return mathScripts(part(0), part(1), null, out);
  if (name === 'msubsup') return mathScripts(part(0), part(1), part(2), out);
  if (/^m(under|over|underover)$/.test(name)) {
    limits = parts[0] && /^(∑|∏|⋃|⋂|lim|max|min|sup|inf)$/.test(trim(parts[0].textContent || '')) && !big;
    var base = mathOf(parts[0], 0, true, big), below = name === 'mover' ? null : part(1), above = name === 'munder' ? null : part(name === 'mover' ? 1 : 2);
    return limits ? mathScripts(base, below, above, out) : mathStack(base, below, above);
  }
  if (name === 'mtable') return mathTable(e);
  if (name === 'mphantom') set(out, 'visibility', 'hidden');
  if (name === 'mfenced') {
    out.appendChild(mathOperator(e.getAttribute('open') || '(', 0, true, false));
    each(parts, function (k, i) { if (i) out.appendChild(mathOperator(trim(e.getAttribute('separators') || ',').charAt(0), i, false, false)); out.appendChild(mathOf(k, 1, false, false)); });
    out.appendChild(mathOperator(e.getAttribute('close') || ')', 0, true, false));
    return out;
  }
  out.appendChild(mathRow(parts, big));
  return out;
}

function formulas() {
  var list = [];
  each(doc.getElementsByTagName('math'), function (e) { push(list, e); });
  each(list, function (e) {
    if (!e.parentNode || style(e).display === 'none') return;
    var own = style(e), size = own.fontSize, colour = own.color, big = e.getAttribute('display') === 'block' || e.getAttribute('mode') === 'display', out = mathBox('math', ['font-family', '"Times New Roman",serif', 'white-space', 'nowrap', 'font-style', 'normal', 'text-indent', '0', 'letter-spacing', '0', 'line-height', 'normal']);
    set(out, 'display', big ? 'block' : 'inline');
    if (big) set(out, 'text-align', 'center');
    // Rules that name the element are not those of what stands for it, and links may lead there.
    set(out, 'font-size', size);
    set(out, 'color', colour);
    each(['id', 'class', 'dir', 'lang'], function (name) { if (e.getAttribute(name)) out.setAttribute(name, e.getAttribute(name)); });
    out.appendChild(mathRow(mathParts(e), big));
    e.parentNode.replaceChild(out, e);
  });
  each(formulaMoves.slice(0, MOST_MOVES), placeMath);
}

// How high the highest part of a row is that is no fence.
function highestIn(row) {
  if (row.__highest === undefined) {
    row.__highest = 0;
    each(row.children, function (c) { if (!FENCES.test(c.textContent)) row.__highest = Math.max(row.__highest, rect(c).height); });
  }
  return row.__highest;
}

// From the innermost to the outermost, each by what it has around it.
function placeMath(x) {
  var e = x.e, em = num(style(e).fontSize), r, b, k;
  if (x.kind === 'line') set(e, 'vertical-align', px(x.by * em - (rect(x.from).bottom - rect(x.to).top)));
  else if (x.kind === 'fence') {
    r = rect(e);
    k = highestIn(e.parentNode) / r.height;
    if (k > 1.25) { set(e, '-webkit-transform', 'scale(1,' + (k * 0.95).toFixed(3) + ')'); inlineStyles += '-webkit-transform'; }
  } else if (x.kind === 'root') {
    r = rect(e);
    b = rect(x.box);
    k = b.height / (em * 0.95);
    if (k > 1.1) {
      inlineStyles += '-webkit-transform';
      set(e, '-webkit-transform', 'translate(0,' + px((b.bottom - r.bottom) + em * 0.2 * (k - 1)) + ') scale(1,' + k.toFixed(3) + ')');
    }
  } else if (x.kind === 'both') {
    k = rect(x.base).height;
    if (k > 2 * em) set(e, 'line-height', px(k * 0.55));
  } else {
    k = rect(x.base).height / (em / 0.71);
    if (k > 1.6) set(e, 'vertical-align', (x.kind === 'above' ? 0.45 : -0.3) * k + 'em');
  }
}

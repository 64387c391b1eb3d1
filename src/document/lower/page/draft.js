// What scripts of the page find while they run. The page is laid out as for print, but for
// the screen; where boxes stand then is written down in a style sheet, and all else is taken
// back, so that scripts find the elements as they were written. `late` is what became of styles
// that scripts write, by their texts.
function draft(table, width, late) {
  MEDIUM = 'screen';
  table.W = width;
  table.H = 0;
  PAGE = table;
  DOTS = 12;
  rem = rootLetters() || 16;
  contentIn.list = table.contents;
  unfreeze = [];
  var kept = keepPage();
  if (late) each(kept, function (x) { takeLate(x, late.styles); });
  attempt(layOutDraft, table);
  var pins = attempt(pinned, kept);
  attempt(restorePage, kept);
  pins = pins && pins.told + (attempt(sizedPins, pins.list) || '');
  if (!pins) return;
  var sheet = doc.createElement('style');
  sheet.appendChild(doc.createTextNode('@media screen{' + pins + '}'));
  (doc.getElementsByTagName('head')[0] || root).appendChild(sheet);
  return sheet;
}

function layOutDraft(table) {
  attempt(cascade, table);
  attempt(variables, table);
  layOutTrial();
}

function layOutTrial() {
  attempt(substituted);
  var mixed = attempt(mixedLengths) || [];
  attempt(writeMixed, mixed);
  attempt(tables);
  attempt(cells);
  attempt(letteredDrawings);
  attempt(drawings);
  if (mayContain()) {
    attempt(freeze);
    attempt(innerFieldsets);
    attempt(collect);
    each(containers, lookInto);
    each(containers, children);
    addStyles(CSS + pseudo.css);
    attempt(layOut, mixed);
    attempt(writeMixed, mixed);
    attempt(drawings, true);
    attempt(ratios);
    attempt(fillHeights);
  } else attempt(ratios);
}

function keepPage() {
  var kept = [], list = doc.getElementsByTagName('*'), i;
  for (i = 0; i < list.length; i++) {
    var e = list[i], kids = [], values = [], n;
    for (n = e.firstChild; n; n = n.nextSibling) {
      push(kids, n);
      push(values, n.nodeType === 3 ? n.nodeValue : null);
    }
    push(kept, { e: e, name: e.getAttribute('class'), style: e.getAttribute('style'), told: e.getAttribute('data-h2p'), set: root.h2pSet && e.style && e.style.h2pSet, kids: kids, values: values });
  }
  return kept;
}

// An attribute that a script wrote stands for what became of it while the page is laid out.
function takeLate(x, styles) {
  var known = x.style && x.style.length <= 10000 && styles[keyOf(x.style)];
  if (!known) return;
  x.late = known[0];
  x.e.setAttribute('style', known[0]);
  if (known[1] !== null) x.e.setAttribute('data-h2p', known[1]);
}

var keys = {};
// As page/written.js has it.
function keyOf(text) {
  if (keys.hasOwnProperty('x' + text)) return keys['x' + text];
  for (var sum = 0, at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) % 4294967296;
  return keys['x' + text] = text.length + ':' + sum;
}

function giveAttribute(e, name, value) {
  if (e.getAttribute(name) === value) return;
  if (value === null) e.removeAttribute(name); else e.setAttribute(name, value);
}

function restorePage(kept) {
  for (var i = unfreeze.length - 1; i >= 0; i--) unfreeze[i]();
  each(kept, function (x) {
    var e = x.e, kids = x.kids, n = e.firstChild, k;
    delete e.__h2p;
    giveAttribute(e, 'class', x.name);
    giveAttribute(e, 'style', x.style);
    giveAttribute(e, 'data-h2p', x.told);
    // The style of an element that had no attribute is made anew, without what a script has set on it.
    if (x.set && !e.style.h2pSet) Object.defineProperty(e.style, 'h2pSet', { value: x.set, configurable: true });
    for (k = 0; k < kids.length && n === kids[k]; k++) n = n.nextSibling;
    if (k < kids.length || n) {
      // What is moved is read anew: a style sheet loses the rules that scripts have put into it. So what was
      // put between goes first.
      removeStrangers(e, kids, k, n);
      for (k = kids.length - 1; k >= 0; k--) {
        var next = kids[k + 1] || null;
        if (kids[k].parentNode !== e || kids[k].nextSibling !== next) e.insertBefore(kids[k], next);
      }
      while (kids.length ? kids[0].previousSibling : e.firstChild) e.removeChild(e.firstChild);
    }
    each(kids, function (kid, at) { if (x.values[at] !== null && kid.nodeValue !== x.values[at]) kid.nodeValue = x.values[at]; });
  });
}

function removeStrangers(e, kids, k, n) {
  var next, at;
  for (at = k; at < kids.length; at++) kids[at].__kid = e;
  for (; n; n = next) {
    next = n.nextSibling;
    if (n.__kid !== e) e.removeChild(n);
  }
  for (at = k; at < kids.length; at++) delete kids[at].__kid;
}

// Where items and their containers are, each from the padding edge of its container; and of all
// elements what the engine was told in the place of what it does not know.
function pinned(kept) {
  var css = '', pins = [], count = 0, scratch = doc.createElement('i').style, alike = {}, shared = 0;
  each(kept, function (x) { x.e.__h2p && (x.e.__h2p.kept = true); });
  function pin(e, text, sizes, f) {
    var at = e.getAttribute('data-h2p-pin');
    if (at === null) e.setAttribute('data-h2p-pin', at = count++);
    push(pins, { e: e, at: at, text: text, sizes: sizes || {}, h: f ? f.h : 0, v: f ? f.v : 0 });
  }
  each(kept, function (x) {
    var text = toldOf(x, scratch);
    if (!text || shared === 500 && alike[text] === undefined) return;
    if (alike[text] === undefined) css += '[data-h2p-told="' + (alike[text] = shared++) + '"]{' + text + '}';
    x.e.setAttribute('data-h2p-told', alike[text]);
  });
  each(containers, function (c) {
    if (!c.e.__h2p.kept) return;
    var r = rect(c.e), f = c.frame, any = false;
    each(c.items, function (it) {
      if (!it.e.__h2p || !it.e.__h2p.kept || it.wrapper || /^H2P-/.test(it.e.tagName)) return;
      var q = rect(it.e);
      any = it.e.__h2p.placed = true;
      var held = isHeld(it, c) && !(it.e.__h2p.container && it.e.__h2p.container.items.length);
      if (held) it.e.setAttribute('data-h2p-held', '');
      var sizes = { width: q.width, 'min-height': q.height };
      if (held || it.replaced || it.e.__h2p.container && it.e.__h2p.container.items.length) sizes.height = q.height;
      pin(it.e, 'position:absolute!important;float:none!important;margin:0!important;max-width:none!important;min-width:0!important;right:auto!important;bottom:auto!important' +
        ';left:' + exactly(q.left - r.left - f.bl) + ';top:' + exactly(q.top - r.top - f.bt), sizes, it.frame);
    });
    if (!any) return;
    var stands = style(c.e).position === 'static' ? 'position:relative!important' : '';
    // One that is an item itself is pinned by its own container.
    if (c.parent && c.e.__h2p.item) { if (!c.e.__h2p.placed) pin(c.e, stands); return; }
    var whole = { 'min-height': r.height };
    if (c.e.__h2p.v.width !== undefined) whole.width = r.width;
    pin(c.e, stands + ';display:block!important', whole, f);
  });
  return { told: css, list: pins };
}

function exactly(x) { return x.toFixed(3) + 'px!important'; }

// Each pinned element is told its size as its own `box-sizing` counts it: scripts ask how wide its contents are.
function sizedPins(list) {
  var css = '', name, size;
  each(list, function (x) {
    var cs = style(x.e), whole = (cs.boxSizing || cs.webkitBoxSizing) === 'border-box' || /table/.test(cs.display), box = whole ? 'border-box' : 'content-box';
    css += '[data-h2p-pin="' + x.at + '"]{-webkit-box-sizing:' + box + '!important;box-sizing:' + box + '!important;' + x.text;
    for (name in x.sizes) {
      size = x.sizes[name] - (whole ? 0 : /height/.test(name) ? x.v : x.h);
      css += ';' + name + ':' + exactly(Math.max(0, size));
    }
    css += '}';
  });
  return css;
}

// Whether an item is as high as it is whatever is in it. What scripts put into it moves nothing else.
function isHeld(it, c) {
  var overflow = style(it.e).overflowY, basis = get(it.e, 'flex-basis', 'auto');
  if (/^[\d.]+[a-z]+$/i.test(get(it.e, 'height', 'auto'))) return true;
  if (c.kind !== 'flex' || !/^column/.test(get(c.e, 'flex-direction', 'row')) || !definite(c)) return false;
  if (overflow !== 'visible') return parseFloat(get(it.e, 'flex-grow', '0')) > 0 && !/content|auto/.test(basis);
  return parseFloat(get(it.e, 'flex-grow', '0')) > 0 && /^0/.test(get(it.e, 'min-height', 'auto')) && /^0/.test(basis);
}

// What of it counts where something is measured, or asked for.
var MEASURED = /^((min|max)-)?(width|height)$|^(top|right|bottom|left|display|float|position|color|background-color|white-space|word-break|overflow.*)$|^(margin|padding|font|line-|letter-|word-s|text-[ait]|border.*width|border.*style|-webkit-box-sizing)/;
var PLACES = /^((min|max)-)?(width|height)$|^(top|right|bottom|left|display|float|position|order)$|^margin/;

// What the engine was told of an element in the place of a variable or a sum, and of an attribute
// that a script wrote: the rest of it stands there as it was.
function toldOf(x, scratch) {
  var rec = x.e.__h2p, css = '', i, list = [], own = x.e.style;
  if (!own || !rec && !x.late) return '';
  for (i = 0; i < own.length; i++) if (own.getPropertyPriority(own[i]) && rec && toldBy(rec, own[i])) push(list, own[i]);
  if (x.late) {
    scratch.cssText = x.late;
    var late = [];
    for (i = 0; i < scratch.length; i++) push(late, scratch[i]);
    scratch.cssText = x.style;
    each(late, function (name) { if (!scratch.getPropertyValue(name)) push(list, name); });
  }
  each(list, function (name) {
    // Of items and containers their places are told.
    if (!MEASURED.test(name) || rec && (rec.item || rec.container) && PLACES.test(name)) return;
    css += name + ':' + own.getPropertyValue(name) + '!important;';
  });
  return css;
}

function toldBy(rec, name) {
  var v = rec.v, short;
  if (v[name] !== undefined) return true;
  for (short in v) if (sets(short, name) || /^(margin|padding)$/.test(short) && name.indexOf(short + '-') === 0) return true;
  return v['aspect-ratio'] !== undefined && /^(min-)?(width|height)$/.test(name);
}

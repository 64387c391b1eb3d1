// What scripts of the page find while they run. The page is laid out as for print, but for
// the screen; where boxes stand then is written down in a style sheet, and all else is taken
// back, so that scripts find the elements as they were written.
function draft(table, width) {
  MEDIUM = 'screen';
  table.W = width;
  table.H = 0;
  PAGE = table;
  DOTS = 12;
  rem = num(style(root).fontSize) || 16;
  contentIn.list = table.contents;
  unfreeze = [];
  var kept = keepPage();
  attempt(layOutDraft, table);
  var pins = attempt(pinned, kept) || '';
  attempt(restorePage, kept);
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
    attempt(layOut);
    attempt(writeMixed, mixed);
    attempt(drawings, true);
    attempt(ratios);
    attempt(fillHeights);
  }
}

function keepPage() {
  var kept = [], list = doc.getElementsByTagName('*'), i;
  for (i = 0; i < list.length; i++) {
    var e = list[i], kids = [], values = [], n;
    for (n = e.firstChild; n; n = n.nextSibling) {
      push(kids, n);
      push(values, n.nodeType === 3 ? n.nodeValue : null);
    }
    push(kept, { e: e, name: e.getAttribute('class'), style: e.getAttribute('style'), kids: kids, values: values });
  }
  return kept;
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

// Where items and their containers are, each from the padding edge of its container.
function pinned(kept) {
  var css = '', count = 0;
  each(kept, function (x) { x.e.__h2p && (x.e.__h2p.kept = true); });
  function pin(e, text) {
    var at = e.getAttribute('data-h2p-pin');
    if (at === null) e.setAttribute('data-h2p-pin', at = count++);
    css += '[data-h2p-pin="' + at + '"]{' + text + '}';
  }
  function exactly(x) { return x.toFixed(3) + 'px!important'; }
  var border = '-webkit-box-sizing:border-box!important;box-sizing:border-box!important;';
  each(containers, function (c) {
    if (!c.e.__h2p.kept) return;
    var r = rect(c.e), f = c.frame, any = false;
    each(c.items, function (it) {
      if (!it.e.__h2p || !it.e.__h2p.kept || it.wrapper || /^H2P-/.test(it.e.tagName)) return;
      var q = rect(it.e);
      any = true;
      pin(it.e, border + 'position:absolute!important;float:none!important;margin:0!important;max-width:none!important;min-width:0!important;right:auto!important;bottom:auto!important' +
        ';left:' + exactly(q.left - r.left - f.bl) + ';top:' + exactly(q.top - r.top - f.bt) +
        ';width:' + exactly(q.width) + ';min-height:' + exactly(q.height) +
        (it.replaced || it.e.__h2p.container && it.e.__h2p.container.items.length ? ';height:' + exactly(q.height) : ''));
    });
    if (!any) return;
    var stands = style(c.e).position === 'static' ? 'position:relative!important' : '';
    // One that is an item itself is pinned by its own container.
    if (c.parent && c.e.__h2p.item) { if (!c.e.getAttribute('data-h2p-pin')) pin(c.e, stands); return; }
    pin(c.e, border + stands + ';display:block!important;min-height:' + exactly(r.height));
  });
  return css;
}

function gaps(c, width) {
  c.gapX = Math.max(0, length(get(c.e, 'column-gap', '0'), width, c.frame.em) || 0);
  // Columns of another grid have its gaps.
  if (c.parent && c.parent.gapX && /^(normal|)$/.test(get(c.e, 'column-gap', '')) && /^subgrid/.test(get(c.e, 'grid-template-columns', ''))) c.gapX = c.parent.gapX;
  c.gapY = Math.max(0, length(get(c.e, 'row-gap', '0'), saidHeight(c.e, 0), c.frame.em) || 0);
  if (c.parent && c.parent.gapY && /^(normal|)$/.test(get(c.e, 'row-gap', '')) && /^subgrid/.test(get(c.e, 'grid-template-rows', ''))) c.gapY = c.parent.gapY;
}

function solve(c, width) {
  c.width = width;
  gaps(c, width);
  if (c.kind !== 'grid') each(c.items, function (it) { percents(it, width); });
  if (c.kind === 'grid') { placeItems(c, width); solveGrid(c, width); if (byRatio(c)) solveGrid(c, width); }
  else if (!c.column) solveFlex(c, width);
}

function write(c) {
  if (c.kind === 'grid') writeGrid(c);
  else if (c.column) writeColumn(c, c.width);
  else writeFlex(c);
  outOfFlow(c);
  c.solved = true;
}

function layOut(mixed) {
  each(containers, unblocked);
  each(containers, blockify);
  var needed = [];
  each(containers, function (c) {
    push(needed, c.e);
    each(c.items, function (it) { push(needed, it.e); });
  });
  beginLooks();
  exact(needed);
  each(containers, function (c) { c.frame = frameAlike(c.e); });
  each(containers, boxes);
  endLooks();
  // Read before anything moves: most outer containers have their width already.
  each(containers, function (c) {
    if (c.parent || (c.shrinks = shrinksAround(c.e))) return;
    c.known = inner(c);
  });
  each(containers, build);
  loosenMixed(mixed);
  measureMax();
  measureTables();
  each(containers, function (c) { each(c.items, function (it) { if (it.replaced) it.natural = it.max; record(it.e).item = it; }); });
  var left = containers, guard = 0;
  while (left.length && guard++ < 60) {
    var now = [], later = [];
    each(left, function (c) { if (!c.parent || c.parent.solved) push(now, c); else push(later, c); });
    if (!now.length) break;
    each(now, shareAround);
    // Those whose width is not known from their item are laid out once.
    each(now, function (c) {
      if (c.known !== undefined) return;
      var it = c.e.__h2p.item;
      if (it && it.size !== undefined && (it.cell || it.fits)) c.known = Math.max(0, it.size - c.frame.h);
      else c.known = inner(c);
    });
    keepTables(now);
    each(now, function (c) { solve(c, c.known); });
    each(now, lookAtItems);
    each(now, function (c) {
      write(c);
      each(later, function (d) {
        if (d.parent === c && d.table) d.table.className += ' h2ptop';
      });
    });
    each(now, function (c) { if (c.mixed) writeMixed(c.mixed); });
    left = later;
  }
  tightenLater();
  shareTables();
}

// The engine takes a line of spaced letters for shorter than it is, and so it breaks
// the lines of boxes that are as wide as their contents.
function spaced() {
  var list = [];
  eachThatMaySay(['letter-spacing'], function (rec) {
    var e = rec.e, s = get(e, 'letter-spacing', 'normal');
    if (!/[1-9]/.test(s) || s.charAt(0) === '-' || e.__h2p.item || e.__h2p.container) return;
    var cs = style(e);
    if (!(cs.display === 'inline-block' || floats(cs) || cs.position === 'absolute')) return;
    if (get(e, 'width', 'auto') !== 'auto' || get(e, 'max-width', 'none') !== 'none' || cs.whiteSpace !== 'normal' || !isText(e)) return;
    push(list, [e, frame(e.parentNode)]);
  });
  each(list, function (x) { set(x[0], 'white-space', 'nowrap'); });
  each(list, function (x) {
    x[2] = rect(x[0]).width > rect(x[0].parentNode).width - x[1].h + 0.05;
  });
  each(list, function (x) { if (x[2]) x[0].style.removeProperty('white-space'); });
}

// The engine ignores the largest and the smallest width of a table. Those in others have theirs
// once these have: what they fill is narrower then.
var DEEPEST_TABLE = 8;

function tables() {
  var levels = [], list, depth;
  eachThatMaySay(['max-width', 'min-width'], function (rec) {
    var e = rec.e, most = get(e, 'max-width', 'none'), least = get(e, 'min-width', 'auto'), depth = 0, p;
    if (most === 'none' && least === 'auto' || !/^table$/i.test(e.tagName) || e.__h2p.item) return;
    for (p = e.parentNode; p && p !== doc.body && depth < DEEPEST_TABLE; p = p.parentNode) if (p.tagName === 'TABLE') depth++;
    push(levels[depth] = levels[depth] || [], { e: e, most: most, least: least });
  });
  for (depth = 0; depth < levels.length; depth++) {
    list = [];
    each(levels[depth] || [], function (t) {
      var p = t.e.parentNode, f = frame(p), room = rect(p).width - f.h, em = num(style(t.e).fontSize), now = rect(t.e).width, x = now;
      var most = t.most === 'none' ? null : length(t.most, room, em), least = t.least === 'auto' ? null : length(t.least, room, em);
      if (most !== null) x = Math.min(x, most);
      if (least !== null) x = Math.max(x, least);
      if (Math.abs(x - now) > 0.05) push(list, [t.e, x]);
    });
    each(list, function (t) { set(t[0], 'width', px(t[1])); });
  }
}

// To the engine the height of a cell is always that of its contents.
function cells() {
  var list = [], boxes = [];
  function look(e, value) {
    var h = length(value, null, num(style(e).fontSize));
    if (h === null || style(e).display !== 'table-cell' || !frame(e).border) return;
    push(list, [e, h]);
    push(boxes, e);
  }
  eachThatMaySay(['height'], function (rec) { if (rec.v.height !== undefined) look(rec.e, get(rec.e, 'height')); });
  each(all('td[height],th[height]'), function (e) {
    if (/^\d+$/.test(e.getAttribute('height')) && !get(e, 'height')) look(e, e.getAttribute('height') + 'px');
  });
  exact(boxes);
  each(list, function (x) {
    var f = frame(x[0]), shared = style(x[0]).borderCollapse === 'collapse';
    x[2] = x[1] - f.v + (shared ? (f.bt + f.bb) / 2 : 0);
  });
  each(list, function (x) { set(x[0], 'height', px(Math.max(0, x[2]))); });
}

// The engine counts all lists upwards.
function downwardLists() {
  each(all('ol[reversed]'), function (list) {
    var items = [], n = parseInt(list.getAttribute('start'), 10), i, own;
    for (i = list.firstElementChild; i; i = i.nextElementSibling) if (/^li$/i.test(i.tagName)) push(items, i);
    if (isNaN(n)) n = items.length;
    for (i = 0; i < items.length; i++, n--) {
      own = parseInt(items[i].getAttribute('value'), 10);
      if (isNaN(own)) items[i].setAttribute('value', n); else n = own;
    }
  });
}

// Columns use the same boxes as rows do.
function needStyles(table) {
  var any = false;
  eachThatMaySay(['column-count', 'column-width'], function (rec) { if (rec.v['column-count'] !== undefined || rec.v['column-width'] !== undefined) any = true; });
  var kept = keptElements();
  if (!any && !kept.length) return;
  freeze();
  addStyles(CSS);
  keepWords(kept);
  narrowColumns();
  drawings(true);
  keepCounters(holders());
  columns(table);
}

// How far contents reach beyond the page's side. What the engine says of it counts
// pictures in SVG in dots. Where pages are told apart, `parts` gets it of each part that
// begins a page of another kind: each is printed on a page of its own.
function overflow(width, parts) {
  var edge = Math.max(root.scrollWidth, doc.body ? doc.body.scrollWidth : 0), most = width, at = 0;
  if (edge <= width + 1 || !doc.body) return 0;
  var rtl = style(doc.body).direction === 'rtl', left = rect(root).left, walker = doc.createTreeWalker(doc.body, 5, null, false), n, r;
  // What the body clips is clipped by the page, unless the root says something of its own.
  var own = style(root).overflowX !== 'visible';
  function clipped(e) {
    for (var loose = false, first = true; e && e !== root; e = e.parentNode, first = false) {
      if (e.nodeType !== 1) continue;
      // Browsers cut off what is fixed to a page, and let no page become smaller for it.
      if (e.__fixed) return true;
      if (e.__clips === undefined) {
        var cs = style(e);
        e.__clips = cs.overflowX !== 'visible';
        e.__stands = cs.position;
      }
      // A box that stands out of the flow is clipped by what it stands in only.
      if (e.__stands !== 'static') loose = false;
      if (!first && e.__clips && !loose && (own || e !== doc.body)) return true;
      if (/^(absolute|fixed)$/.test(e.__stands)) loose = true;
    }
    return false;
  }
  function end(id) { push(parts, [id, Math.round(most - width)]); }
  var begins = parts && kinds.begins || [], id = '', total = width;
  sort(begins, function (a, b) { return a[0].compareDocumentPosition(b[0]) & 4 ? -1 : 1; });
  while ((n = walker.nextNode())) {
    while (at < begins.length && (begins[at][0] === n || begins[at][0].compareDocumentPosition(n) & 4)) {
      end(id);
      id = begins[at++][1];
      total = Math.max(total, most);
      most = width;
    }
    if (n.nodeType === 3) {
      if (!/\S/.test(n.nodeValue)) continue;
      r = rangeOf(n).getBoundingClientRect();
    // A line of items has some dots to spare.
    } else if (n.ownerSVGElement || n.nodeName === 'H2P-T') continue;
    else r = rect(n);
    if (!r || !r.width || !r.height) continue;
    var reach = rtl ? left + width - r.left : r.right - left;
    if (reach > most + 0.5 && !clipped(n) && (reach *= zoomOf(n)) > most + 0.5) most = reach;
  }
  if (at) end(id);
  return Math.max(total, most) - width;
}

// Where boxes stand is told in pixels of those that zoom them.
function zoomOf(n) {
  var zoom = 1;
  for (; n && n !== root; n = n.parentNode) if (n.nodeType === 1) zoom *= num(style(n).zoom) || 1;
  return zoom;
}

// A percentage of the root's height is one of the page.
function rootHeights(table) {
  if (!(table.H > 0)) return;
  // Where dots are large, two of them are more than that.
  var H = Math.min(table.H - 0.2, (Math.floor(table.H * DOTS) - 2) / DOTS), base = null, rest = H;
  each([root, doc.body], function (e) {
    if (!e) return;
    var cs = style(e), f = frame(e, cs), around = num(cs.marginTop) + Math.max(0, num(cs.marginBottom));
    each(['height', 'min-height'], function (name) {
      var v = get(e, name, '');
      if (!/^[\d.]+%$/.test(v) || (e !== root && base === null)) return;
      var x = (e === root ? H : base) * parseFloat(v) / 100;
      if (f.border || e === root) set(e, '-webkit-box-sizing', 'border-box');
      set(e, name, px(Math.max(0, x - (f.border || e === root ? 0 : f.v))));
      if (e === root && name === 'height') base = x;
      // What is higher than the page by its own margins would make another.
      if (e !== root && x + around > rest && name === 'height') set(e, name, px(Math.max(0, rest - around - (f.border ? 0 : f.v))));
    });
  });
}

// Whether a dot of its own stands above what is in a box, on the page.
function isTightAtTop(e) { return !!e.__tight && e.__tight.top > 0 && rect(e).top > rect(doc.body).top - 0.02; }

// The dot that keeps a margin at the top is one too many where there is none.
function looseTop() {
  // The style that is computed has whole pixels only.
  var e = doc.body, dot = e ? rect(e).top - rect(root).top : 0, kept = false;
  // Margins of what stands beside or in others at the top.
  each(containers, function (c) {
    if (kept || rect(c.e).top - rect(root).top > 2) return;
    // Where something of its own is above its first item, that one's margin touches no page.
    if (c.column) kept = !(c.frame.pt + c.frame.bt >= 1 || isTightAtTop(c.e)) && !!(c.shown && c.shown[0] && num(style(c.shown[0].e).marginTop));
    else each(c.items, function (it) { if (it.m && it.m.top > 0) kept = true; });
  });
  if (kept) return;
  while (e) {
    var cs = style(e), first = e.firstElementChild;
    if (num(cs.marginTop) || cellsBeginWithMargin(e)) return;
    if (num(cs.paddingTop) >= 1 || num(cs.borderTopWidth) || keptWithin(e, cs) || isTightAtTop(e)) break;
    while (first && (/^(none|table-column)/.test(style(first).display) || /^(absolute|fixed)$/.test(style(first).position))) first = first.nextElementSibling;
    e = first;
  }
  if (dot > 0 && dot < 1) root.setAttribute('data-h2p-flush', '');
}

// Whether a style gives the root a padding at the top, or a margin.
function mayHaveTop() {
  function says(of) { return /[1-9]/.test(of.paddingTop + of.marginTop); }
  var may = hasUserStyle || says(root.style);
  each(view.getMatchedCSSRules(root) || [], function (rule) { may = may || says(rule.style); });
  return may;
}

// The engine drops the margin of the root at the top of its page, and a dot stands where its
// padding would. Its contents have the room that its edges leave.
function rootEdges(table) {
  // A header has no page. To look below the dot lays out the page once more.
  if (table.H > 0 && mayHaveTop()) root.setAttribute('data-h2p-flush', '');
  var cs = style(root), f = frame(root, cs), margin = table.H > 0 ? num(cs.marginTop) : 0;
  if (f.pt < 1 && margin < 1) root.removeAttribute('data-h2p-flush');
  else if (margin >= 1) {
    set(root, 'padding-top', px(f.pt + margin));
    set(root, 'margin-top', '0');
  }
  return Math.max(0, table.W - num(cs.marginLeft) - num(cs.marginRight) - (f.border ? 0 : f.h));
}

// What goes wrong in one step must not keep the others from being taken.
var failed = '', PAGE = { W: 0, H: 0 };
function attempt(step, argument) {
  try { return step(argument); } catch (e) { failed = failed || step.name + ': ' + e; }
}

function run(table, width, height, dots, pages, asked) {
  table.pages = pages;
  table.W = width;
  table.H = height;
  PAGE = table;
  DOTS = dots;
  // The page's scripts had a window.
  if (root.h2pClose) root.h2pClose();
  attempt(onPaper);
  var before = root.style.width;
  // The first that is asked lays out the page: as wide as it is, and not as the window, which has no width.
  root.style.setProperty('width', width + 'px', 'important');
  rem = attempt(rootLetters) || 16;
  root.style.setProperty('width', attempt(rootEdges, table) + 'px', 'important');
  // What stands out of the flow is measured against the window otherwise, which is not
  // as wide as the page.
  var stands = root.style.position;
  if (style(root).position === 'static') root.style.setProperty('position', 'relative', 'important');
  contentIn.list = table.contents;
  attempt(formulas);
  attempt(askContainers, table);
  attempt(cascade, table);
  attempt(variables, table);
  attempt(substituted);
  attempt(inherited);
  attempt(withoutBoxes);
  attempt(collapsed);
  attempt(flowRoots);
  attempt(lostPictures);
  attempt(turns);
  attempt(reckon);
  attempt(readInlineStyles);
  attempt(exactCounters);
  attempt(digits);
  attempt(fallbackLines);
  if (asked) attempt(pageKinds, asked);
  var mixed = attempt(mixedLengths) || [];
  attempt(writeMixed, mixed);
  attempt(rootHeights, table);
  attempt(unfix, table);
  attempt(heightsOnPaper, table);
  attempt(unstick);
  attempt(dialogs);
  attempt(summaries);
  attempt(rubies);
  attempt(tabStops);
  attempt(tables);
  attempt(cells);
  attempt(sharesOfTables);
  attempt(fixedColumns);
  attempt(placeholders);
  attempt(selects);
  attempt(gauges);
  attempt(downwardLists);
  attempt(smallCapitals);
  attempt(emphasis);
  attempt(initialLetters);
  attempt(isolates);
  attempt(verticals);
  attempt(listMarkers);
  attempt(stringMarkers);
  attempt(itemMarkers);
  attempt(decorations);
  attempt(spaced);
  attempt(letteredDrawings);
  attempt(drawings);
  attempt(contentSizes);
  attempt(contentLimits);
  if (mayContain()) {
    // Before anything becomes an element that was none.
    attempt(freeze);
    attempt(clampItems);
    attempt(innerFieldsets);
    attempt(collect);
    attempt(keepCounters, holders());
    each(containers, lookInto);
    each(containers, children);
    attempt(liftItems);
    linesOfItems();
    addStyles(CSS + pseudo.css);
    // While boxes stand where they stand without what moves or turns them, all styles are found anew.
    if (mentioned('-webkit-transform', '-webkit-transform').length) addClass(root, 'h2pflat');
    attempt(growSigns);
    attempt(keepWords);
    attempt(narrowColumns);
    attempt(layOut, mixed);
    attempt(breakWords);
    attempt(firstLines);
    attempt(writeMixed, mixed);
    attempt(drawings, true);
    attempt(ratios);
    attempt(shrinkColumns);
    attempt(wrapColumns);
    var lowered = attempt(lowColumns);
    attempt(fillHeights);
    if (lowered) attempt(highColumns, lowered);
    attempt(writeMixed, uprightOf(mixed));
    attempt(columns, table);
    attempt(spannedRows);
    attempt(gapRules);
    attempt(stackTables, table.H);
    attempt(settle, table);
    attempt(overflowEnds);
    attempt(inlineBaselines);
    attempt(inlineTables);
    attempt(clippedBoxes);
    attempt(placeInAreas);
    attempt(placeLoose);
    if (/ h2pflat/.test(root.getAttribute('class'))) dropClass(root, / h2pflat/);
  } else {
    attempt(growSigns);
    attempt(measureTables);
    attempt(shareTables);
    attempt(firstLines);
    attempt(ratios);
    attempt(inlineTables);
    attempt(clippedBoxes);
    attempt(needStyles, table);
    attempt(spannedRows);
    attempt(stackTables, table.H);
    attempt(breakPages, attempt(foreseePages, table.H) || null);
  }
  attempt(placeBetween);
  attempt(unclipRoots);
  attempt(pseudoLengths);
  attempt(reckonOfBoxes);
  attempt(releaseBreaks);
  attempt(clampLines);
  attempt(ellipses);
  attempt(dialogs, table);
  attempt(unseen);
  attempt(plainHeads, table.H);
  attempt(balanceTexts);
  attempt(lastLines);
  attempt(keepMargins);
  attempt(filters);
  attempt(fits);
  if (table.translucent) attempt(opaqueBorders);
  attempt(gradientBorders);
  attempt(roundCorners);
  attempt(roundedSides);
  attempt(canvases);
  attempt(dashes);
  attempt(drawnParts);
  attempt(paleStrokes);
  attempt(fade);
  attempt(dashedFills);
  attempt(clipPaths);
  attempt(fixed, table);
  attempt(stick);
  attempt(onFirstPage, table);
  // What is asked for after the top is loose finds all styles anew.
  var wide = [], over = overflow(table.W, wide), coloured = isColoured();
  attempt(looseTop);
  var paged = canvas(table, coloured) || fixedBoxes.length > 0;
  if (table.gradients) attempt(paintGradients);
  if (before) root.style.width = before; else root.style.removeProperty('width');
  if (stands) root.style.position = stands; else root.style.removeProperty('position');
  return { error: failed || undefined, containers: containers.length, overflow: Math.round(over), width: table.W, paged: paged, kinds: kinds.list, second: kinds.second, wide: wide };
}

// Behind a forced break, the engine drops the margin of what begins the page, where
// browsers keep it. All are looked at before one is changed: each look at a page that was
// changed has all of it laid out anew. What begins with another one waits for it.
var MOST_NESTED = 20;

function keepMargins() {
  var list = [], moves = [], round;
  eachThatMaySay(['break-before', 'break-after'], function (rec) {
    if (isForced(get(rec.e, 'break-before', ''))) push(list, bearerOf(withoutEmpty(rec.e, moves)));
    if (isForced(get(rec.e, 'break-after', ''))) push(list, bearerOf(nextInFlow(rec.e)));
  });
  each(moves, handOn);
  for (round = 1; list.length && round <= MOST_NESTED; round++) list = keepInTurn(list, round);
}

// What begins the page with a margin: in a box that clips and has none itself, what is first in it.
function bearerOf(e) {
  var found = e, guard, chain, last, f;
  for (guard = 0; found && guard < 10 && firstMargin(found) < 0.5; guard++) {
    chain = oneWithMarginOf(found);
    last = chain[chain.length - 1];
    f = frame(last);
    if (style(last).overflowX === 'visible' || f.pt > 0 || f.bt > 0) return e;
    found = boxFrom(last.firstChild);
  }
  return found && guard < 10 ? found : e;
}

// Those that must wait for others.
function keepInTurn(list, round) {
  var later = [], kept = [];
  each(list, function (e) {
    if (!isTurnOf(e, round)) { push(later, e); return; }
    var margin = droppedMargin(e);
    if (margin) push(kept, margin);
  });
  each(kept, function (k) { if (k.border) lendBorder(k); });
  each(kept, function (k) { k.grown = k.border && rect(k.e).height > k.height + k.margin - 0.6; });
  each(kept, settleMargin);
  return later;
}

// Nothing that begins where it does, or that it begins with, has had its turn in this round.
function isTurnOf(e, round) {
  var c, guard, free = true;
  for (c = e, guard = 0; c && guard++ < 50; c = boxFrom(c.firstChild)) if (c.h2pTurn === round) free = false;
  for (c = e, guard = 0; free && c && guard++ < 50; c = boxFrom(c.firstChild)) c.h2pTurn = round;
  return free;
}

// Nothing that begins a page hands its break on to what comes behind it, whose margin would be
// dropped otherwise.
function withoutEmpty(e, moves) {
  var cs = style(e), f = frame(e, cs), next, before = breakOf(cs, 'before');
  if (/^h2p-/i.test(e.tagName) || cs.display !== 'block' || !e.getClientRects().length || f.v > 0 || rect(e).height > 0.5 || !/^(always|left|right)$/.test(before)) return e;
  next = nextInFlow(e);
  if (!next || firstMargin(next) < 0.5 || firstMargin(e) > firstMargin(next)) return e;
  push(moves, [e, next, before]);
  return next;
}

function handOn(move) {
  set(move[0], 'page-break-before', 'auto');
  each(['margin-top', 'margin-bottom'], function (name) { set(move[0], name, '0'); });
  set(move[1], 'page-break-before', move[2]);
}

// Whether a cell of a row begins with what has a margin, which cells keep.
function cellsBeginWithMargin(row) {
  for (var cell = /^tr$/i.test(row.tagName) && row.firstElementChild, left = 50, box; cell && left; cell = cell.nextElementSibling, left--) {
    box = boxFrom(cell.firstChild);
    if (box && firstMargin(box) > 0.5) return true;
  }
  return false;
}

// The box behind an element, if the flow goes on with one.
function nextInFlow(e) {
  for (var guard = 0; e && e !== doc.body && e !== root && guard < 50; guard++) {
    var p = e.parentNode, box;
    if (kind(p) || !/^(block|list-item)$/.test(style(p).display)) return null;
    box = boxFrom(e.nextSibling);
    if (box !== undefined) return box;
    e = p;
  }
  return null;
}

// The margin of what begins a page, and what is to be known to keep it.
function droppedMargin(e) {
  if (!e || e.h2pKept || !e.getClientRects().length || e === doc.body) return null;
  for (var p = e.parentNode; p && p !== root; p = p.parentNode) if (kind(p) || !/^(block|list-item)$/.test(style(p).display)) return null;
  var cs = style(e), f = frame(e, cs), kept = { e: e, margin: firstMargin(e), height: rect(e).height, chain: [] };
  if (kept.margin < 0.5) return null;
  e.h2pKept = true;
  kept.before = cs.pageBreakBefore;
  kept.border = /^(block|list-item)$/.test(cs.display) && !f.bt && (cs.webkitBoxShadow || 'none') === 'none' && cs.outlineStyle === 'none';
  if (kept.border) kept.chain = oneWithMarginOf(e);
  return kept;
}

// The margin becomes a border that nobody sees.
function lendBorder(kept) {
  var own = kept.e.style;
  kept.own = [own.borderTopWidth, own.borderTopStyle, own.borderTopColor, own.webkitBackgroundClip];
  set(kept.e, 'border-top', px(kept.margin) + ' solid transparent');
  set(kept.e, '-webkit-background-clip', 'padding-box');
}

// Where that does not make it higher, the break stands before what has no margin.
function settleMargin(kept) {
  var e = kept.e, wall;
  if (kept.grown) {
    each(kept.chain, function (c) {
      set(c, 'margin-top', '0');
      if (c !== e) set(c, 'page-break-before', 'auto');
    });
    return;
  }
  if (kept.border) {
    each(['border-top-width', 'border-top-style', 'border-top-color', '-webkit-background-clip'], function (name, i) {
      e.style.removeProperty(name);
      if (kept.own[i]) e.style.setProperty(name, kept.own[i], '');
    });
  }
  wall = wallBefore(e);
  if (/^(always|left|right)$/.test(kept.before)) {
    set(wall, 'page-break-before', kept.before);
    set(e, 'page-break-before', 'auto');
  }
}

// A box that clips keeps the margin of what it begins with, at the top of the paper as well: where
// it is as high as the page, it must not begin below a dot.
function keptWithin(e, cs) {
  var first = e !== doc.body && cs.overflowX !== 'visible' && cs.display === 'block' ? boxFrom(e.firstChild) : null;
  if (!first || firstMargin(first) < 0.5) return false;
  wallBefore(first);
  return true;
}

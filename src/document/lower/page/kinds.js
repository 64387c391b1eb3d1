// Pages that have names: where the name changes, another page begins. Where that is,
// a part of the document is told by, to which a link leads that nobody sees.
var kinds = { list: [], second: null, count: 0, begins: [] };

// The engine takes the middle of an element for its place, so it must be a small one.
function partOf(e) {
  var part = null, guard = 0, boxes, begin = e;
  while (guard++ < 100) {
    if (replaced(e)) { part = e; break; }
    if (kind(e) || /^(table|tbody|thead|tfoot|tr)$/i.test(e.tagName)) boxes = [firstShown(e)];
    else boxes = flowBoxes(e);
    if (!boxes[0]) break;
    e = boxes[0];
  }
  if (!part) {
    part = doc.createElement('h2p-m');
    part.setAttribute('style', 'position:absolute;width:1px;height:1px');
    e.insertBefore(part, e.firstChild);
  }
  if (!/^[\w\-]+$/.test(part.id || '')) part.id = 'h2p-page-' + ++kinds.count;
  var a = doc.createElement('a');
  a.setAttribute('href', '#' + part.id);
  a.setAttribute('style', 'display:none');
  doc.body.appendChild(a);
  push(kinds.begins, [begin, part.id]);
  return part.id;
}

function firstShown(e) {
  for (var c = e.firstElementChild; c; c = c.nextElementSibling) if (style(c).display !== 'none' && !/^(caption|colgroup|col|script|style)$/i.test(c.tagName)) return c;
  return null;
}

function pageName(e, inherited) {
  var v = get(e, 'page', 'auto');
  return v === 'auto' || v === 'inherit' ? inherited : v;
}

// Whether a page may end beside it: false for what is not in the flow, null for what is in a line.
function flowBoxOf(c) {
  if (c.nodeType === 3 && /\S/.test(c.nodeValue)) return null;
  if (c.nodeType !== 1 || /^(script|style|link|meta|template|title|head|br)$/i.test(c.tagName)) return false;
  var cs = style(c);
  if (cs.display === 'none' || /^(absolute|fixed)$/.test(cs.position) || cs.cssFloat !== 'none' && cs['float'] !== 'none') return false;
  return /^inline|^ruby/.test(cs.display) && !kind(c) ? null : c;
}

// Boxes in the flow, between which a page may end.
function flowBoxes(e) {
  var list = [], c, box;
  for (c = e.firstChild; c; c = c.nextSibling) if ((box = flowBoxOf(c)) !== false) push(list, box);
  return list;
}

// The first of them from here on, null where that is a line, or undefined.
function boxFrom(c) {
  for (var box; c; c = c.nextSibling) if ((box = flowBoxOf(c)) !== false) return box;
}

// An element and all in it whose first margins are one with its own.
function oneWithMarginOf(e) {
  var chain = [], cs, f;
  for (; e && chain.length < 50; e = boxFrom(e.firstChild)) {
    cs = style(e);
    f = frame(e, cs);
    push(chain, e);
    if (f.pt > 0 || f.bt > 0 || kind(e) || !/^(block|list-item)$/.test(cs.display)) break;
    // What clips keeps the margins of its contents in it.
    if (cs.overflowX !== 'visible' && e !== doc.body) break;
  }
  return chain;
}

// How far the first margin of an element reaches, with those in it that it is one with.
function firstMargin(e) {
  var most = 0;
  each(oneWithMarginOf(e), function (c) { most = Math.max(most, num(style(c).marginTop)); });
  return most;
}

// Something as high as a dot before an element: behind a break, the engine drops margins.
function wallBefore(e, parent) {
  var wall = doc.createElement('h2p-m');
  wall.setAttribute('style', 'display:block;height:' + px(1 / DOTS));
  (parent || e.parentNode).insertBefore(wall, e);
  return wall;
}

// A page begins at an element, whatever the document says of it.
function forceBreak(e) {
  set(e, 'page-break-before', 'always');
  say(record(e), 'break-before', 'page');
  record(e).p['break-before'] = 9e15;
}

// What begins behind a forced break needs none of its own, which would leave a page empty.
function releaseBreak(e) {
  for (var guard = 0; e && guard++ < 50; e = boxFrom(e.firstChild)) {
    if (!isForced(get(e, 'break-before', ''))) continue;
    set(e, 'page-break-before', 'auto');
    say(record(e), 'break-before', 'auto');
    record(e).p['break-before'] = 9e15;
  }
}

function pageKinds(asked) {
  if (!doc.body) return;
  var named = false, current = null, began = false;
  each(records, function (rec) { if (!/^(auto|inherit)$/.test(get(rec.e, 'page', 'auto'))) named = true; });
  // The earliest element that begins where this one does.
  function earliest(e) {
    var p = e.parentNode;
    while (p && p !== doc.body && p !== root && boxFrom(p.firstChild) === e) { e = p; p = e.parentNode; }
    return e;
  }
  function contents(e, name) {
    if (name === current) { began = true; return; }
    if (current === null && !began) {
      push(kinds.list, [name, '']);
    } else {
      e = earliest(e);
      if (firstMargin(e) > 0) {
        releaseBreak(e);
        e = wallBefore(e);
      }
      forceBreak(e);
      push(kinds.list, [name, partOf(e)]);
    }
    current = name;
    began = true;
  }
  function flow(e, inherited) {
    var name = pageName(e, inherited), boxes = flowBoxes(e), any = false, pending = false;
    if (!/^(block|list-item)$/.test(style(e).display) || kind(e) || !boxes.length) { contents(e, name); return; }
    each(boxes, function (b, i) {
      if (b) { flow(b, name); any = true; return; }
      // Text between boxes has the name of what it is in.
      if (!any) { if (i === 0) contents(e, name); }
      else if (current !== name) {
        contents(wallBefore(boxes[i - 1] ? boxes[i - 1].nextSibling : e.firstChild, e), name);
      }
    });
  }
  if (named) flow(doc.body, '');
  if (asked.first) secondPage(asked);
}

// What a forced break puts behind the first page; or what stands there because all that is
// before it fills just that page, which is as high as `asked.first`. Another printing may
// have found it.
function secondPage(asked) {
  var list = doc.body.getElementsByTagName('*'), i, e, cs, begun = false, broken = false, within = null;
  var looks = asked.fills, end = rect(root).top + asked.first, r;
  function begins(at) {
    var e = list[at];
    if (!e) return;
    forceBreak(e);
    kinds.second = [at, partOf(e)];
  }
  if (asked.at >= 0) { begins(asked.at); return; }
  for (i = 0; i < list.length && i < 5000; i++) {
    e = list[i];
    if (/^(script|style|link|meta|template|title|br)$/i.test(e.tagName)) continue;
    cs = style(e);
    if (cs.display === 'none' || /^inline/.test(cs.display) || /^(absolute|fixed)$/.test(cs.position)) continue;
    if (within) {
      if (within.compareDocumentPosition(e) & 16) continue;
      broken = true;
    }
    if (broken || begun && /^(always|left|right)$/.test(cs.pageBreakBefore)) { begins(i); return; }
    if (begun && looks) {
      r = rect(e);
      if (r.top >= end - 1 || r.bottom > end + 1.5 && (cs.pageBreakInside === 'avoid' || staysWhole(e, cs, end - r.top))) {
        if (r.top < end + 200 && allEndBefore(e, end + 1.5)) { begins(i); return; }
        looks = false;
      }
    }
    begun = true;
    if (/^(always|left|right)$/.test(cs.pageBreakAfter)) within = e;
  }
}

// Whether lines stay together that have this much room: two of a text at least stand on
// each page.
function staysWhole(e, cs, room) {
  var boxes = flowBoxes(e), i, f = frame(e, cs), one = num(cs.lineHeight) || num(cs.fontSize) * 1.2, all, some;
  for (i = 0; i < boxes.length; i++) if (boxes[i]) return false;
  if (kind(e) || !/^(block|list-item)$/.test(cs.display) || !boxes.length) return false;
  all = Math.round((e.offsetHeight - f.v) / one);
  some = Math.floor((room - f.pt - f.bt + 0.5) / one);
  return some < Math.min(2, all) || all - some < 2 && some < 3;
}

// Whether what is in the flow before an element ends there.
function allEndBefore(e, end) {
  for (; e && e !== doc.body; e = e.parentNode) {
    var p = e.parentNode, boxes = flowBoxes(p), i, last = null;
    if (kind(p) || !/^(block|list-item)$/.test(style(p).display)) return false;
    for (i = 0; i < boxes.length && boxes[i] !== e; i++) {
      if (!boxes[i]) return false;
      last = boxes[i];
    }
    if (i === boxes.length || last && rect(last).bottom > end) return false;
  }
  return true;
}

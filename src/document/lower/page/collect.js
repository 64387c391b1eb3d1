// Containers and their items, as the table and the page have them.
var containers = [];

function kind(e) {
  var d = get(e, 'display', '');
  if (!d) return null;
  // In a drawing boxes are measured at another scale: it stays a block, which centres by `text-align`.
  if (d && e.parentNode && e.parentNode.ownerSVGElement) return null;
  d = /flex$/.test(d) ? 'flex' : /grid$/.test(d) ? 'grid' : null;
  return d && isOneBox(e.tagName) ? null : d;
}

// What has nothing in it that could be laid out.
var isOneBox = remembered(/^(img|svg|canvas|video|object|embed|iframe|input|select|textarea|meter|progress)$/i);

// Border and padding, and what else of an element is asked for again and again.
function frame(e, c) {
  c = c || style(e);
  var f = {};
  f.pl = num(c.paddingLeft); f.pr = num(c.paddingRight); f.pt = num(c.paddingTop); f.pb = num(c.paddingBottom);
  f.bl = num(c.borderLeftWidth); f.br = num(c.borderRightWidth); f.bt = num(c.borderTopWidth); f.bb = num(c.borderBottomWidth);
  f.em = num(c.fontSize);
  refine(e, f);
  f.h = f.pl + f.pr + f.bl + f.br; f.v = f.pt + f.pb + f.bt + f.bb;
  f.border = (c.boxSizing || c.webkitBoxSizing) === 'border-box';
  return f;
}

var isReplaced = remembered(/^(img|svg|canvas|video|object|embed|iframe|input|select|textarea|button|meter|progress)$/i);
function replaced(e) { return isReplaced(e.tagName); }

// Fields and buttons are as large as their place where nothing else is said, though the engine
// takes them for pictures.
function fillsArea(e) {
  if (/^(select|textarea|button)$/i.test(e.tagName)) return true;
  return /^input$/i.test(e.tagName) && !/^(checkbox|radio|range|color|file|image|hidden)$/i.test(e.getAttribute('type') || '');
}

// Boxes that are ticked fill their place too, and what is drawn of them stands in its middle.
function standsInMiddle(it, align) {
  return /^(normal|stretch)$/.test(align) && /^input$/i.test(it.e.tagName) && /^(checkbox|radio)$/i.test(it.e.getAttribute('type') || '');
}

function collect() {
  var found = [];
  each(records, function (rec) { if (kind(rec.e)) push(found, rec.e); });
  sort(found, function (a, b) { var p = a.compareDocumentPosition(b); return p & 4 ? -1 : p & 2 ? 1 : 0; });
  each(found, function (e) {
    if (!e.getClientRects().length) return; // of an element that is not displayed
    if (/^(button|fieldset|summary|td|th|tr|tbody|table)$/i.test(e.tagName) && /^table/.test(style(e).display)) return;
    contain(e);
  });
  each(records, function (rec) {
    if (rec.e.__h2p.container || !rec.e.parentNode) return;
    each(['before', 'after'], function (side) { if (isContainer(rec[side])) pseudo(rec.e, side, pseudoStyle(rec.e, side)); });
  });
}

function mayContain() {
  var any = false;
  each(records, function (rec) { if (kind(rec.e) || isContainer(rec.before) || isContainer(rec.after)) any = true; });
  return any;
}

function contain(e) { push(containers, e.__h2p.container = { e: e, kind: kind(e), items: [], out: [] }); }

// Whether what an element brings before or behind its contents lays out its own.
function isContainer(own) { return own && /(flex|grid)$/.test(own.v.display || ''); }

// What is asked of a container and of what is in it before any of them is changed: a style
// that is asked for after a change lays out the page.
function lookInto(c) {
  c.style = style(c.e);
  c.frame = frame(c.e, c.style);
  c.rtl = c.style.direction === 'rtl';
  each(['before', 'after'], function (side) { c[side] = pseudoStyle(c.e, side); });
  for (var n = c.e.firstElementChild; n; n = n.nextElementSibling) n.__seen = seen(n);
}

function seen(e) { var cs = style(e); return { cs: cs, display: cs.display, position: cs.position, floats: cs.cssFloat !== 'none' }; }

function pseudoStyle(e, side) {
  var cs = view.getComputedStyle(e, ':' + side);
  return { content: cs && cs.content, display: cs && cs.display, position: cs && cs.position, stands: cs && cs.top === 'auto' && cs.bottom === 'auto' };
}

function children(c) {
  var e = c.e, dir = get(e, 'flex-direction', 'row');
  // What a container brings before its contents may be one as well.
  if (!c.style) lookInto(c);
  c.column = c.kind === 'flex' && dir.substring(0, 6) === 'column';
  c.reverse = /reverse$/.test(dir);
  c.wrap = c.kind === 'flex' && /^wrap/.test(get(e, 'flex-wrap', 'nowrap'));
  c.wrapReverse = get(e, 'flex-wrap') === 'wrap-reverse';
  c.depth = 0;
  for (var p = e.parentNode; p && p.nodeType === 1; p = p.parentNode) {
    if (p.__h2p && p.__h2p.container) { c.parent = p.__h2p.container; c.depth = c.parent.depth + 1; break; }
  }
  pseudo(e, 'before', c.before);
  pseudo(e, 'after', c.after);
  gather(c, e, null);
  each(c.items, function (item, i) { item.i = i; item.order = parseInt(get(item.e, 'order', '0'), 10) || 0; });
  sort(c.items, function (a, b) { return a.order - b.order; });
}

// An item has a place above or below others without being moved; to the engine only what is moved has.
function liftItems() {
  var lifted = [];
  each(containers, function (c) {
    each(c.items, function (item) { if (isLifted(item.e) && style(item.e).position === 'static' && !holdsPlaced(item.e)) push(lifted, item.e); });
  });
  each(lifted, function (e) {
    each(['top', 'right', 'bottom', 'left'], function (side) { set(e, side, 'auto'); });
    set(e, 'position', 'relative');
  });
}

function isLifted(e) { return get(e, 'z-index', 'auto') !== 'auto'; }

// Whether something in an item is placed in a box around it, and would be placed in the item.
function holdsPlaced(e) {
  var inner = e.getElementsByTagName('*'), i, p;
  for (i = 0; i < inner.length; i++) {
    if (i > 500) return true;
    if (style(inner[i]).position !== 'absolute') continue;
    for (p = inner[i].parentNode; p !== e && style(p).position === 'static'; p = p.parentNode);
    if (p === e) return true;
  }
  return false;
}

function gather(c, parent, wrapper) {
  var nodes = [];
  for (var n = parent.firstChild; n; n = n.nextSibling) push(nodes, n);
  // Text and the ends of lines in it are one item.
  var run = [];
  function flush() {
    var any = false, box;
    each(run, function (n) { if (n.nodeType === 1 || /[^\s]/.test(n.nodeValue)) any = true; });
    if (any) {
      box = doc.createElement('h2p-i');
      parent.insertBefore(box, run[0]);
      each(run, function (n) { box.appendChild(n); });
      push(c.items, item(c, box, wrapper));
    }
    run = [];
  }
  each(nodes, function (n) {
    if (n.nodeType === 3 || n.nodeType === 1 && /^w?br$/i.test(n.tagName) && style(n).display !== 'none') { push(run, n); return; }
    if (n.nodeType === 1) flush();
    if (n.nodeType !== 1 || /^(script|style|link|meta|template|title|head)$/i.test(n.tagName)) return;
    var look = n.__seen || seen(n);
    if (look.display === 'none') return;
    if (get(n, 'display') === 'contents') { gather(c, n, wrapper ? push2(wrapper, n) : [n]); return; }
    if (/^(absolute|fixed)$/.test(look.position)) { push(c.out, n); return; }
    push(c.items, item(c, n, wrapper, n.__seen));
  });
  flush();
}

// Lines under the text of a container are those of its items as well: as what they become,
// the engine draws none.
function linesOfItems() {
  var list = [];
  each(containers, function (c) {
    var lines = c.style.getPropertyValue('-webkit-text-decorations-in-effect');
    if (!lines || lines === 'none') return;
    each(c.items, function (it) {
      if (replaced(it.e) || it.floats) return;
      var cs = it.seen ? it.seen.cs : style(it.e), own = cs.textDecoration;
      push(list, [it.e, own && own !== 'none' ? own + ' ' + lines : lines]);
    });
  });
  each(list, function (x) { set(x[0], 'text-decoration', x[1]); });
}

function push2(list, x) { var copy = []; each(list, function (y) { push(copy, y); }); push(copy, x); return copy; }

function item(c, e, wrapper, seen) { return { e: e, c: c, wrapper: wrapper, seen: seen }; }

// What `::before` and `::after` of a container bring is an item like others. Those that
// are containers themselves become elements anywhere.
function pseudo(e, side, cs) {
  var content = cs.content, own = e.__h2p[side];
  if (!content || content === 'none' || content === 'normal' || cs.display === 'none') return;
  // One that is placed by nothing stands where it would as an item (loose.js).
  if (/^(absolute|fixed)$/.test(cs.position) && !isContainer(own) && !(cs.stands && e.__h2p.container)) return;
  // A clearfix is no item in Chromium either way: it has neither size nor text.
  if (/^(""|'')$/.test(content) && cs.display === 'table') return;
  var box = doc.createElement('h2p-i'), text = '';
  each(pseudoRules(), function (rule) {
    if (rule.side === side && matches(e, rule.base)) text += rule.text + ';';
  });
  box.setAttribute('style', text);
  box.setAttribute('class', 'h2px');
  for (var i = 0; i < e.attributes.length; i++) {
    var a = e.attributes[i];
    if (/^data-(?!h2p)|^(title|lang|dir)$/.test(a.name)) box.setAttribute(a.name, a.value);
  }
  var inner = doc.createElement('h2p-x'), name = 'h2pc' + pseudo.count++;
  inner.className = name;
  inner.setAttribute('title', e.getAttribute('title') || '');
  for (i = 0; i < e.attributes.length; i++) if (/^data-(?!h2p)/.test(e.attributes[i].name)) inner.setAttribute(e.attributes[i].name, e.attributes[i].value);
  pseudo.css += '.' + name + ':before{content:' + contentOf(e, side, content) + '}';
  box.appendChild(inner);
  if (own) {
    var rec = record(box);
    rec.v = own.v;
    rec.p = own.p;
    if (kind(box)) contain(box);
  }
  addClass(e, 'h2pno' + side);
  e.insertBefore(box, side === 'before' ? e.firstChild : null);
}
pseudo.count = 0;
pseudo.css = '';

// The value as it is written in the last rule that holds; the computed one has lost
// what counters and attributes are called.
function contentOf(e, side, computed) {
  var found = '', own = e.__h2p[side];
  if (own && own.v.content !== undefined) return own.v.content;
  each(pseudoRules(), function (rule) {
    if (rule.side === side && rule.content && matches(e, rule.base)) found = rule.content;
  });
  return found || quoted(computed);
}

function pseudoRules() {
  if (pseudoRules.list) return pseudoRules.list;
  var list = pseudoRules.list = [], order = 0;
  ruleLists(function (sheet, rules) {
    each(rules, function (rule) {
      if (rule.type !== 1 || !/:(before|after)/.test(rule.selectorText || '')) return;
      each(words(rule.selectorText, ','), function (selector) {
        var m = /^([^]*?)::?(before|after)$/.exec(selector);
        if (!m) return;
        var s = specificity(m[1]);
        push(list, { base: m[1] || '*', side: m[2], text: rule.style.cssText, content: contentIn(rule.style), weight: s[0] * 1e6 + s[1] * 1e3 + s[2], order: order++ });
      });
    });
  });
  sort(list, function (a, b) { return a.weight - b.weight || a.order - b.order; });
  return list;
}

// What items are before they are blocks. It is read of all of them first: a style that is
// asked for after a change lays out the page.
function unblocked(c) {
  each(c.items, function (it) {
    var look = it.seen || seen(it.e);
    it.display = look.display;
    it.floats = look.floats;
  });
}

// Items are blocks, and do not float.
function blockify(c) {
  each(c.items, function (it) {
    var e = it.e, d = it.display;
    if (d === 'inline-table') set(e, 'display', 'table');
    else if (!/^(block|table|list-item)$/.test(d)) {
      set(e, 'display', 'block');
      it.inline = true;
    }
    if (it.floats) set(e, 'float', 'none');
    it.replaced = replaced(e);
  });
}

function boxOf(e) {
  var cs = style(e), own = { overflow: cs.overflowX, space: cs.whiteSpace };
  each(['top', 'right', 'bottom', 'left'], function (side) { own[side] = num(cs.getPropertyValue('margin-' + side)); });
  return own;
}

// What is said of the sides of an item. Names that are put together would be looked up anew each time.
var AUTOS = ['topAuto', 'rightAuto', 'bottomAuto', 'leftAuto'];
var MARGINS = ['margin-top', 'margin-right', 'margin-bottom', 'margin-left'], PADDINGS = ['padding-top', 'padding-right', 'padding-bottom', 'padding-left'];

// Read when items are blocks: the engine has other paddings for inline boxes.
function boxes(c) {
  each(c.items, function (it) {
    var e = it.e, look = lookOf(e), own = look && look.box || boxOf(e), m = it.m = {};
    if (look) look.box = own;
    it.frame = frameAlike(e);
    it.overflow = own.overflow;
    it.space = own.space;
    it.nowrap = it.space === 'nowrap' || it.space === 'pre';
    for (var i = 0, has = !!e.__h2p, margin, padding, side; i < 4; i++) {
      side = SIDES[i];
      margin = has ? get(e, MARGINS[i]) : undefined;
      padding = has ? get(e, PADDINGS[i]) : undefined;
      m[AUTOS[i]] = margin === 'auto';
      m[side] = margin === 'auto' ? 0 : own[side];
      if (margin) noteShare(it, 'margin-', side, margin);
      if (padding) noteShare(it, 'padding-', side, padding);
    }
    each(it.parts || [], function (p) { part(it, p, 0); });
  });
}

function noteShare(it, what, side, value) {
  if (/^-?[\d.]+%$/.test(value)) push(it.parts = it.parts || [], { what: what, side: side, of: parseFloat(value) / 100 });
}

// Edges that are parts of a container's width are nothing while that is measured.
function part(it, p, width) {
  var x = p.of * width, f = it.frame, name = 'p' + p.side.charAt(0);
  set(it.e, p.what + p.side, px(x));
  if (p.what === 'margin-') { it.m[p.side] = x; return; }
  each([f, it.e.__h2p.container && it.e.__h2p.container.frame], function (own) {
    if (!own) return;
    own[name] = x;
    own.h = own.pl + own.pr + own.bl + own.br;
    own.v = own.pt + own.pb + own.bt + own.bb;
  });
}

// As soon as it is known. The sizes that were measured are those of the contents.
function percents(it, width) {
  if (!it.parts || it.parts.done) return;
  var before = it.frame.h;
  it.parts.done = true;
  each(it.parts, function (p) { part(it, p, width); });
  each(['max', 'min', 'wide', 'natural'], function (name) { if (it[name] !== undefined) it[name] += it.frame.h - before; });
}

// Sizes that are those of the contents.
var CONTENT = /^(-webkit-|-moz-)?(fit-content|max-content|min-content|intrinsic|min-intrinsic)/;

function ofContents(it, room) {
  var v = get(it.e, 'width', 'auto'), m = CONTENT.exec(v);
  if (!m) return null;
  if (/^max|^intrinsic$/.test(m[2]) && v !== 'intrinsic') return it.max;
  if (/^min/.test(m[2])) return smallest(it);
  return it.max <= room ? it.max : Math.max(smallest(it), room);
}

// The border box that a declared size asks for; null where it asks for nothing.
function declared(it, name, base) {
  var v = get(it.e, name);
  if (v === undefined || v === 'auto' || v === 'none') return null;
  var x = length(v, base, it.frame.em);
  if (x === null) return null;
  var edges = /width/.test(name) ? it.frame.h : it.frame.v;
  return it.frame.border ? Math.max(x, edges) : Math.max(0, x) + edges;
}

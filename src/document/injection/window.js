// Opens a window of w by h pixels for the scripts of a page. The engine has none. What modern
// CSS asks for is laid out by the helper before they ask how large something is: when a script
// in the body begins, when the page is there, and when elements came since and one is measured, or
// styles and classes are others. How often is bound by how many elements there were, so that it is
// the same on a busy machine. `late` is what became of styles that scripts write, in the second of
// two runs; in the first it is `true`, and the styles of elements are kept as they are when they are measured.
function (w, h, helper, table, late) {
  var root = document.documentElement, all = document.getElementsByTagName('*'), scripts = document.getElementsByTagName('script');
  var computed = window.getComputedStyle, sheet = null, seen = 0, left = 12, room = 8000, busy = false, spent = 0, run;
  var again = 8, looks = 30000, changes = 0, classes = '', texts = {}, count = 0, noted = 0, notes = 200000, writes = 0, kinds = null, insides = 0, visits = 200000, put = null, told = '', keys = {};
  root.h2pWrites = 0;
  window.innerWidth = window.outerWidth = Math.round(w);
  window.innerHeight = window.outerHeight = Math.round(h);
  // What scripts ask the root for (crates/script/src/roots.rs).
  var sizes = { h2pSized: true, h2pClientWidth: window.innerWidth, h2pClientHeight: window.innerHeight, h2pClientLeft: 0, h2pClientTop: 0 }, size;
  for (size in sizes) if (sizes.hasOwnProperty(size)) Object.defineProperty(root, size, { value: sizes[size], configurable: true });
  // The engine prints by other rules than it has for the screen.
  var wide = document.createElement('style');
  wide.appendChild(document.createTextNode('@media screen{html{width:' + w + 'px}}'));
  (document.getElementsByTagName('head')[0] || root).appendChild(wide);
  // A drawing that is as large as a share of what it is in has as many dots as it should have pixels.
  var drawings = document.getElementsByTagName('svg'), drawn = 0, measures = 50, shares = null;
  function forgetShares() {
    if (shares && shares.parentNode) shares.parentNode.removeChild(shares);
    shares = null;
    for (var i = 0; i < drawings.length; i++) drawings[i].removeAttribute('data-h2p-share');
  }
  function share(svg, at, name, room) {
    var size = room > 0 && parseFloat(computed.call(window, svg, null)[name]);
    return size > 3 * room ? 'svg[data-h2p-share="' + at + '"]{' + name + ':' + size / svg.currentScale + 'px!important}' : '';
  }
  function holdShares() {
    var i, css = '', svg, own, held = [];
    // A script that adds drawings one by one and measures each asks anew for each.
    if (drawings.length === drawn || busy || !measures) return;
    measures--;
    forgetShares();
    drawn = drawings.length;
    for (i = 0; i < drawn; i++) {
      svg = drawings[i];
      if (svg.ownerSVGElement || !svg.parentNode || !(svg.currentScale > 1)) continue;
      own = share(svg, i, 'width', svg.parentNode.clientWidth) + share(svg, i, 'height', svg.parentNode.clientHeight);
      if (own) held.push(i);
      css += own;
    }
    if (!css) return;
    for (i = 0; i < held.length; i++) drawings[held[i]].setAttribute('data-h2p-share', held[i]);
    shares = document.createElement('style');
    shares.appendChild(document.createTextNode('@media screen{' + css + '}'));
    (document.getElementsByTagName('head')[0] || root).appendChild(shares);
  }
  window.h2pLayOut = function (mine) {
    if (document.body) holdShares();
    if (mine) {
      var own = scripts[scripts.length - 1];
      own.parentNode.removeChild(own);
    }
    if (busy || !document.body) return;
    if (late === true) note();
    if (!helper || !left) return;
    var shown = all.length - scripts.length, start = +new Date;
    if (shown === seen ? !isChanged() : isOfNoAccount(shown)) return;
    busy = true;
    if (shown === seen) again--; else left--;
    room -= shown;
    unpin();
    try {
      if (late && late !== true) putSheets();
      run = run || new Function('table', 'width', 'late', helper + '\nvar taken=takeBack();try{return draft(table,width,late)}finally{giveBack(taken)}');
      sheet = run(table, w, late === true ? null : late) || null;
    } catch (e) { left = 0; }
    seen = all.length - scripts.length;
    changes = root.h2pWrites;
    classes = namesOf();
    look(true);
    spent += new Date - start;
    if (room < 0 || spent > 5000) left = 0;
    busy = false;
  };
  function namesOf() {
    var names = '', i;
    if (all.length > looks) { looks = 0; return ''; }
    looks -= all.length;
    for (i = 0; i < all.length; i++) names += typeof all[i].className === 'string' ? all[i].className + ';' : ';';
    return names;
  }
  // What scripts put into their pages row by row is measured after each. Where it is like what was there, and
  // stands outside of all items or in one that is as high as it is whatever it has in it, all stays as it was.
  function isOfNoAccount(shown) {
    if (!seen || changes !== root.h2pWrites || all.length > 3000 || visits < all.length || !look(false)) return false;
    seen = shown;
    return true;
  }
  function kindOf(e) {
    var p = e.parentNode;
    return e.nodeName + '.' + e.getAttribute('class') + ';' + e.getAttribute('style') + '<' + (p && p.nodeType === 1 ? p.nodeName + '.' + p.getAttribute('class') : '');
  }
  // Goes through all elements: writes down of what kinds they are and where they stand, or tells whether
  // those that came or went since are of no account.
  function look(first) {
    var names = '', inside = 0, i, e, kind, place, laid;
    if (all.length > 3000) return false;
    if (first) kinds = {};
    visits -= all.length;
    for (i = 0; i < all.length; i++) {
      e = all[i];
      names += typeof e.className === 'string' ? e.className + ';' : ';';
      if (e.nodeName === 'SCRIPT') continue;
      laid = e.hasAttribute('data-h2p-pin');
      place = e.hasAttribute('data-h2p-held') ? 1 : laid ? 2 : e.parentNode.h2pPlace || 0;
      kind = 'x' + kindOf(e);
      if (place === 2) inside++;
      laid = laid || e.hasAttribute('data-h2p-told') || e.nodeName === 'STYLE' || e.nodeName === 'LINK';
      if (first) kinds[kind] = laid || kinds[kind] === true;
      else if (e.h2pPlace === undefined ? kinds[kind] !== false : e.h2pKind !== kind) return false;
      e.h2pPlace = place;
      e.h2pKind = kind;
    }
    if (first) insides = inside;
    else if (insides !== inside) return false;
    else classes = names;
    return true;
  }
  // Styles that scripts wrote (scripts/prelude/own/style-object.js), and classes that they gave: these can be
  // seen by looking at them only.
  function isChanged() {
    if (!seen || !again) return false;
    if (changes !== root.h2pWrites) return true;
    return looks > 0 && namesOf() !== classes && looks > 0;
  }
  // Attributes that are not lowered yet, as they are when something is measured: by the end they may be others.
  // A script may write and measure thousands of times: only so many elements are looked at.
  function note() {
    if (all.length === noted && root.h2pWrites === writes || count > 2000 || notes < 0) return;
    notes -= all.length;
    noted = all.length;
    writes = root.h2pWrites;
    var list = document.querySelectorAll('[style]'), i, text;
    for (i = 0; i < list.length && count <= 2000; i++) {
      text = list[i].getAttribute('style');
      if (text.length > 2000 || texts['x' + text]) continue;
      texts['x' + text] = true;
      count++;
    }
  }
  root.h2pNoted = texts;
  function key(s) {
    if (s.length < 5000 && keys['x' + s]) return keys['x' + s];
    for (var sum = 0, at = 0; at < s.length; at++) sum = (sum * 31 + s.charCodeAt(at)) % 4294967296;
    return keys['x' + s] = s.length + ':' + sum;
  }
  // What became of style sheets that scripts have written so far, as they stand.
  function putSheets() {
    var list = document.querySelectorAll('style,link[rel~="stylesheet"][href]'), css = '', i, k, e, text;
    for (i = 0; i < list.length; i++) {
      e = list[i];
      if (e.disabled || e.sheet && e.sheet.disabled) continue;
      if (e.nodeName === 'LINK') text = 'href ' + e.getAttribute('href');
      else if (e.h2pRules) {
        for (k = 0, text = ''; k < e.h2pRules.length; k++) if (!e.hasAttribute('data-h2p-own') || e.h2pRules[k] !== e.textContent) text += e.h2pRules[k] + '\n';
        text = key(text);
      } else text = key(e.textContent);
      if (Object.prototype.hasOwnProperty.call(late.sheets, text)) css += late.sheets[text] + '\n';
    }
    if (css === told) return;
    told = css;
    if (put) put.parentNode.removeChild(put);
    put = document.createElement('style');
    put.setAttribute('data-h2p-own', '');
    put.appendChild(document.createTextNode(css));
    (document.getElementsByTagName('head')[0] || root).appendChild(put);
  }
  function unpin() {
    if (!sheet) return;
    if (sheet.parentNode) sheet.parentNode.removeChild(sheet);
    sheet = null;
    var pinned = document.querySelectorAll('[data-h2p-pin],[data-h2p-told]');
    for (var i = 0; i < pinned.length; i++) {
      pinned[i].removeAttribute('data-h2p-pin');
      pinned[i].removeAttribute('data-h2p-told');
      pinned[i].removeAttribute('data-h2p-held');
    }
  }
  root.h2pClose = function () {
    left = 0;
    unpin();
    if (put && put.parentNode) put.parentNode.removeChild(put);
    forgetShares();
    if (wide.parentNode) wide.parentNode.removeChild(wide);
  };
  if (!helper && !late) return;
  // For what is computed (scripts/prelude/own/style-object.js).
  Object.defineProperty(root, 'h2pTable', { value: table, configurable: true });
  function lazily(owner, name) {
    var native = owner[name];
    owner[name] = function () { window.h2pLayOut(); return native.apply(this, arguments); };
  }
  lazily(window, 'getComputedStyle');
  lazily(Element.prototype, 'getBoundingClientRect');
  lazily(Element.prototype, 'getClientRects');
  function now() { window.h2pLayOut(); }
  document.addEventListener('DOMContentLoaded', now, true);
  window.addEventListener('load', now, true);
}

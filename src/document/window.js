// Opens a window of w by h pixels for the scripts of a page. The engine has none. What modern
// CSS asks for is laid out by the helper before they ask how large something is: when a script
// in the body begins, when the page is there, and when elements came since and one is measured.
// How often is bound by how many elements there were, so that it is the same on a busy machine.
function (w, h, helper, table) {
  var root = document.documentElement, all = document.getElementsByTagName('*'), scripts = document.getElementsByTagName('script');
  var computed = window.getComputedStyle, sheet = null, seen = 0, left = 12, room = 8000, busy = false, spent = 0, run;
  window.innerWidth = window.outerWidth = Math.round(w);
  window.innerHeight = window.outerHeight = Math.round(h);
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
    if (!helper || busy || !left || !document.body) return;
    var shown = all.length - scripts.length, start = +new Date;
    if (shown === seen) return;
    busy = true;
    left--;
    room -= shown;
    unpin();
    try {
      run = run || new Function('table', 'width', helper + '\nvar taken=takeBack();try{return draft(table,width)}finally{giveBack(taken)}');
      sheet = run(table, w) || null;
    } catch (e) { left = 0; }
    seen = all.length - scripts.length;
    spent += new Date - start;
    if (room < 0 || spent > 5000) left = 0;
    busy = false;
  };
  function unpin() {
    if (!sheet) return;
    if (sheet.parentNode) sheet.parentNode.removeChild(sheet);
    sheet = null;
    var pinned = document.querySelectorAll('[data-h2p-pin]');
    for (var i = 0; i < pinned.length; i++) pinned[i].removeAttribute('data-h2p-pin');
  }
  root.h2pClose = function () {
    left = 0;
    unpin();
    forgetShares();
    if (wide.parentNode) wide.parentNode.removeChild(wide);
  };
  if (!helper) return;
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

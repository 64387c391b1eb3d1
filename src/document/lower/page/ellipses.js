// `text-overflow: ellipsis`: the engine shows as many letters as have room beside the sign, but the
// file has all of them, and whoever copies or looks for text finds what nobody sees. And it shows one
// letter more where half of it has room. So the texts are cut off here.
var MOST_PARTS = 60, MOST_CUT = 2000;

function ellipses() {
  var list = [];
  each(mentioned('ellipsis', 'text-overflow'), function (e) {
    var cs = style(e), one;
    if (list.length >= MOST_CUT || cs.textOverflow !== 'ellipsis' || cs.overflowX === 'visible' || !/^(nowrap|pre)$/.test(cs.whiteSpace)) return;
    if (cs.direction === 'rtl' || e.__h2p && e.__h2p.container || !e.getClientRects().length) return;
    one = { e: e, frame: frame(e, cs), box: rect(e), texts: textsOfLine(e) };
    one.end = one.box.right - one.frame.br - one.frame.pr;
    if (one.texts && reachesBeyond(one)) push(list, one);
  });
  each(list, function (x) {
    x.sign = doc.createElement('h2p-x');
    x.sign.setAttribute('style', 'position:absolute!important;visibility:hidden!important');
    x.sign.appendChild(doc.createTextNode('\u2026'));
    x.e.appendChild(x.sign);
  });
  each(list, function (x) { x.room = x.end - rect(x.sign).width; });
  each(list, function (x) { x.e.removeChild(x.sign); });
  each(list, whereToCut);
  each(list, cutOff);
}

// Texts that stand in one line; null where something else does.
function textsOfLine(e) {
  var walker = doc.createTreeWalker(e, 5, null, false), found = [], guard = 0, n;
  while ((n = walker.nextNode())) {
    if (guard++ > MOST_PARTS) return null;
    if (n.nodeType === 3) { if (n.nodeValue) push(found, n); continue; }
    var cs = style(n);
    if (cs.display !== 'inline' || cs.position !== 'static' || floats(cs) || isOneBox(n.tagName) || n.tagName === 'BR') return null;
  }
  return found;
}

function reachesBeyond(x) {
  var found = false;
  each(x.texts, function (n) { found = found || /\S/.test(n.nodeValue) && rangeOf(n).getBoundingClientRect().right > x.end + 0.05; });
  return found;
}

// The last text that has room, and how many of its letters have; at least one letter is seen.
function whereToCut(x) {
  for (var i = x.texts.length - 1; i >= 0; i--) {
    var n = x.texts[i], range = rangeOf(n), least = 0, most = n.nodeValue.length, half;
    while (least < most) {
      half = (least + most + 1) >> 1;
      range.setEnd(n, half);
      if (range.getBoundingClientRect().right <= x.room + 0.01) least = half; else most = half - 1;
    }
    // Not between the halves of a letter.
    if (least && least < n.nodeValue.length && /[\ud800-\udbff]/.test(n.nodeValue.charAt(least - 1))) least--;
    if (least || !i) { x.last = n; x.count = least || Math.min(1, n.nodeValue.length); return; }
  }
}

function cutOff(x) {
  var n = x.last;
  if (!n) return;
  set(x.e, 'width', px(Math.max(0, x.box.width - (x.frame.border ? 0 : x.frame.h))));
  n.nodeValue = n.nodeValue.substring(0, x.count);
  for (; n !== x.e; n = n.parentNode) while (n.nextSibling) n.parentNode.removeChild(n.nextSibling);
  x.e.appendChild(doc.createTextNode('\u2026'));
  set(x.e, 'text-overflow', 'clip');
}

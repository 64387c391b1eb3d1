// Tabs in text whose white space is kept: the engine prints one space for each. In fonts
// whose letters are all as wide they become spaces; in others, boxes as wide as it takes.
function tabStops() {
  if (!doc.body || doc.body.textContent.indexOf('\t') < 0) return;
  var walker = doc.createTreeWalker(doc.body, 5, null, false), n, texts = [], block = null, boxes = [], column = 0;
  while ((n = walker.nextNode())) {
    if (n.nodeType === 1) { if (/^br$/i.test(n.tagName)) push(texts, { end: true }); continue; }
    var p = n.parentNode;
    if (p.__kept === undefined) p.__kept = !/^(script|style|textarea|option)$/i.test(p.tagName) && /^pre(-wrap)?$/.test(style(p).whiteSpace);
    if (p.__kept) push(texts, { n: n, p: p });
  }
  each(texts, function (t) {
    if (t.end) { column = 0; return; }
    var own = blockAround(t.p);
    if (own !== block) { block = own; column = 0; }
    if (t.n.nodeValue.indexOf('\t') < 0) { column = columnAfter(column, t.n.nodeValue); return; }
    var stop = stopOf(t.p);
    if (!stop.size) return;
    if (stop.count && !/[^\u0000-\u024f\u2000-\u2fff]/.test(t.n.nodeValue)) {
      var out = '', s = t.n.nodeValue, i, c, more;
      for (i = 0; i < s.length; i++) {
        c = s.charAt(i);
        if (c === '\t') for (more = stop.count - column % stop.count; more > 0; more--) { out += ' '; column++; }
        else { out += c; column = c === '\n' ? 0 : column + 1; }
      }
      t.n.nodeValue = out;
      return;
    }
    var parts = t.n.nodeValue.split('\t'), all = doc.createDocumentFragment(), k;
    for (k = 0; k < parts.length; k++) {
      if (k) {
        var box = doc.createElement('h2p-x');
        box.setAttribute('style', 'display:inline-block!important;font:inherit;letter-spacing:inherit;text-indent:0;width:' + px(stop.size));
        box.appendChild(doc.createTextNode(' '));
        all.appendChild(box);
        push(boxes, { e: box, stop: stop, block: own });
      }
      if (parts[k]) all.appendChild(doc.createTextNode(parts[k]));
    }
    t.p.replaceChild(all, t.n);
  });
  // One after the other: each moves those behind it.
  each(boxes, function (b, i) {
    if (i >= 500) return;
    var f = frame(b.block), x = rect(b.e).left - rect(b.block).left - f.bl - f.pl, width = b.stop.size - (x + 0.01) % b.stop.size;
    if (width < b.stop.space / 2) width += b.stop.size;
    b.e.style.setProperty('width', px(width), '');
  });
}

function columnAfter(column, text) {
  var at = text.lastIndexOf('\n');
  return at < 0 ? column + text.length : text.length - at - 1;
}

function blockAround(e) {
  for (; e !== doc.body && e.parentNode && e.parentNode.nodeType === 1; e = e.parentNode) if (style(e).display !== 'inline') return e;
  return e;
}

// How far tabs are apart; as a number of letters where these are all as wide.
function stopOf(e) {
  if (e.__stop) return e.__stop;
  function width(text) {
    var probe = doc.createElement('h2p-x');
    probe.setAttribute('style', 'white-space:pre!important;font:inherit;letter-spacing:inherit');
    probe.appendChild(doc.createTextNode(text));
    e.appendChild(probe);
    var w = rect(probe).width;
    e.removeChild(probe);
    return w / text.length;
  }
  var value = '8', p, em = num(style(e).fontSize), space = width('||        |') * 11 - width('|||') * 3, isEven;
  for (p = e; p && p.nodeType === 1; p = p.parentNode) if (get(p, 'tab-size') !== undefined) { value = get(p, 'tab-size'); break; }
  space /= 8;
  isEven = Math.abs(width('iiiiiiii') - width('MMMMMMMM')) < 0.05;
  var count = /^\d+$/.test(value) ? +value : 0;
  return (e.__stop = { space: space, count: isEven && count, size: /^[\d.]+$/.test(value) ? value * space : length(value, null, em) || 0 });
}

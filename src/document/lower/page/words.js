// `word-break: keep-all`: the engine breaks between any two letters of East Asia. Words
// are kept together, each by a box of its own.
var EAST = /[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/;

var BEHIND = /[·\/~%:,;!?…)\]}\-]+(?=[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])|[、。，．・：；！？）」』】〉》]+/g;
var BEFORE = /[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff](?=[(\[{「『【〈《])/g;

function keptElements() {
  var found = [];
  eachThatMaySay(['word-break'], function (rec) { if (get(rec.e, 'word-break') === 'keep-all') push(found, rec.e); });
  return found;
}

function keepsWords(n) {
  for (var e = n.parentNode; e && e.nodeType === 1; e = e.parentNode) {
    if (/^(script|style|textarea|option|pre|svg)$/i.test(e.tagName) || e.tagName === 'H2P-W') return false;
    var own = get(e, 'word-break');
    if (own !== undefined) return own === 'keep-all';
  }
  return false;
}

function keepWords(elements) {
  var texts = [];
  each(elements || keptElements(), function (e) {
    var walker = doc.createTreeWalker(e, 4, null, false), n;
    while ((n = walker.nextNode())) if (!n.__kept && EAST.test(n.nodeValue) && keepsWords(n)) { n.__kept = true; push(texts, { n: n, anywhere: style(n.parentNode).wordBreak === 'break-word' }); }
  });
  each(texts, function (text) {
    var n = text.n, parts = n.nodeValue.split(/(\s+)/), box = doc.createDocumentFragment(), plain = '';
    function flush() { if (plain) box.appendChild(doc.createTextNode(plain)); plain = ''; }
    each(parts, function (word) {
      // Between words a line may break, and between a letter and a mark where it may elsewhere.
      each(word.replace(BEHIND, '$&\u0000').replace(BEFORE, '$&\u0000').split('\u0000'), function (w, at) {
        // Between two such boxes the engine breaks no line by itself.
        if (at && w) { flush(); box.appendChild(doc.createElement('wbr')); }
        if (w.length < 2 || w.length > 40 || !EAST.test(w)) { plain += w; return; }
        flush();
        var kept = doc.createElement('h2p-w');
        kept.appendChild(doc.createTextNode(w));
        if (text.anywhere) kept.className = 'h2pany';
        box.appendChild(kept);
      });
    });
    flush();
    n.parentNode.replaceChild(box, n);
  });
}

// Words that are longer than their line are broken all the same where they may be.
function breakWords() {
  var list = [];
  each(all('h2p-w'), function (w) {
    if (style(w).wordWrap !== 'break-word') return;
    for (var p = w.parentNode; p && /^inline$/.test(style(p).display); p = p.parentNode);
    if (p && rect(w).width > inner({ e: p, frame: frame(p) }) + 0.5) push(list, w);
  });
  each(list, function (w) { set(w, 'white-space', 'normal'); });
}

// The mark before a summary is that of a list in browsers: there is none where its style is none,
// or where it is no item of a list. The engine draws one all the same.
function summaries() {
  var list = [];
  each(doc.getElementsByTagName('summary'), function (e) { if (isUnmarked(e)) push(list, e); });
  if (!list.length) return;
  each(list, function (e) { addClass(e, 'h2punmarked'); });
  addStyles('.h2punmarked::-webkit-details-marker{display:none!important}');
}

function isUnmarked(e) {
  var own = e.__h2p && e.__h2p.marker, isBare = false, isOther = false;
  if (kind(e) !== null || own && /^(""|''|none)$/.test(own.v.content || '')) return true;
  function look(style) {
    if (style.listStyleType) isBare = style.listStyleType === 'none';
    if (style.display) isOther = style.display !== 'list-item';
  }
  each(view.getMatchedCSSRules(e) || [], function (rule) { if (!YOUNGER.test(rule.selectorText || '')) look(rule.style); });
  look(e.style);
  return isBare || isOther;
}

// The rule that says what browsers say by themselves of elements younger than the engine (lowering).
var YOUNGER = /^main, ?search, ?summary, ?details, ?figure, ?figcaption, ?dialog,/;

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
  var own = e.__h2p && e.__h2p.marker, found = kind(e) !== null || !!own && /^(""|''|none)$/.test(own.v.content || '');
  function look(style) {
    if (style.listStyleType) found = style.listStyleType === 'none' || kind(e) !== null;
    if (style.display && style.display !== 'list-item') found = true;
  }
  each(view.getMatchedCSSRules(e) || [], function (rule) {
    // That is what browsers say by themselves (lowering).
    if (!/figcaption/.test(rule.selectorText || '')) look(rule.style);
  });
  look(e.style);
  return found;
}

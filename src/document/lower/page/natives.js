// Scripts of the page may have put functions of their own where the engine's were. The
// engine's are put back, or come back where those are deleted; when all is done, the page has
// its own again.
// Those of regular expressions, numbers and functions would not come back.
function takeBack() {
  var taken = [], known = document.documentElement.h2pOriginals || [], i, j;
  for (i = 0; i < known.length; i++) {
    try {
      if (known[i][0][known[i][1]] === known[i][2]) continue;
      taken[taken.length] = [known[i][0], known[i][1], known[i][0][known[i][1]]];
      known[i][0][known[i][1]] = known[i][2];
    } catch (e) {}
  }
  function of(object, names) {
    if (!object) return;
    for (j = 0; j < names.length; j++) {
      try {
        var name = names[j], before = object[name];
        if (name in object && delete object[name] && object[name] !== before) taken[taken.length] = [object, name, before];
      } catch (e) {}
    }
  }
  of(window, ['getComputedStyle', 'getMatchedCSSRules']);
  of(document, NATIVES); of(Math, NATIVES); of(JSON, NATIVES); of(console, NATIVES);
  for (i = 0; i < TAKEN_OVER.length; i++) of(window[TAKEN_OVER[i]] && window[TAKEN_OVER[i]].prototype, NATIVES);
  return taken;
}

function giveBack(taken) {
  // What was taken twice had the page's own first.
  for (var i = taken.length - 1; i >= 0; i--) {
    try { taken[i][0][taken[i][1]] = taken[i][2]; } catch (e) {}
  }
}

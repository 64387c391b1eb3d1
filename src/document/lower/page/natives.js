// Scripts of the page may have put functions of their own where the engine's were. The
// engine's come back where those are deleted; when all is done, the page has its own again.
// Those of regular expressions, numbers and functions would not come back.
var NATIVES = ('max min abs round floor appendChild setProperty createElement replace insertBefore setAttribute ' +
  'getPropertyValue charAt getAttribute getElementsByTagName substring getClientRects removeChild createTextNode ' +
  'removeProperty removeAttribute nextNode createTreeWalker createRange toLowerCase toUpperCase toFixed ' +
  'selectNodeContents replaceChild join indexOf hasAttribute getPropertyPriority cloneNode split slice insertRule ' +
  'getComputedStyle getBoundingClientRect createDocumentFragment compareDocumentPosition webkitMatchesSelector ' +
  'splitText setStart setEnd search querySelectorAll querySelector parse stringify match getMatchedCSSRules ' +
  'deleteRule log').split(' ');
var TAKEN_OVER = ['Array', 'String', 'Node', 'Element', 'HTMLElement', 'Text',
  'CharacterData', 'Document', 'HTMLDocument', 'DocumentFragment', 'CSSStyleDeclaration', 'CSSStyleSheet', 'NodeList',
  'Range', 'HTMLBodyElement', 'HTMLHtmlElement'];

function takeBack() {
  var taken = [], i, j;
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
  for (var i = 0; i < taken.length; i++) {
    try { taken[i][0][taken[i][1]] = taken[i][2]; } catch (e) {}
  }
}


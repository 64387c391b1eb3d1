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
  // What was asked for once does not come back by itself another time.
  var root = document.documentElement, known = root.h2pNatives = root.h2pNatives || {}, taken = [], i, j;
  function of(object, names, label) {
    if (!object) return;
    for (j = 0; j < names.length; j++) {
      try {
        var name = names[j], key = label + '.' + name, before = object[name];
        if (known[key]) {
          if (before !== known[key]) {
            object[name] = known[key];
            taken[taken.length] = [object, name, before];
          }
        } else if (name in object) {
          delete object[name];
          known[key] = object[name];
          if (known[key] !== before) taken[taken.length] = [object, name, before];
        }
      } catch (e) {}
    }
  }
  of(window, ['getComputedStyle', 'getMatchedCSSRules'], 'window');
  of(document, NATIVES, 'document'); of(Math, NATIVES, 'Math'); of(JSON, NATIVES, 'JSON'); of(console, NATIVES, 'console');
  for (i = 0; i < TAKEN_OVER.length; i++) of(window[TAKEN_OVER[i]] && window[TAKEN_OVER[i]].prototype, NATIVES, TAKEN_OVER[i]);
  return taken;
}

function giveBack(taken) {
  for (var i = 0; i < taken.length; i++) {
    try { taken[i][0][taken[i][1]] = taken[i][2]; } catch (e) {}
  }
}


// Functions of the engine that the layout helper calls, and scripts of a page may put others
// in the place of.
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

// What they are before any script runs: what has been looked at once can be replaced and not
// be deleted any more.
function originals() {
  var list = [], has = Object.prototype.hasOwnProperty, i;
  function of(object, names) {
    for (var j = 0; object && j < names.length; j++) {
      if (has.call(object, names[j]) && typeof object[names[j]] === 'function') list[list.length] = [object, names[j], object[names[j]]];
    }
  }
  of(window, ['getComputedStyle', 'getMatchedCSSRules']);
  of(document, NATIVES); of(Math, NATIVES); of(JSON, NATIVES); of(console, NATIVES);
  for (i = 0; i < TAKEN_OVER.length; i++) of(window[TAKEN_OVER[i]] && window[TAKEN_OVER[i]].prototype, NATIVES);
  return list;
}

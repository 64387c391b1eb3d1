// Functions of the engine that the layout helper calls, and scripts of a page may put others
// in the place of.
var NATIVES = ('max min abs round floor appendChild setProperty createElement replace insertBefore setAttribute ' +
  'getPropertyValue charAt getAttribute getElementsByTagName substring getClientRects removeChild createTextNode ' +
  'removeProperty removeAttribute nextNode createTreeWalker createRange toLowerCase toUpperCase toFixed ' +
  'selectNodeContents replaceChild join indexOf hasAttribute getPropertyPriority cloneNode split slice insertRule ' +
  'getComputedStyle getBoundingClientRect createDocumentFragment compareDocumentPosition webkitMatchesSelector ' +
  'splitText setStart setEnd search querySelectorAll querySelector parse stringify match getMatchedCSSRules ' +
  'deleteRule log call apply push concat sort test exec hasOwnProperty keys forEach').split(' ');
var TAKEN_OVER = ['Array', 'String', 'Node', 'Element', 'HTMLElement', 'Text',
  'CharacterData', 'Document', 'HTMLDocument', 'DocumentFragment', 'CSSStyleDeclaration', 'CSSStyleSheet', 'NodeList',
  'Range', 'HTMLBodyElement', 'HTMLHtmlElement'];

var NAMED = 'Math JSON console Array Object String Number Date RegExp Error isNaN parseFloat parseInt Node Element'.split(' ');
// Of these none comes back that is deleted.
var LOST = ['Function', 'RegExp', 'Object', 'Number'];

// What they are before any script runs: what has been looked at once can be replaced and not
// be deleted any more.
function originals() {
  var list = [], has = Object.prototype.hasOwnProperty, i;
  function of(object, names) {
    for (var j = 0; object && j < names.length; j++) {
      if (has.call(object, names[j]) && typeof object[names[j]] === 'function') list[list.length] = [object, names[j], object[names[j]]];
    }
  }
  // Objects that are looked for by their names: without them nothing could be laid out.
  for (i = 0; i < NAMED.length; i++) if (window[NAMED[i]]) list[list.length] = [window, NAMED[i], window[NAMED[i]]];
  of(window, ['getComputedStyle', 'getMatchedCSSRules']);
  of(document, NATIVES); of(Math, NATIVES); of(JSON, NATIVES); of(console, NATIVES);
  for (i = 0; i < TAKEN_OVER.length; i++) of(window[TAKEN_OVER[i]] && window[TAKEN_OVER[i]].prototype, NATIVES);
  for (i = 0; i < LOST.length; i++) of(window[LOST[i]].prototype, NATIVES);
  return list;
}

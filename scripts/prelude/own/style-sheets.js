'use strict';
// Rules that scripts put into style sheets, kept as they were written: the engine drops of them what
// it does not know, and refuses some. They are read once the page has settled
// (src/document/lower/page/written.js). Sheets that scripts construct are elements of the head.
var define = require('../internals/define-built-in');
var prototype = window.CSSStyleSheet && CSSStyleSheet.prototype;
var insert = prototype.insertRule, remove = prototype.deleteRule, NOTHING = 'h2p-nothing{}';

// The rules of a sheet as texts, each at its place. What an element has itself is the first.
function rulesOf(sheet) {
  var owner = sheet.ownerNode, texts, i;
  if (!owner || owner.nodeName != 'STYLE') return null;
  if (owner.h2pRules && owner.h2pSheet === sheet) return owner.h2pRules;
  texts = sheet.cssRules.length ? [owner.textContent] : [];
  for (i = 1; i < sheet.cssRules.length; i++) texts.push('');
  define(owner, 'h2pRules', texts);
  define(owner, 'h2pSheet', sheet);
  return texts;
}

define(prototype, 'insertRule', function (rule, at) {
  if (this.h2pOwn) return this.h2pOwn.insert(String(rule), at || 0);
  var texts = rulesOf(this), i = at || 0;
  rule = String(rule);
  try {
    insert.call(this, rule, i);
  } catch (error) {
    // What it does not know keeps its place.
    if (!texts || i > texts.length || !/\{/.test(rule)) throw error;
    insert.call(this, NOTHING, i);
  }
  if (texts) texts.splice(i, 0, rule);
  return i;
});

define(prototype, 'deleteRule', function (at) {
  if (this.h2pOwn) return this.h2pOwn.remove(at || 0);
  var texts = rulesOf(this);
  remove.call(this, at);
  if (texts) texts.splice(at, 1);
});

define(prototype, 'addRule', function (selector, body, at) {
  this.insertRule(selector + '{' + body + '}', at === undefined ? this.cssRules.length : at);
  return -1;
});

// ---- sheets that are constructed
// One that nobody has adopted is read in a document of its own.
function parsed(text) {
  var other = document.implementation.createHTMLDocument(''), element = other.createElement('style');
  element.textContent = text;
  other.head.appendChild(element);
  return element.sheet;
}
function Constructed(options) {
  var element = document.createElement('style'), texts = [], media = options && options.media;
  if (media) element.setAttribute('media', String(media.mediaText === undefined ? media : media.mediaText));
  // That of a shadow has a mark, to which its rules are bound (own/shadow-styles). Where the document
  // has adopted it as well, they hold for the page, too.
  function write() {
    var text = texts.join('\n');
    element.textContent = made.mark ? (made.owners.indexOf(document) < 0 ? '' : text + '\n') + made.bound(text, made.mark) : text;
  }
  var made = {
    element: element,
    owners: [],
    write: write,
    put: function (text) { texts = [text]; write(); },
    insert: function (rule, at) { texts.splice(at, 0, rule); write(); return at; },
    remove: function (at) { texts.splice(at, 1); write(); }
  };
  define(this, 'h2pOwn', made);
  Object.defineProperty(this, 'cssRules', { get: function () { return (element.sheet || parsed(texts.join('\n'))).cssRules; }, configurable: true });
}
Constructed.prototype = prototype;
define(prototype, 'constructor', Constructed);
define(window, 'CSSStyleSheet', Constructed);

function put(sheet, text) {
  if (!sheet.h2pOwn) throw new TypeError("Can't call replaceSync on non-constructed CSSStyleSheets.");
  sheet.h2pOwn.put(String(text));
}
define(prototype, 'replaceSync', function (text) { put(this, text); });
define(prototype, 'replace', function (text) {
  put(this, text);
  return window.Promise ? Promise.resolve(this) : undefined;
});

function adopts(owner) {
  Object.defineProperty(owner, 'adoptedStyleSheets', {
    get: function () { return this.h2pAdopted || adopted(this, []); },
    set: function (list) { adopted(this, list); },
    configurable: true
  });
}
function joined(owner, own) {
  if (own.owners.indexOf(owner) >= 0) return;
  own.owners.push(owner);
  if (own.mark && owner === document) own.write();
}
function left(owner, own) {
  var at = own.owners.indexOf(owner);
  if (at >= 0) own.owners.splice(at, 1);
  if (!own.owners.length && own.element.parentNode) own.element.parentNode.removeChild(own.element);
  else if (own.mark && owner === document) own.write();
}
// The last rules of the page, in the order of the list.
function adopted(owner, list) {
  var sheets = [].slice.call(list), push = sheets.push, i;
  for (i = 0; i < sheets.length; i++) if (!sheets[i] || !sheets[i].h2pOwn) throw new TypeError('Failed to convert value to CSSStyleSheet.');
  for (i = 0; owner.h2pAdopted && i < owner.h2pAdopted.length; i++) {
    if (sheets.indexOf(owner.h2pAdopted[i]) < 0) left(owner, owner.h2pAdopted[i].h2pOwn);
  }
  for (i = 0; i < sheets.length; i++) joined(owner, sheets[i].h2pOwn);
  for (i = 0; owner.h2pJoin && i < sheets.length; i++) owner.h2pJoin(sheets[i].h2pOwn);
  for (i = 0; i < sheets.length; i++) (document.head || document.documentElement).appendChild(sheets[i].h2pOwn.element);
  define(sheets, 'push', function () {
    push.apply(sheets, arguments);
    adopted(owner, sheets);
    return sheets.length;
  });
  define(owner, 'h2pAdopted', sheets);
  return sheets;
}
adopts(Document.prototype);
// A shadow tree is in its host.
adopts(Element.prototype);

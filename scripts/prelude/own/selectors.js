'use strict';
// Selectors of today in `querySelector` and its kin: `:scope`, `:is()`, `:where()`, `:has()` and lists in
// `:not()`, and names of SVG with capitals, which the engine looks for without them. What it knows it
// matches itself, one compound at a time; the rest is matched here.
var define = require('../internals/define-built-in');
var YOUNG = /:(?:scope\b|(?:is|where|has|-webkit-any)\(|not\((?:[^()]*[,\s>+~]|[^()]*:(?:is|where|has|not)\())/i;
var DRAWN = /(?:^|[\s>+~,(])[a-z]+[A-Z][a-zA-Z]*/, TAG = /^[a-z]+[A-Z][a-zA-Z]*(?![\w-])/;
var native = Element.prototype.webkitMatchesSelector;
var known = {}, HTML = 'http://www.w3.org/1999/xhtml';

/** From an opening bracket or quote to what closes it. */
function closed(text, at) {
  var close = { '(': ')', '[': ']', '"': '"', "'": "'" }[text.charAt(at)], c;
  for (at++; at < text.length; at++) {
    c = text.charAt(at);
    if (c == '\\') at++;
    else if (c == close) return at;
    else if (close != '"' && close != "'" && /["'([]/.test(c)) at = closed(text, at);
  }
  throw wrong(text);
}

/** With what closes the brackets and quotes that its end leaves open: the end of a text closes them. */
function whole(selector) {
  var text = String(selector), open = [], i, c;
  if (!/[[("']/.test(text)) return text;
  for (i = 0; i < text.length; i++) {
    c = text.charAt(i);
    if (c == '\\') i++;
    else if (c == open[0]) open.shift();
    else if (open[0] != '"' && open[0] != "'" && /["'([]/.test(c)) open.unshift({ '(': ')', '[': ']' }[c] || c);
  }
  return text + open.join('');
}

function isYoung(text) { return YOUNG.test(text) || DRAWN.test(text); }

function wrong(text) {
  var error = new Error("'" + text + "' is not a valid selector");
  error.name = 'SyntaxError';
  return error;
}

/** A list: each selector is compounds from left to right, with the combinator before each. */
function parsed(text) {
  if (known[text]) return known[text];
  var list = [], compounds = [], plain = '', others = [], before = '', at = 0, c, found, end, name, args;
  function finish() {
    var tag = TAG.exec(plain);
    if (tag) {
      others.push({ name: 'tag', tag: tag[0] });
      plain = plain.slice(tag[0].length);
    }
    if (plain || others.length) compounds.push({ before: before, plain: plain, others: others });
    else if (before && before != ' ') throw wrong(text);
    plain = before = '';
    others = [];
  }
  function next() {
    finish();
    if (!compounds.length) throw wrong(text);
    list.push(compounds);
    compounds = [];
  }
  for (; at < text.length; at++) {
    c = text.charAt(at);
    found = /^\s*([>+~\s])\s*/.exec(text.slice(at));
    if (found) {
      finish();
      before = compounds.length || found[1].trim() ? found[1].trim() || ' ' : '';
      at += found[0].length - 1;
    } else if (c == ',') {
      if (/\S/.test(before) && !plain && !others.length) throw wrong(text);
      before = plain || others.length ? before : '';
      next();
    } else if ((found = /^:(scope\b|(?:is|where|has|not|-webkit-any)\()/i.exec(text.slice(at)))) {
      name = found[1].replace('(', '').toLowerCase();
      at += found[0].length - 1;
      args = '';
      if (name != 'scope') {
        end = closed(text, at);
        args = text.slice(at + 1, end);
        at = end;
      }
      others.push({ name: name, list: name == 'scope' ? null : parsed(args) });
    } else if (c == '[' || c == '(') {
      end = closed(text, at);
      plain += text.slice(at, end + 1);
      at = end;
    } else if (c == '\\') {
      plain += text.substr(at++, 2);
    } else plain += c;
  }
  if (before == ' ' && !plain && !others.length) before = '';
  next();
  return known[text] = list;
}

function compound(element, one, scope) {
  return (!one.plain || native.call(element, one.plain)) && one.others.every(function (other) {
    if (other.name == 'tag') return element.localName === (element.namespaceURI == HTML ? other.tag.toLowerCase() : other.tag);
    if (other.name == 'scope') return element === scope || scope.nodeType == 9 && element === scope.documentElement;
    if (other.name == 'has') return other.list.some(function (each) { return has(element, each); });
    return any(element, other.list, scope) == (other.name != 'not');
  });
}

/** Whether compounds up to a number match, from right to left; `anchor` is what the first combinator stands behind. */
function chain(element, list, number, scope, anchor) {
  var one = list[number], before = one.before, node = element;
  if (!compound(element, one, scope)) return false;
  if (!number && !(anchor && before)) return !anchor || anchor.contains(element);
  function fits(node) { return number ? chain(node, list, number - 1, scope, anchor) : node === anchor; }
  if (before == '>') return !!(node = element.parentNode) && (node.nodeType == 1 || !number) && fits(node);
  if (before == '+') return !!(node = element.previousElementSibling) && fits(node);
  while ((node = before == '~' ? node.previousElementSibling : node.parentNode)) {
    if ((node.nodeType == 1 || !number) && fits(node)) return true;
  }
  return false;
}

function has(element, list) {
  var beside = /[+~]/.test(list[0].before), root = beside ? element.parentNode : element, i, all;
  if (!root) return false;
  if (!list[0].before) list = [{ before: ' ', plain: list[0].plain, others: list[0].others }].concat(list.slice(1));
  all = root.getElementsByTagName('*');
  for (i = 0; i < all.length; i++) if (chain(all[i], list, list.length - 1, element, element)) return true;
  return false;
}

function any(element, list, scope) {
  return list.some(function (each) { return chain(element, each, each.length - 1, scope); });
}

[Element, Document, DocumentFragment].forEach(function (owner) {
  var first = owner.prototype.querySelector, all = owner.prototype.querySelectorAll;
  function elements(root) { return root.getElementsByTagName ? root.getElementsByTagName('*') : all.call(root, '*'); }
  define(owner.prototype, 'querySelector', function (selector) {
    var text = whole(selector), list, within, i;
    if (!isYoung(text)) return first.call(this, text);
    list = parsed(text.trim());
    within = elements(this);
    for (i = 0; i < within.length; i++) if (any(within[i], list, this)) return within[i];
    return null;
  });
  define(owner.prototype, 'querySelectorAll', function (selector) {
    var text = whole(selector), root = this, list, found;
    if (!isYoung(text)) return all.call(root, text);
    list = parsed(text.trim());
    found = [].filter.call(elements(root), function (element) { return any(element, list, root); });
    // A list as the engine has them.
    found.forEach(function (element) { element.setAttribute('h2p-found', ''); });
    list = all.call(root, '[h2p-found]');
    found.forEach(function (element) { element.removeAttribute('h2p-found'); });
    return list;
  });
});

function matches(selector) {
  var text = whole(selector);
  return isYoung(text) ? any(this, parsed(text.trim()), this) : native.call(this, text);
}
define(Element.prototype, 'webkitMatchesSelector', matches);
define(Element.prototype, 'matches', matches);
define(Element.prototype, 'closest', function (selector) {
  var text = whole(selector), list = isYoung(text) && parsed(text.trim()), node = this;
  for (; node && node.nodeType == 1; node = node.parentNode) {
    if (list ? any(node, list, this) : native.call(node, text)) return node;
  }
  return null;
});

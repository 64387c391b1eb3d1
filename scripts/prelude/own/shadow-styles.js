'use strict';
// Style sheets of shadow trees, which are in the page here: their selectors are bound to the elements of
// the tree by marks. Trees with the same sheet share its mark.
var define = require('../internals/define-built-in');
var marks = {}, count = 0, last = null;

/** Behind what is opened at a place: a bracket, a quote or a comment. */
function behind(text, at) {
  var open = text.charAt(at), close = { '(': ')', '[': ']', '{': '}' }[open], c;
  if (open == '/') return text.charAt(at + 1) == '*' ? (text.indexOf('*/', at + 2) + 1 || text.length) + 1 : at + 1;
  for (at++; at < text.length; at++) {
    c = text.charAt(at);
    if (c == '\\') at++;
    else if (c == (close || open)) return at + 1;
    else if (close && (/["'([{]/.test(c) || c == '/' && text.charAt(at + 1) == '*')) at = behind(text, at) - 1;
  }
  return text.length;
}

/** The rules of a sheet, or of what is in a conditional one, with their selectors bound. */
function rules(css, mark) {
  var out = '', start = 0, at = 0, c, end, head;
  while (at < css.length) {
    c = css.charAt(at);
    if (c == ';') {
      out += css.substring(start, ++at);
      start = at;
    } else if (c == '{') {
      head = css.substring(start, at).replace(/\/\*[^]*?\*\//g, ' ');
      end = behind(css, at);
      if (/^\s*@(media|supports|layer|container|scope|starting-style)\b/i.test(head)) out += head + '{' + rules(css.substring(at + 1, end - 1), mark) + '}';
      else out += (/^\s*@/.test(head) ? head : list(head, mark)) + css.substring(at, end);
      start = at = end;
    } else at = c == '\\' ? at + 2 : /["'([/]/.test(c) ? behind(css, at) : at + 1;
  }
  return out;
}

/** Parts of a text between commas, or between compounds: nothing within brackets parts it. */
function parts(text, between) {
  var out = [], start = 0, at = 0, c;
  while (at < text.length) {
    c = text.charAt(at);
    if (between.test(c)) {
      out.push(text.substring(start, at));
      if (c != ',') out.push(c);
      start = ++at;
    } else at = c == '\\' ? at + 2 : /["'([]/.test(c) ? behind(text, at) : at + 1;
  }
  out.push(text.substring(start));
  return out;
}

function list(text, mark) {
  return parts(text, /,/).map(function (selector) { return bound(selector.trim(), mark); }).join(',');
}

function bound(selector, mark) {
  var host = '[h2p-host~="' + mark + '"]', pieces = parts(selector, /[\s>+~]/), last = pieces.length - 1, found, i;
  for (i = 0; i <= last; i++) {
    found = /:host(-context)?\b(\([^]*\))?/.exec(pieces[i]);
    if (found) {
      var given = found[2] ? found[2].slice(1, -1).trim() : '', rest = pieces[i].replace(found[0], '');
      pieces[i] = found[1] ? given + ' ' + host + rest : given + host + rest;
    } else if ((found = /^([^]*)::slotted\(([^]*)\)/.exec(pieces[i]))) {
      var name = /\[name=["']?([^"'\]]+)/.exec(found[1]);
      pieces[i] = put(found[2].trim(), (name ? '[slot="' + name[1] + '"]' : '') + '[h2p-slotted~="' + mark + '"]') + pieces[i].substring(found[0].length);
    } else if (i == last && pieces[i]) pieces[i] = put(pieces[i], '[h2p-in~="' + mark + '"]');
  }
  return pieces.join('');
}

/** A compound with a mark, before what it has of pseudo-classes. */
function put(compound, mark) {
  var at = 0, c;
  while (at < compound.length && (c = compound.charAt(at)) != ':') at = c == '\\' ? at + 2 : /["'([]/.test(c) ? behind(compound, at) : at + 1;
  return compound.substring(0, at) + mark + compound.substring(at);
}

exports.bound = function (css, mark) { return rules(css + ' ', mark); };
exports.fresh = function () { return 's' + ++count; };

/** The mark of a sheet; what it says is kept at the top of the head, behind those that came before. */
exports.markOf = function (css) {
  var element, head = document.head || document.documentElement;
  if (marks.hasOwnProperty(css)) return marks[css];
  marks[css] = exports.fresh();
  element = document.createElement('style');
  element.appendChild(document.createTextNode(exports.bound(css, marks[css])));
  head.insertBefore(element, last && last.parentNode === head ? last.nextSibling : head.firstChild);
  last = element;
  return marks[css];
};

function add(element, name, mark) {
  var has = element.getAttribute(name);
  if (has === null || (' ' + has + ' ').indexOf(' ' + mark + ' ') < 0) element.setAttribute(name, has ? has + ' ' + mark : mark);
}

/** The host in whose shadow a node stands; what is in a slot stands where the host of the slot does. */
function owner(node) {
  for (node = node.h2pSlotted || node; (node = node.parentNode);) {
    if (node.h2pLight) return node;
    if (node.h2pSlotted) node = node.h2pSlotted;
  }
  return null;
}
exports.owner = owner;

function see(host, element) {
  var mine = host.h2pMarks, i;
  if (element.nodeName == 'STYLE' && element.textContent.trim() && !element.h2pRules) {
    join(host, exports.markOf(element.textContent));
    element.textContent = '';
  }
  for (i = 0; i < mine.length; i++) add(element, 'h2p-in', mine[i]);
}

function join(host, mark) {
  if (host.h2pMarks.indexOf(mark) >= 0) return;
  host.h2pMarks.push(mark);
  add(host, 'h2p-host', mark);
  host.h2pTaken.forEach(function (node) { if (node.nodeType == 1) add(node, 'h2p-slotted', mark); });
  all(host).forEach(function (element) { if (owner(element) === host) add(element, 'h2p-in', mark); });
}
function all(node) { return [].slice.call(node.getElementsByTagName('*')); }

/** Makes a host of an element: what its shadow has and gets is seen. */
exports.host = function (host) {
  define(host, 'h2pMarks', []);
  define(host, 'h2pTaken', []);
  // A sheet that is constructed has the mark of its own.
  define(host, 'h2pJoin', function (sheet) {
    if (!sheet.mark) {
      sheet.mark = exports.fresh();
      sheet.bound = exports.bound;
      sheet.write();
    }
    join(host, sheet.mark);
  });
};
exports.take = function (host, node) {
  define(node, 'h2pSlotted', host);
  host.h2pTaken.push(node);
  host.h2pMarks.forEach(function (mark) { if (node.nodeType == 1) add(node, 'h2p-slotted', mark); });
};
exports.look = function (node) {
  // A text says nothing new but in a sheet: what stands beside it has been seen when it came.
  var isText = node.nodeType == 3;
  if (isText) node = node.parentNode;
  if (!node || node.nodeType != 1 || isText && node.nodeName != 'STYLE') return;
  [node].concat(all(node)).forEach(function (element) {
    var own = owner(element);
    if (own && own.h2pMarks) see(own, element);
  });
};

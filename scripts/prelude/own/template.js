'use strict';
// The engine takes what is in a template for a part of the page: it is moved out of it before
// anything else is done with it.
var tools = require('../own/add');
var define = require('../internals/define-built-in');
var kept = 'h2pContent', byTag = Document.prototype.getElementsByTagName;

// One in a table is a script until the page is there, and one whose content would be lost has it in a
// script (src/document/markup/templates.rs).
function isKept(node) { return node.nodeName == 'SCRIPT' && node.getAttribute('type') == 'text/h2p-template'; }
function isTemplate(node) { return /^template$/i.test(node.nodeName) || isKept(node); }
function textOf(script) {
  var text = script.textContent.replace(/<\ue000/g, '<');
  script.textContent = '';
  return text;
}

function contentOf(template) {
  var fragment, node;
  if (!template[kept]) {
    Object.defineProperty(template, kept, { value: document.createDocumentFragment(), configurable: true });
  }
  fragment = template[kept];
  node = isKept(template) ? template : template.firstChild && isKept(template.firstChild) ? template.firstChild : null;
  if (node && node.textContent) {
    move(parsed(textOf(node)), fragment);
    if (node !== template) template.removeChild(node);
  }
  while ((node = template.firstChild)) fragment.appendChild(node);
  return fragment;
}

tools.getter(HTMLElement.prototype, 'content', function () {
  return isTemplate(this) ? contentOf(this) : undefined;
}, function (value) {
  Object.defineProperty(this, 'content', { value: value, writable: true, configurable: true, enumerable: true });
});

// Until the page is there, what stands in one would be found as a part of it.
var isThere = false;
['querySelector', 'querySelectorAll', 'getElementsByClassName', 'getElementsByTagName'].forEach(function (name) {
  [Document, Element].forEach(function (kind) {
    var native = kind.prototype[name];
    if (native) define(kind.prototype, name, function () {
      var all = isThere ? [] : [].slice.call(byTag.call(document, 'template'));
      all.forEach(function (template) { if (template.parentNode && template.nextSibling) contentOf(template); });
      return native.apply(this, arguments);
    });
  });
});

document.addEventListener('DOMContentLoaded', function () {
  isThere = true;
  var all = document.getElementsByTagName('template'), list = [].slice.call(all);
  list.forEach(function (template) { if (template.parentNode) contentOf(template); });
  [].slice.call(document.getElementsByTagName('script')).filter(isKept).forEach(function (script) {
    var template = fresh(), i, attribute;
    for (i = 0; i < script.attributes.length; i++) {
      attribute = script.attributes[i];
      if (attribute.name != 'type') template.setAttribute(attribute.name, attribute.value);
    }
    contentOf(template).appendChild(contentOf(script));
    script.parentNode.replaceChild(template, script);
  });
}, true);

// ---- templates that scripts make
// To the parser of the engine a template is no place for rows and cells, and `innerHTML` of an element of
// HTML cannot be taken over: so what scripts make is an element of no kind, with an `innerHTML` of ours.
var AROUND = { TR: 'table tbody', TD: 'table tbody tr', TH: 'table tbody tr', COL: 'table colgroup', OPTION: 'select', OPTGROUP: 'select' };
'THEAD TBODY TFOOT CAPTION COLGROUP'.split(' ').forEach(function (name) { AROUND[name] = 'table'; });

// What the first tag of a text opens. It is looked for from one `<` to the next: an expression that
// passes over comments tries each of them in more ways than one.
function firstOf(html) {
  var at = -1, head;
  while ((at = html.indexOf('<', at + 1)) >= 0) {
    head = html.substr(at, 20);
    if (/^<[a-z]/i.test(head)) return /[a-z]+/i.exec(head)[0].toUpperCase();
    if (/^<[!?\/]/.test(head)) at = head.indexOf('<!--') ? html.indexOf('>', at) : html.indexOf('-->', at + 2);
    if (at < 0) break;
  }
  return '';
}

function parsed(html) {
  var around = AROUND[firstOf(html)];
  var box = document.createElement('div'), names = around ? around.split(' ') : [];
  box.innerHTML = names.map(function (name) { return '<' + name + '>'; }).join('') + html;
  names.forEach(function () { box = box.lastChild; });
  return box;
}
function move(from, to) {
  while (from.firstChild) to.appendChild(from.firstChild);
  return to;
}
function empty(node) { while (node.firstChild) node.removeChild(node.firstChild); }

function made(element) {
  Object.defineProperty(element, 'content', { get: function () { return contentOf(element); }, configurable: true });
  Object.defineProperty(element, 'innerHTML', {
    get: function () {
      var box = document.createElement('div');
      box.appendChild(cloneNode.call(contentOf(element), true));
      return box.innerHTML;
    },
    set: function (html) {
      var content = contentOf(element);
      empty(content);
      move(parsed(html === null ? '' : String(html)), content);
    },
    configurable: true
  });
  return element;
}
function fresh() { return made(document.createElementNS('http://www.w3.org/1999/xhtml#template', 'template')); }
var create = document.createElement;
define(Document.prototype, 'createElement', function (name) {
  return /^template$/i.test(name) ? fresh() : create.apply(this, arguments);
}, { enumerable: true });

// A copy has copies of what is in its templates.
var cloneNode = Node.prototype.cloneNode, importNode = Document.prototype.importNode;
function copied(from, to, deep) {
  if (from.nodeName == 'template' && !to.content) made(to);
  if (!deep || !to.querySelectorAll) return to;
  var theirs = [].slice.call(from.querySelectorAll('template')), ours = [].slice.call(to.querySelectorAll('template'));
  if (isTemplate(from)) {
    theirs.unshift(from);
    ours.unshift(to);
  }
  ours.forEach(function (template, i) {
    if (template.nodeName == 'template' && !template.content) made(template);
    var content = contentOf(template), kept = theirs[i] && theirs[i].h2pContent;
    if (kept) content.appendChild(kept.cloneNode(true));
  });
  return to;
}
Node.prototype.cloneNode = function (deep) { return copied(this, cloneNode.call(this, !!deep), deep); };
Document.prototype.importNode = function (node, deep) { return copied(node, importNode.call(this, node, !!deep), deep); };

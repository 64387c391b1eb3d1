'use strict';
// Code that a script makes when it runs, as the engine can read it. What that takes is read when it is needed.
var native = require('../own/native-function');
var define = require('../internals/define-built-in');
var helpers;

// What is done to objects in a page without proxies.
function Px() {}
Px.i = function (value, make) { return value instanceof make; };
Px.k = Px.m = function (object) { return object; };
Px.u = function (object, key, by, prefix) {
  var old = +object[key];
  object[key] = old + by;
  return prefix ? old + by : old;
};
var plain = {
  Px: Px,
  isObject: function (value) { return typeof value == 'object' ? value !== null : typeof value == 'function'; },
  isSymbol: function (key) { return typeof key == 'object' && key !== null && !!window.Symbol && key instanceof window.Symbol; },
  fail: function (message) { throw new TypeError(message); },
  list: function (object) { return [].slice.call(object); },
  has: function (object, key) { return key in object; },
  remove: function (object, key) { return delete object[key]; },
  ownKeys: function (object) { return Object.keys(object); },
  getOwn: Object.getOwnPropertyDescriptor,
  construct: function (make, args) {
    var names = [], i;
    for (i = 0; i < args.length; i++) names.push('a[' + i + ']');
    return native('m', 'a', 'return new m(' + names.join() + ')')(make, args);
  }
};

function fault(e) {
  // It is told even where a page looks only whether such a text can be had.
  if (e.refused) setTimeout(function () { throw e; }, 0);
  return e;
}
function tree(text) {
  try {
    // Most pages that name it never get here, and it is the largest of all.
    return require('acorn/dist/acorn.js').parse(text, { ecmaVersion: 'latest', allowReturnOutsideFunction: true }).body;
  } catch (e) { throw new SyntaxError(e.message); }
}
function writer() {
  if (!helpers) {
    helpers = require('../own/code-helpers')(exports.core || plain);
    helpers.AsyncFunction = exports.AsyncFunction;
  }
  var made = require('../own/code-writer');
  made.plain(!exports.core);
  return made;
}

exports.made = function (args, before) {
  var given = [].slice.call(args).map(String), body = given.pop() || '', code;
  var nodes = tree('(' + before + 'function anonymous(' + given.join() + '\n) {\n' + body + '\n})');
  try { code = writer().makeFunction(nodes[0].expression); } catch (e) { throw fault(e); }
  return native('$h2p', 'return ' + code)(helpers);
};
exports.AsyncFunction = AsyncFunction;
function AsyncFunction() { return exports.made(arguments, 'async '); }
AsyncFunction.prototype = native.prototype;
// A whole text. Where it has a fault, the engine says which.
exports.program = function (text) {
  var nodes, code;
  if (!exports.core && reads(text)) return text;
  try { nodes = tree(text); } catch (e) { return text; }
  try { code = writer().program(nodes); } catch (e) { throw fault(e); }
  if (!('$h2p' in window)) define(window, '$h2p', helpers);
  return code;
};
// Whether the engine can read a text. It reads groups with names no earlier than they are needed.
function reads(text) {
  if (/\(\?</.test(text)) return false;
  try { native(text); } catch (e) { return false; }
  return true;
}
exports.reads = reads;

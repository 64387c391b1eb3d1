'use strict';
// `import()` in a script that is no module, and of what an address has in it: such a module is read when it is
// asked for. What it exports is what it is when it has run.
var code = require('../own/made-code');
var define = require('../internals/define-built-in');
var native = require('../own/native-function');
require('../own/fetch');

function names(pattern, all) {
  if (!pattern) return all;
  if (pattern.type == 'Identifier') all.push(pattern.name);
  (pattern.properties || pattern.elements || []).forEach(function (one) { names(one && (one.value || one.argument || one), all); });
  return names(pattern.left || pattern.argument, all);
}
// A module as the body of a function that is given what it exports to.
function body(text) {
  var out = '', last = 0, end = '';
  function give(name, value) { end += '\n;$e[' + JSON.stringify(name) + ']=' + value + ';'; }
  function called(node) { return node.name === undefined ? node.value : node.name; }
  function skip(node, to, by) {
    out += text.slice(last, node.start) + by;
    last = to;
  }
  require('acorn/dist/acorn.js').parse(text, { ecmaVersion: 'latest', sourceType: 'module', allowAwaitOutsideFunction: true }).body.forEach(function (node) {
    var one = node.declaration;
    if (/^Import|^ExportAll/.test(node.type) || node.source) throw new TypeError('A module at an address of data cannot import another one');
    if (node.type == 'ExportDefaultDeclaration') {
      if (one.id && /Declaration/.test(one.type)) {
        skip(node, one.start, '');
        give('default', one.id.name);
      } else skip(node, one.start, '$e["default"]=');
    } else if (node.type == 'ExportNamedDeclaration') {
      skip(node, one ? one.start : node.end, '');
      if (one && one.id) give(one.id.name, one.id.name);
      else if (one) one.declarations.forEach(function (each) { names(each.id, []).forEach(function (name) { give(name, name); }); });
      else node.specifiers.forEach(function (each) { give(called(each.exported), called(each.local)); });
    }
  });
  return out + text.slice(last) + end;
}

var known = {};
function load(address) {
  return window.fetch(address).then(function (answer) { return answer.text(); }).then(function (text) {
    var exported = {};
    return Promise.resolve(native('return ' + code.program('(async function($e){' + body(text) + '\n})'))()(exported)).then(function () { return exported; });
  });
}
define(window, 'h2pImport', function (address) {
  address = String(address);
  if (/^(data|blob):/i.test(address)) return known[address] = known[address] || load(address);
  return Promise.reject(new TypeError('Failed to fetch dynamically imported module: ' + address + '; a script that is no module cannot import files'));
});

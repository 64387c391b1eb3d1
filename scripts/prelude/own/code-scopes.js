'use strict';
// Names in code that is made at run time: where each is declared, and which `with` stand between.
function Scope(parent, kind) {
  this.parent = parent;
  this.kind = kind; // program, function, arrow, block, with
  this.names = Object.create(null);
  this.declared = [];
}
var count = 0;

Scope.refuse = function (what) {
  var error = new SyntaxError(what + ' in code that is made at run time cannot be had');
  error.refused = true;
  throw error;
};

Scope.unique = function (name) { return '$' + (name || 't') + (++count); };
Scope.prototype.function = function () {
  for (var scope = this; scope.kind == 'block' || scope.kind == 'with';) scope = scope.parent;
  return scope;
};
// That whose `this` and `arguments` an arrow function has.
Scope.prototype.owner = function () {
  for (var scope = this.function(); scope.kind == 'arrow' && scope.parent;) scope = scope.parent.function();
  return scope;
};
Scope.prototype.temporary = function () {
  return this.function().keep(Scope.unique());
};
// What stands outside of all functions would be seen by the page.
Scope.prototype.keep = function (name) {
  if (this.kind == 'program') return '$h2p.' + name;
  this.declared.push(name);
  return name;
};
Scope.prototype.declare = function (name, keeps) {
  if (this.names[name]) return this.names[name];
  if (keeps || this.kind != 'block') {
    if (!keeps) this.function().declared.push(name);
    return this.names[name] = name;
  }
  return this.names[name] = this.function().keep(Scope.unique(name + '_'));
};
Scope.prototype.find = function (name) {
  var withs = [];
  for (var scope = this; scope; scope = scope.parent) {
    if (scope.kind == 'with') withs.push(scope.object);
    else if (scope.names[name]) return { name: scope.names[name], withs: withs };
  }
  return { name: name, withs: withs };
};

Scope.namesOf = function namesOf(pattern, all) {
  if (!pattern) return all;
  if (pattern.type == 'Identifier') all.push(pattern.name);
  else if (pattern.type == 'ObjectPattern') pattern.properties.forEach(function (one) { namesOf(one.value || one.argument, all); });
  else if (pattern.type == 'ArrayPattern') pattern.elements.forEach(function (one) { namesOf(one, all); });
  else if (pattern.type == 'AssignmentPattern') namesOf(pattern.left, all);
  else if (pattern.type == 'RestElement') namesOf(pattern.argument, all);
  return all;
};
// Calls `see` for all nodes in one, but not for what is in functions; it may say that it has seen enough.
Scope.walk = function walk(node, see) {
  var key, value;
  if (!node || typeof node.type != 'string' || see(node) === false || /Function/.test(node.type)) return;
  for (key in node) {
    value = node[key];
    if (value instanceof Array) value.forEach(function (one) { walk(one, see); });
    else if (value && typeof value == 'object') walk(value, see);
  }
};
module.exports = Scope;

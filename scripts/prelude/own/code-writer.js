'use strict';
// Code that is made at run time, as ES5, which knows proxies where the page has any: written anew from
// its tree. `$h2p` are its helpers (own/code-helpers). Generators are refused.
var Scope = require('../own/code-scopes');
var expressions = require('../own/code-expressions');
var waiting = require('../own/code-async');
var classes = require('../own/code-classes');
var expr = expressions.expr, assign = expressions.assign, read = expressions.read;

var refuse = Scope.refuse;

function all(nodes, scope) { return nodes.map(function (node) { return statement(node, scope); }).join(''); }

// Declares what a block has of its own, and says what its functions are.
function enter(nodes, scope) {
  var first = '';
  nodes.forEach(function (node) {
    if (node.type == 'VariableDeclaration' && node.kind != 'var') {
      node.declarations.forEach(function (one) { Scope.namesOf(one.id, []).forEach(function (name) { scope.declare(name); }); });
    } else if (node.type == 'FunctionDeclaration' || node.type == 'ClassDeclaration') scope.declare(node.id.name);
  });
  nodes.forEach(function (node) {
    if (node.type == 'FunctionDeclaration') first += read(node.id.name, scope) + '=' + makeFunction(node, scope) + ';';
  });
  return first;
}

function block(nodes, outer) {
  var scope = new Scope(outer, 'block'), first = enter(nodes, scope);
  return '{' + first + all(nodes, scope) + '}';
}

// Declares what is `var` in a body.
function variables(nodes, scope) {
  Scope.walk({ type: 'Body', body: nodes }, function (inner) {
    if (inner.type == 'VariableDeclaration' && inner.kind == 'var') inner.declarations.forEach(function (one) { Scope.namesOf(one.id, []).forEach(function (name) { scope.declare(name); }); });
  });
}

// A whole text: what it declares is the page's, or of the function that evaluates it.
function program(nodes) {
  var scope = new Scope(null, 'program'), text;
  variables(nodes, scope);
  text = enter(nodes, scope) + all(nodes, scope);
  if (scope.usesThis) scope.declared.push('$h2pThis=this');
  return (scope.declared.length ? 'var ' + scope.declared.join() + ';' : '') + text;
}

function makeFunction(node, outer, member) {
  var arrow = node.type == 'ArrowFunctionExpression', around = outer, scope, names, first, body, text, i, one;
  if (node.generator) refuse('a generator');
  if (node.id && node.type == 'FunctionExpression') {
    around = new Scope(outer, 'block');
    around.declare(node.id.name, true);
  }
  scope = new Scope(around, arrow ? 'arrow' : 'function');
  scope.member = member;
  names = [];
  first = '';
  for (i = 0; i < node.params.length; i++) {
    one = node.params[i];
    if (one.type == 'Identifier') {
      scope.declare(one.name, true);
      names.push(one.name);
      continue;
    }
    names.push(Scope.unique('p'));
    Scope.namesOf(one, []).forEach(function (name) { scope.declare(name); });
    if (one.type == 'RestElement') {
      scope.declared.push('$rest');
      first += '$rest=[].slice.call(arguments,' + i + ');' + assign(one.argument, '$rest', scope) + ';';
      names.pop();
    } else first += assign(one, names[i], scope) + ';';
  }
  scope.continues = node.async && waiting.waits(node.body);
  if (scope.continues && node.body.type != 'BlockStatement') node.body = { type: 'BlockStatement', body: [{ type: 'ReturnStatement', argument: node.body }] };
  if (node.body.type == 'BlockStatement') {
    variables(node.body.body, scope);
    first += enter(node.body.body, scope);
    body = scope.continues ? waiting.sequence(node.body.body, scope) : all(node.body.body, scope);
  } else body = 'return ' + expr(node.body, scope) + ';';
  if (scope.usesThis) scope.declared.push('$h2pThis=this');
  if (scope.usesArguments) scope.declared.push('$h2pArgs=arguments');
  text = 'function ' + (node.id && node.type == 'FunctionExpression' && names.indexOf(node.id.name) < 0 ? node.id.name : '') + '(' + names.join() + '){';
  if (scope.declared.length) text += 'var ' + scope.declared.join() + ';';
  if (member && member.make) body = (member.derived ? '' : member.init ? member.init + '.call(this);' : '') + first + body + (member.derived ? 'return $h2pThis;' : '');
  else body = first + body;
  text += body + '}';
  return scope.continues ? '$h2p.waiting(' + text + ')' : node.async ? '$h2p.async(' + text + ')' : '(' + text + ')';
}

// A body whose names each round has anew, where functions may keep them.
function round(body, head, scope) {
  var keeps = false, leaves = false, names = [], declares = head && head.type == 'VariableDeclaration' && head.kind != 'var';
  if (declares) head.declarations.forEach(function (one) { Scope.namesOf(one.id, names); });
  Scope.walk(body, function (node) {
    if (/Function/.test(node.type)) keeps = true;
    if (/^(Break|Continue|Return)/.test(node.type)) leaves = true;
    if (node.type == 'VariableDeclaration' && node.kind != 'var') declares = true;
  });
  if (!keeps || leaves || !declares) return statement(body, scope);
  var arrow = { type: 'ArrowFunctionExpression', params: names.map(identifier), body: body.type == 'BlockStatement' ? body : { type: 'BlockStatement', body: [body] } };
  return expr({ type: 'CallExpression', callee: arrow, arguments: names.map(identifier) }, scope) + ';';
}
function identifier(name) { return { type: 'Identifier', name: name }; }

function declaration(node, scope) {
  var parts = [];
  node.declarations.forEach(function (one) {
    if (one.init) parts.push(assign(one.id, expr(one.init, scope), scope));
    else if (node.kind != 'var') parts.push(assign(one.id, 'void 0', scope));
  });
  return parts.join();
}

function target(left, value, scope) {
  return assign(left.type == 'VariableDeclaration' ? left.declarations[0].id : left, value, scope) + ';';
}

function loopScope(head, outer) {
  var scope = new Scope(outer, 'block');
  if (head && head.type == 'VariableDeclaration') enter([head], scope);
  return scope;
}

function makeClass(node, scope) { return classes(node, scope, makeFunction); }

var statements = {
  ExpressionStatement: function (node, scope) { return expr(node.expression, scope) + ';'; },
  VariableDeclaration: function (node, scope) { return declaration(node, scope) + ';'; },
  FunctionDeclaration: function () { return ''; },
  ClassDeclaration: function (node, scope) { return scope.find(node.id.name).name + '=' + makeClass(node, scope) + ';'; },
  EmptyStatement: function () { return ';'; },
  DebuggerStatement: function () { return ';'; },
  BlockStatement: function (node, scope) { return block(node.body, scope); },
  ReturnStatement: function (node, scope) {
    if (scope.function().continues) return 'return{r:' + (node.argument ? expr(node.argument, scope) : 'void 0') + '};';
    if (!node.argument && (scope.function().member || {}).derived) return 'return $h2pThis;';
    return 'return' + (node.argument ? ' ' + expr(node.argument, scope) : '') + ';';
  },
  ThrowStatement: function (node, scope) { return 'throw ' + expr(node.argument, scope) + ';'; },
  IfStatement: function (node, scope) {
    return 'if(' + expr(node.test, scope) + '){' + statement(node.consequent, scope) + '}' + (node.alternate ? 'else{' + statement(node.alternate, scope) + '}' : '');
  },
  WhileStatement: function (node, scope) { return 'while(' + expr(node.test, scope) + '){' + round(node.body, null, scope) + '}'; },
  DoWhileStatement: function (node, scope) { return 'do{' + round(node.body, null, scope) + '}while(' + expr(node.test, scope) + ');'; },
  ForStatement: function (node, outer) {
    var scope = loopScope(node.init, outer), first = '';
    if (node.init) first = node.init.type == 'VariableDeclaration' ? declaration(node.init, scope) : expr(node.init, scope);
    return 'for(' + first + ';' + (node.test ? expr(node.test, scope) : '') + ';' + (node.update ? expr(node.update, scope) : '') + '){' + round(node.body, node.init, scope) + '}';
  },
  ForInStatement: function (node, outer) {
    var scope = loopScope(node.left, outer), key = scope.temporary();
    return 'for(' + key + ' in $h2p.k(' + expr(node.right, outer) + ')){' + target(node.left, key, scope) + round(node.body, node.left, scope) + '}';
  },
  ForOfStatement: function (node, outer) {
    if (node.await) refuse('for await');
    var scope = loopScope(node.left, outer), all = scope.temporary(), step = scope.temporary();
    return 'for(' + all + '=$h2p.iterator(' + expr(node.right, outer) + ');!(' + step + '=' + all + '.next()).done;){' + target(node.left, step + '.value', scope) + round(node.body, node.left, scope) + '}';
  },
  BreakStatement: function (node) { return node.signal ? 'return{b:1};' : 'break' + (node.label ? ' ' + node.label.name : '') + ';'; },
  ContinueStatement: function (node) { return node.signal ? 'return{c:1};' : 'continue' + (node.label ? ' ' + node.label.name : '') + ';'; },
  LabeledStatement: function (node, scope) { return node.label.name + ':' + statement(node.body, scope); },
  SwitchStatement: function (node, outer) {
    var scope = new Scope(outer, 'block'), inner = [];
    node.cases.forEach(function (one) { inner = inner.concat(one.consequent); });
    return enter(inner, scope) + 'switch(' + expr(node.discriminant, outer) + '){' + node.cases.map(function (one) {
      return (one.test ? 'case ' + expr(one.test, scope) : 'default') + ':' + all(one.consequent, scope);
    }).join('') + '}';
  },
  TryStatement: function (node, outer) {
    var text = 'try' + block(node.block.body, outer), scope, name;
    if (node.handler) {
      scope = new Scope(outer, 'block');
      name = Scope.unique('e');
      if (node.handler.param) Scope.namesOf(node.handler.param, []).forEach(function (one) { scope.declare(one); });
      text += 'catch(' + name + '){' + (node.handler.param ? assign(node.handler.param, name, scope) + ';' : '') + block(node.handler.body.body, scope) + '}';
    }
    return text + (node.finalizer ? 'finally' + block(node.finalizer.body, outer) : '');
  },
  WithStatement: function (node, outer) {
    var scope = new Scope(outer, 'with');
    scope.object = outer.temporary();
    return scope.object + '=$h2p.object(' + expr(node.object, outer) + ');' + statement(node.body, scope);
  }
};

function statement(node, scope) {
  var write = statements[node.type];
  if (!write) refuse(node.type);
  return write(node, scope);
}

expressions.makeFunction = makeFunction;
expressions.makeClass = makeClass;
waiting.use({ statement: statement, enter: enter, loopScope: loopScope });
module.exports = {
  makeFunction: function (node) { return makeFunction(node, new Scope(null, 'function')); },
  program: program,
  plain: function (plain) { Scope.plain = plain; }
};

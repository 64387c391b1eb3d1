'use strict';
// Functions that wait, in code that is made at run time: what is behind an `await` is a function
// that goes on. A statement says how it ended: with nothing, or as { r: what is returned },
// { b: 1 } for break, { c: 1 } for continue.
var Scope = require('../own/code-scopes');
var expressions = require('../own/code-expressions');
var expr = expressions.expr, assign = expressions.assign;
var write; // own/code-writer

var refuse = Scope.refuse;
function waits(node) {
  var any = false;
  Scope.walk(node, function (inner) { any = any || inner.type == 'AwaitExpression'; });
  return any;
}

// The awaits of an expression in the order in which they come to an end.
function awaits(node, sure, all) {
  var key, value;
  if (!node || typeof node.type != 'string' || /Function/.test(node.type)) return all;
  for (key in node) {
    value = node[key];
    if (!value || typeof value != 'object') continue;
    var certain = sure && !(node.type == 'LogicalExpression' && key == 'right' || node.type == 'ConditionalExpression' && key != 'test' || node.type == 'AssignmentExpression' && key == 'right' && /&&|\|\||\?\?/.test(node.operator));
    (value instanceof Array ? value : [value]).forEach(function (one) { awaits(one, certain, all); });
  }
  if (node.type == 'AwaitExpression') {
    if (!sure) refuse('await in a part of an expression that may be left out');
    all.push(node);
  }
  return all;
}

// Code that has waited for all that is awaited in a node, which `made` then writes.
function hoisted(node, scope, made) {
  var all = awaits(node, true, []), first = '', last = '';
  all.forEach(function (one) {
    var held = scope.temporary();
    first += 'return $h2p.wait(' + expr(one.argument, scope) + ',function(v){' + held + '=v;';
    last += '});';
    one.type = 'Code';
    one.code = held;
  });
  return first + made() + last;
}

function sequence(nodes, scope) {
  var out = '';
  for (var i = 0; i < nodes.length; i++) {
    if (waits(nodes[i])) return out + awaiting(nodes[i], scope, function () { return sequence(nodes.slice(i + 1), scope); });
    out += write.statement(nodes[i], scope);
  }
  return out;
}
function within(node, outer) {
  var nodes = !node ? [] : node.type == 'BlockStatement' ? node.body : [node], scope = new Scope(outer, 'block');
  return write.enter(nodes, scope) + sequence(nodes, scope);
}
function behind(run, rest) { return 'return $h2p.after(' + run + ',function(c){if(c)return c;' + rest() + '});'; }
function routine(code) { return 'function(){' + code + '}'; }
function answer(node, scope) {
  return routine(node ? hoisted(node, scope, function () { return 'return{r:' + expr(node, scope) + '};'; }) : 'return{r:true};');
}

// Breaks that end a loop which is a function.
function mark(node, breaks, continues) {
  if (!node || typeof node.type != 'string' || /Function/.test(node.type)) return;
  if (node.label) refuse('a label beside await');
  if (node.type == 'BreakStatement' && breaks || node.type == 'ContinueStatement' && continues) node.signal = true;
  if (/^(For|While|DoWhile)/.test(node.type)) breaks = continues = false;
  if (node.type == 'SwitchStatement') breaks = false;
  for (var key in node) {
    if (node[key] && typeof node[key] == 'object') [].concat(node[key]).forEach(function (one) { mark(one, breaks, continues); });
  }
}
function loop(test, body, update, rest) { return behind('$h2p.loop(' + test + ',' + body + ',' + update + ')', rest); }

function awaiting(node, outer, rest) {
  var scope = outer, held, step, left;
  switch (node.type) {
    case 'ExpressionStatement': case 'VariableDeclaration': case 'ThrowStatement':
      return hoisted(node, scope, function () { return write.statement(node, scope) + rest(); });
    case 'ReturnStatement': return hoisted(node, scope, function () { return write.statement(node, scope); });
    case 'BlockStatement': return behind('(' + routine(within(node, scope)) + ')()', rest);
    case 'IfStatement':
      return hoisted(node.test, scope, function () {
        return behind('(' + routine('if(' + expr(node.test, scope) + '){' + within(node.consequent, scope) + '}else{' + within(node.alternate, scope) + '}') + ')()', rest);
      });
    case 'WithStatement':
      return hoisted(node.object, outer, function () {
        scope = new Scope(outer, 'with');
        scope.object = outer.temporary();
        return scope.object + '=$h2p.object(' + expr(node.object, outer) + ');' + behind('(' + routine(within(node.body, scope)) + ')()', rest);
      });
    case 'TryStatement':
      held = scope.temporary();
      if (node.handler) {
        scope = new Scope(outer, 'block');
        if (node.handler.param) Scope.namesOf(node.handler.param, []).forEach(function (one) { scope.declare(one); });
      }
      return behind('$h2p.attempt(' + routine(within(node.block, outer)) + ',' + (node.handler ? 'function(v){' + held + '=v;' + (node.handler.param ? assign(node.handler.param, held, scope) + ';' : '') + within(node.handler.body, scope) + '}' : 'null') + ',' + (node.finalizer ? routine(within(node.finalizer, outer)) : 'null') + ')', rest);
    case 'WhileStatement': case 'DoWhileStatement':
      mark(node.body, true, true);
      return (node.type == 'DoWhileStatement' ? (held = scope.temporary()) + '=1;' : '') + loop(node.type == 'DoWhileStatement' ? routine('if(' + held + '){' + held + '=0;return{r:true}}return(' + answer(node.test, scope) + ')();') : answer(node.test, scope), routine(within(node.body, scope)), 'null', rest);
    case 'ForStatement':
      mark(node.body, true, true);
      scope = write.loopScope(node.init, outer);
      if (node.init && node.init.type != 'VariableDeclaration') node.init = { type: 'ExpressionStatement', expression: node.init };
      return hoisted(node.init, scope, function () {
        return (node.init ? write.statement(node.init, scope) : '') + loop(answer(node.test, scope), routine(within(node.body, scope)), node.update ? answer(node.update, scope) : 'null', rest);
      });
    case 'ForOfStatement': case 'ForInStatement':
      mark(node.body, true, true);
      scope = write.loopScope(node.left, outer);
      held = scope.temporary();
      step = scope.temporary();
      left = node.left.type == 'VariableDeclaration' ? node.left.declarations[0].id : node.left;
      return hoisted(node.right, outer, function () {
        var all = expr(node.right, outer);
        return held + '=$h2p.iterator(' + (node.type == 'ForInStatement' ? '$h2p.names(' + all + ')' : all) + ');' + loop(routine(step + '=' + held + '.next();return{r:!' + step + '.done};'), routine(assign(left, step + '.value', scope) + ';' + within(node.body, scope)), 'null', rest);
      });
  }
  return refuse('await in ' + node.type);
}

module.exports = { waits: waits, sequence: sequence, use: function (writer) { write = writer; } };

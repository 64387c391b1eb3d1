'use strict';
// Classes in code that is made at run time. A private name is a name that is not gone through.
var Scope = require('../own/code-scopes');
var expressions = require('../own/code-expressions');

function method(statements) { return { type: 'FunctionExpression', params: [], body: { type: 'BlockStatement', body: statements } }; }
function field(node) { return { type: 'ExpressionStatement', expression: { type: 'Field', key: node.key, computed: node.computed, value: node.value } }; }

module.exports = function (node, outer, makeFunction) {
  var scope = new Scope(outer, 'block'), own = node.id ? scope.declare(node.id.name) : scope.temporary();
  var derived = !!node.superClass, fields = [], steps = '', make, init, text;
  function home(still) { return { own: own, still: still }; }
  function within(statements) { steps += ',' + makeFunction(method(statements), scope, home(true)) + '.call(' + own + ')'; }
  node.body.body.forEach(function (one) {
    if (one.type == 'StaticBlock') within(one.body);
    else if (one.type == 'PropertyDefinition' && one.static) within([field(one)]);
    else if (one.type == 'PropertyDefinition') fields.push(field(one));
    else if (one.kind == 'constructor') make = one.value;
    else {
      steps += ',$h2p.method(' + own + (one.static ? '' : '.prototype') + ',"' + one.kind + '",' + expressions.key(one, scope) + ',' + makeFunction(one.value, scope, home(one.static)) + ')';
    }
  });
  init = fields.length ? scope.temporary() : '';
  if (!make) {
    make = method(!derived ? [] : [{ type: 'ExpressionStatement', expression: { type: 'CallExpression', callee: { type: 'Super' }, arguments: [{ type: 'SpreadElement', argument: { type: 'Identifier', name: 'arguments' } }] } }]);
  }
  if (node.id) make.id = node.id;
  text = makeFunction(make, scope, { own: own, make: true, derived: derived, init: init });
  return '(' + own + '=$h2p.cls(' + text + ',' + derived + (derived ? ',' + expressions.expr(node.superClass, outer) : '') + ')' + (init ? ',' + init + '=' + makeFunction(method(fields), scope, home(false)) : '') + steps + ',' + own + ')';
};

'use strict';
// The expressions of code that is made at run time.
var Scope = require('../own/code-scopes');

var refuse = Scope.refuse;
function text(value) { return JSON.stringify(value).replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029').replace(/<(?=\/script|!--)/gi, '\\x3c'); }

// A name, asked of the objects of `with` first: `found` gets the object, `last` the plain name.
function through(name, scope, found, last) {
  var there = scope.find(name), out = last(there.name), i;
  for (i = there.withs.length - 1; i >= 0; i--) out = '($h2p.h(' + there.withs[i] + ',' + text(name) + ')?' + found(there.withs[i]) + ':' + out + ')';
  return out;
}
function same(name) { return name; }
function read(name, scope) {
  if (name == 'arguments' && !scope.find(name).withs.length) return own(scope, 'usesArguments', '$h2pArgs', 'arguments');
  return through(name, scope, function (object) { return '$h2p.g(' + object + ',' + text(name) + ')'; }, same);
}
function own(scope, mark, held, plain) {
  var owner = scope.owner();
  if (owner === scope.function() && !owner.continues && !(owner.member && owner.member.derived)) return plain;
  owner[mark] = true;
  return held;
}

function key(node, scope) {
  if ((node.property || node.key).type == 'PrivateIdentifier') return text('__#' + (node.property || node.key).name);
  return node.computed ? expr(node.property || node.key, scope) : text(String((node.property || node.key).name !== undefined ? (node.property || node.key).name : node.key.value));
}

function self(scope) { return own(scope, 'usesThis', '$h2pThis', 'this'); }
function member(node, scope) { return '(' + expr(node.object, scope) + ')[' + key(node, scope) + ']'; }
// What `super` is in a method.
function above(scope) {
  var home = scope.owner().member;
  if (!home) refuse('super outside of a class');
  return '$h2p.up(' + home.own + (home.still ? '' : '.prototype') + ')';
}
function args(nodes, scope) { return '(' + nodes.map(function (one) { return expr(one, scope); }).join() + ')'; }

// Gives `value`, which is code, to a target.
function assign(target, value, scope) {
  var held;
  switch (target.type) {
    case 'Identifier':
      held = scope.find(target.name).withs.length ? scope.temporary() : '';
      if (!held) return scope.find(target.name).name + '=' + value;
      return '(' + held + '=' + value + ',' + through(target.name, scope, function (object) {
        return '$h2p.s(' + object + ',' + text(target.name) + ',' + held + ')';
      }, function (name) { return '(' + name + '=' + held + ')'; }) + ')';
    case 'MemberExpression':
      if (target.object.type == 'Super') return '(' + self(scope) + '[' + key(target, scope) + ']=' + value + ')';
      if (Scope.plain) return '(' + member(target, scope) + '=' + value + ')';
      return '$h2p.s(' + expr(target.object, scope) + ',' + key(target, scope) + ',' + value + ')';
    case 'AssignmentPattern':
      held = scope.temporary();
      return assign(target.left, '((' + held + '=' + value + ')===void 0?' + expr(target.right, scope) + ':' + held + ')', scope);
    case 'ObjectPattern': return objectPattern(target, value, scope);
    case 'ArrayPattern':
      held = scope.temporary();
      return '(' + held + '=$h2p.list(' + value + ')' + target.elements.map(function (one, i) {
        if (!one) return '';
        return ',' + (one.type == 'RestElement' ? assign(one.argument, held + '.slice(' + i + ')', scope) : assign(one, held + '[' + i + ']', scope));
      }).join('') + ',' + held + ')';
  }
  return refuse(target.type);
}

function objectPattern(target, value, scope) {
  var held = scope.temporary(), keys = [];
  return '(' + held + '=' + value + target.properties.map(function (one) {
    var name;
    if (one.type == 'RestElement') return ',' + assign(one.argument, '$h2p.rest(' + held + ',[' + keys.join() + '])', scope);
    name = key(one, scope);
    keys.push(name);
    return ',' + assign(one.value, '$h2p.g(' + held + ',' + name + ')', scope);
  }).join('') + ',' + held + ')';
}

function list(nodes, scope) {
  if (!nodes.some(function (one) { return one && one.type == 'SpreadElement'; })) {
    return '[' + nodes.map(function (one) { return one ? expr(one, scope) : ''; }).join() + (nodes.length && !nodes[nodes.length - 1] ? ',' : '') + ']';
  }
  return '[].concat(' + nodes.map(function (one) {
    return one && one.type == 'SpreadElement' ? '$h2p.list(' + expr(one.argument, scope) + ')' : '[' + (one ? expr(one, scope) : 'void 0') + ']';
  }).join() + ')';
}

// An optional chain: `rest` makes of the code of a link all that follows it.
function link(node, scope, rest) {
  function guarded(optional, value, next) {
    var held = scope.temporary();
    return optional ? '((' + held + '=' + value + ')===null||' + held + '===void 0?void 0:' + next(held) + ')' : next(value);
  }
  if (node.type == 'ChainExpression') return rest(expr(node, scope));
  if (node.type == 'MemberExpression') {
    return link(node.object, scope, function (object) {
      return guarded(node.optional, object, function (held) { return rest('$h2p.g(' + held + ',' + key(node, scope) + ')'); });
    });
  }
  if (node.type == 'CallExpression' && node.callee.type == 'MemberExpression') {
    return link(node.callee.object, scope, function (object) {
      return guarded(node.callee.optional, object, function (held) {
        var self = scope.temporary();
        if (!node.optional) return rest('$h2p.call(' + held + ',' + key(node.callee, scope) + ',' + list(node.arguments, scope) + ')');
        return guarded(true, '$h2p.g(' + self + '=' + held + ',' + key(node.callee, scope) + ')', function (method) {
          return rest('$h2p.apply(' + method + ',' + self + ',' + list(node.arguments, scope) + ')');
        });
      });
    });
  }
  if (node.type == 'CallExpression') {
    return link(node.callee, scope, function (method) {
      return guarded(node.optional, method, function (held) { return rest('$h2p.apply(' + held + ',void 0,' + list(node.arguments, scope) + ')'); });
    });
  }
  return rest(expr(node, scope));
}

function operation(sign, left, right) {
  return sign == '**' ? 'Math.pow(' + left + ',' + right + ')' : Scope.plain ? '(' + left + ' ' + sign + ' ' + right + ')' : sign == 'in' ? '$h2p.in(' + left + ',' + right + ')' : sign == 'instanceof' ? '$h2p.i(' + left + ',' + right + ')' : '(' + left + ' ' + sign + ' ' + right + ')';
}
function logical(sign, left, right, scope) {
  var held;
  if (sign != '??') return '(' + left + sign + right + ')';
  held = scope.temporary();
  return '((' + held + '=' + left + ')!==null&&' + held + '!==void 0?' + held + ':' + right + ')';
}

function superCall(node, scope) {
  var home = scope.owner().member;
  scope.owner().usesThis = true;
  return '($h2pThis=$h2p.superCall($h2p.up(' + home.own + '),$h2pThis,' + list(node.arguments, scope) + ')' + (home.init ? ',' + home.init + '.call($h2pThis)' : '') + ',$h2pThis)';
}

var writers = {
  Identifier: function (node, scope) { return read(node.name, scope); },
  Literal: function (node) {
    if (node.regex) return 'new RegExp(' + text(node.regex.pattern) + ',' + text(node.regex.flags) + ')';
    if (node.bigint) refuse('BigInt');
    return typeof node.value == 'string' ? text(node.value) : String(node.value);
  },
  ThisExpression: function (node, scope) { return self(scope); },
  ClassExpression: function (node, scope) { return module.exports.makeClass(node, scope); },
  Field: function (node, scope) { return '$h2p.field(' + self(scope) + ',' + key(node, scope) + ',' + (node.value ? expr(node.value, scope) : 'void 0') + ')'; },
  TemplateLiteral: function (node, scope) {
    return '(' + node.quasis.map(function (one, i) {
      return text(one.value.cooked) + (i < node.expressions.length ? '+String(' + expr(node.expressions[i], scope) + ')' : '');
    }).join('+') + ')';
  },
  TaggedTemplateExpression: function (node, scope) {
    var strings = node.quasi.quasis, made = '$h2p.raw([' + strings.map(function (one) { return text(one.value.cooked); }) + '],[' + strings.map(function (one) { return text(one.value.raw); }) + '])';
    return expr({ type: 'CallExpression', callee: node.tag, arguments: [{ type: 'Code', code: made }].concat(node.quasi.expressions) }, scope);
  },
  Code: function (node) { return node.code; },
  ArrayExpression: function (node, scope) { return list(node.elements, scope); },
  ObjectExpression: function (node, scope) {
    var held = scope.temporary();
    return '(' + held + '={},' + node.properties.map(function (one) {
      if (one.type == 'SpreadElement') return '$h2p.spread(' + held + ',' + expr(one.argument, scope) + '),';
      return '$h2p.define(' + held + ',' + text(one.kind) + ',' + key(one, scope) + ',' + expr(one.value, scope) + '),';
    }).join('') + held + ')';
  },
  FunctionExpression: function (node, scope) { return module.exports.makeFunction(node, scope); },
  ArrowFunctionExpression: function (node, scope) { return module.exports.makeFunction(node, scope); },
  UnaryExpression: function (node, scope) {
    var inner = node.argument;
    if (node.operator == 'delete' && inner.type == 'MemberExpression') return '$h2p.d(' + expr(inner.object, scope) + ',' + key(inner, scope) + ')';
    if (node.operator == 'typeof' && inner.type == 'Identifier') {
      return '$h2p.type(' + through(inner.name, scope, function (object) { return '$h2p.g(' + object + ',' + text(inner.name) + ')'; }, function (name) {
        return '(typeof ' + name + '=="undefined"?void 0:' + name + ')';
      }) + ')';
    }
    return node.operator == 'typeof' ? '$h2p.type(' + expr(inner, scope) + ')' : '(' + node.operator + ' ' + expr(inner, scope) + ')';
  },
  UpdateExpression: function (node, scope) {
    var target = node.argument, rest = ',' + (node.operator == '++' ? 1 : -1) + ',' + node.prefix + ')';
    if (target.type == 'MemberExpression' && Scope.plain) return '(' + (node.prefix ? node.operator : '') + member(target, scope) + (node.prefix ? '' : node.operator) + ')';
    if (target.type == 'MemberExpression') return '$h2p.u(' + expr(target.object, scope) + ',' + key(target, scope) + rest;
    return through(target.name, scope, function (object) { return '$h2p.u(' + object + ',' + text(target.name) + rest; }, function (name) {
      return '(' + (node.prefix ? node.operator + name : name + node.operator) + ')';
    });
  },
  BinaryExpression: function (node, scope) {
    if (node.left.type == 'PrivateIdentifier') return '(' + text('__#' + node.left.name) + ' in Object(' + expr(node.right, scope) + '))';
    return operation(node.operator, expr(node.left, scope), expr(node.right, scope));
  },
  LogicalExpression: function (node, scope) { return logical(node.operator, expr(node.left, scope), expr(node.right, scope), scope); },
  ConditionalExpression: function (node, scope) { return '(' + expr(node.test, scope) + '?' + expr(node.consequent, scope) + ':' + expr(node.alternate, scope) + ')'; },
  SequenceExpression: function (node, scope) { return '(' + node.expressions.map(function (one) { return expr(one, scope); }).join() + ')'; },
  AssignmentExpression: function (node, scope) {
    var sign = node.operator.slice(0, -1), left = node.left, object, name, old, held;
    if (!sign) return '(' + assign(left, expr(node.right, scope), scope) + ')';
    if (left.type == 'Identifier') {
      old = read(left.name, scope);
      if (/&&|\|\||\?\?/.test(sign)) return logical(sign, old, '(' + assign(left, expr(node.right, scope), scope) + ')', scope);
      return '(' + assign(left, operation(sign, old, expr(node.right, scope)), scope) + ')';
    }
    object = held = scope.temporary();
    name = scope.temporary();
    old = '$h2p.g(' + object + ',' + name + ')';
    object = '(' + object + '=' + expr(left.object, scope) + ',' + name + '=' + key(left, scope) + ',';
    left = { type: 'MemberExpression', computed: true, object: { type: 'Code', code: held }, property: { type: 'Code', code: name } };
    if (/&&|\|\||\?\?/.test(sign)) return object + logical(sign, old, assign(left, expr(node.right, scope), scope), scope) + ')';
    return object + assign(left, operation(sign, old, expr(node.right, scope)), scope) + ')';
  },
  MemberExpression: function (node, scope) {
    if (node.object.type == 'Super') return '$h2p.sup(' + above(scope) + ',' + key(node, scope) + ',' + self(scope) + ')';
    if (node.property.name == 'constructor' && node.object.type == 'FunctionExpression' && node.object.async) return '$h2p.AsyncFunction';
    if (Scope.plain) return member(node, scope);
    return '$h2p.g(' + expr(node.object, scope) + ',' + key(node, scope) + ')';
  },
  ChainExpression: function (node, scope) { return link(node.expression, scope, same); },
  CallExpression: function (node, scope) {
    var callee = node.callee, spread = node.arguments.some(function (one) { return one.type == 'SpreadElement'; }), method;
    if (callee.type == 'Super') return superCall(node, scope);
    if (callee.type == 'MemberExpression' && callee.object.type == 'Super') return '$h2p.apply(' + expr(callee, scope) + ',' + self(scope) + ',' + list(node.arguments, scope) + ')';
    if (callee.type == 'MemberExpression' && Scope.plain && !spread) return member(callee, scope) + args(node.arguments, scope);
    if (callee.type == 'MemberExpression') return '$h2p.call(' + expr(callee.object, scope) + ',' + key(callee, scope) + ',' + list(node.arguments, scope) + ')';
    method = callee.type == 'Identifier' ? through(callee.name, scope, function (object) { return '$h2p.m(' + object + ',' + text(callee.name) + ')[' + text(callee.name) + ']'; }, same) : expr(callee, scope);
    if (spread) return '$h2p.apply(' + method + ',void 0,' + list(node.arguments, scope) + ')';
    return method + args(node.arguments, scope);
  },
  NewExpression: function (node, scope) {
    var spread = node.arguments.some(function (one) { return one.type == 'SpreadElement'; });
    if (Scope.plain && !spread) return 'new (' + expr(node.callee, scope) + ')' + args(node.arguments, scope);
    return '$h2p.make(' + expr(node.callee, scope) + ',' + list(node.arguments, scope) + ')';
  },
  ParenthesizedExpression: function (node, scope) { return expr(node.expression, scope); }
};

function expr(node, scope) {
  var write = writers[node.type];
  if (!write) refuse(node.type == 'AwaitExpression' ? 'await' : node.type);
  return write(node, scope);
}

module.exports = { expr: expr, assign: assign, read: read, key: key };

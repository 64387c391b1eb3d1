'use strict';
// What `JSON.stringify` writes of an object has its names in the order of today: numbers come first.
var order = require('../own/key-order');
var define = require('../internals/define-built-in');
var native = JSON.stringify, parse = JSON.parse;

function ordered(value) {
  var names = [], sorted, copy, name, i;
  if (value === null || typeof value != 'object' || value instanceof Array) return value;
  for (name in value) if (Object.prototype.hasOwnProperty.call(value, name)) names.push(name);
  sorted = order(names);
  if (sorted === names) return value;
  copy = {};
  for (i = 0; i < sorted.length; i++) copy[sorted[i]] = value[sorted[i]];
  return copy;
}

define(JSON, 'stringify', function (value, replace, space) {
  var text;
  // One that replaces may count what it is asked for, and is asked once.
  if (typeof replace == 'function') return native(value, function (name, one) { return ordered(replace.call(this, name, one)); }, space);
  text = native(value, replace, space);
  if (replace || !/"(?:0|[1-9]\d*)":/.test(text) || text.indexOf('"__proto__"') >= 0) return text;
  // What is told is put in order, not what it is told of: that may count how often it is asked.
  return native(parse(text), function (name, one) { return ordered(one); }, space);
});

'use strict';
var add = require('../own/add').value;

function named(value) { return Object.prototype.toString.call(value).slice(8, -1); }

function copy(value, seen) {
  var kind, made, i, key;
  if (typeof value == 'function' || value && value.nodeType && value.ownerDocument) {
    made = new Error(String(value) + ' could not be cloned.');
    made.name = 'DataCloneError';
    throw made;
  }
  if (!value || typeof value != 'object') return value;
  for (i = 0; i < seen.length; i++) if (seen[i][0] === value) return seen[i][1];
  kind = window.Map && value instanceof Map ? 'Map' : window.Set && value instanceof Set ? 'Set' : named(value);
  if (/^(Boolean|Number|String)$/.test(kind)) return Object(value.valueOf());
  if (kind == 'Date') return new Date(value.getTime());
  if (kind == 'RegExp') return new RegExp(value);
  if (kind == 'ArrayBuffer' || /Array$/.test(kind) && kind != 'Array') return kind == 'ArrayBuffer' ? value.slice(0) : new value.constructor(value);
  made = kind == 'Map' ? new Map() : kind == 'Set' ? new Set() : kind == 'Array' ? [] : kind == 'Error' ? new Error(value.message) : {};
  seen.push([value, made]);
  if (kind == 'Map') value.forEach(function (item, key) { made.set(copy(key, seen), copy(item, seen)); });
  else if (kind == 'Set') value.forEach(function (item) { made.add(copy(item, seen)); });
  else if (kind == 'Error') made.name = value.name;
  else {
    if (kind == 'Array') made.length = value.length;
    for (key in value) if (Object.prototype.hasOwnProperty.call(value, key)) made[key] = copy(value[key], seen);
  }
  return made;
}

add(window, 'structuredClone', function (value) {
  return copy(value, []);
});

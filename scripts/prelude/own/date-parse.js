'use strict';
// The engine reads no date of ISO 8601 but a whole one in UTC.
var define = require('../internals/define-built-in');
var Native = window.Date, parse = Native.parse;
var ISO = /^\s*([+-]\d{6}|\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?(?:(?:T|\s+)(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?\s*$/i;

function parsed(text) {
  var part = ISO.exec(text), month, day, fraction, time, zone, local;
  if (!part) return parse(text);
  month = part[2] ? part[2] - 1 : 0;
  day = part[3] ? +part[3] : 1;
  if (month > 11 || day > 31 || month < 0 || day < 1 || part[4] > 24 || part[5] > 59 || part[6] > 59) return NaN;
  fraction = part[7] ? Math.floor(('0.' + part[7]) * 1000 + 1e-6) : 0;
  zone = part[8];
  if (part[4] === undefined || zone) {
    time = Native.UTC(+part[1], month, day, +part[4] || 0, +part[5] || 0, +part[6] || 0, fraction);
    if (+part[1] < 100 && +part[1] >= 0) time = new Native(time).setUTCFullYear(+part[1]);
    if (zone && !/z/i.test(zone)) time -= (zone.charAt(0) == '-' ? -1 : 1) * (+zone.slice(1, 3) * 60 + (+zone.slice(3).replace(':', '') || 0)) * 60000;
    return time;
  }
  local = new Native(+part[1], month, day, +part[4], +part[5], +part[6] || 0, fraction);
  return local.getTime();
}

function Date() {
  var kind, made;
  if (!(this instanceof Native)) return Native();
  made = date.apply(null, arguments);
  // Of a class that extends it.
  kind = Object.getPrototypeOf(this);
  if (kind !== Native.prototype) made.__proto__ = kind;
  return made;
}

function date(year, month, day, hour, minute, second, ms) {
  var count = arguments.length;
  if (count == 1) {
    if (year && typeof year == 'object' && !(year instanceof Native)) year = year.valueOf && typeof year.valueOf() != 'object' ? year.valueOf() : String(year);
    return new Native(typeof year == 'string' ? parsed(year) : year instanceof Native ? year.getTime() : year);
  }
  return count === 0 ? new Native() : count == 2 ? new Native(year, month) : count == 3 ? new Native(year, month, day) :
    count == 4 ? new Native(year, month, day, hour) : count == 5 ? new Native(year, month, day, hour, minute) :
    count == 6 ? new Native(year, month, day, hour, minute, second) : new Native(year, month, day, hour, minute, second, ms);
}

Date.prototype = Native.prototype;
define(Date, 'parse', function (text) { return parsed(String(text)); });
define(Date, 'UTC', Native.UTC);
define(Date, 'now', Native.now);
define(Native.prototype, 'constructor', Date);
define(window, 'Date', Date);

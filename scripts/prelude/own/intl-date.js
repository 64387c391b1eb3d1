'use strict';
// Dates and times as they are written in a language.
var locales = require('../own/intl-data');
var define = require('../internals/define-built-in');
var zones = require('../own/intl-zones');
var WIDTHS = ['narrow', 'short', 'long'], STYLES = ['full', 'long', 'medium', 'short'];
var PARTS = { G: 'era', y: 'year', M: 'month', L: 'month', d: 'day', E: 'weekday', c: 'weekday', a: 'dayPeriod', h: 'hour', H: 'hour', K: 'hour', k: 'hour', m: 'minute', s: 'second', S: 'fractionalSecond', z: 'timeZoneName', v: 'timeZoneName' };

function DateTimeFormat(tags, options) {
  if (!(this instanceof DateTimeFormat)) return new DateTimeFormat(tags, options);
  var self = this;
  define(this, 'h2p', settle(tags, options, 'date', 'date'));
  define(this, 'format', function (date) { return text(parts(self.h2p, date)); });
}

function letters(letter, count) { return new Array(count + 1).join(letter); }

function settle(tags, given, required, standard) {
  var options = given === undefined ? {} : Object(given), found = locales.find(tags), data = found.data, option = locales.option, s = { found: found, data: data, options: options }, date = '', time = '', any, hour, twelve, cycle;
  function ask(name, values) { return s[name] = option(options, name, values); }
  s.zone = options.timeZone === undefined ? undefined : zones.find(options.timeZone);
  s.system = options.numberingSystem || found.keys.nu || data.system;
  s.calendar = options.calendar || found.keys.ca || 'gregory';
  cycle = option(options, 'hourCycle', ['h11', 'h12', 'h23', 'h24'], found.keys.hc);
  twelve = options.hour12 !== undefined ? !!options.hour12 : cycle ? /h1[12]/.test(cycle) : isTwelve(data.time[3]);
  s.twelve = twelve;
  ask('dateStyle', STYLES);
  ask('timeStyle', STYLES);
  ask('weekday', WIDTHS); ask('era', WIDTHS); ask('year', ['2-digit', 'numeric']); ask('month', ['2-digit', 'numeric'].concat(WIDTHS)); ask('day', ['2-digit', 'numeric']);
  hour = ask('hour', ['2-digit', 'numeric']); ask('minute', ['2-digit', 'numeric']); ask('second', ['2-digit', 'numeric']);
  ask('timeZoneName', ['short', 'long', 'shortOffset', 'longOffset', 'shortGeneric', 'longGeneric']);
  s.fractionalSecondDigits = locales.count(options, 'fractionalSecondDigits', 1, 3);
  ask('dayPeriod', WIDTHS);
  if (s.dateStyle || s.timeStyle) {
    if (s.weekday || s.year || s.month || s.day || hour || s.minute || s.second) throw new TypeError("Can't set option when dateStyle or timeStyle is used");
    date = s.dateStyle ? data.date[STYLES.indexOf(s.dateStyle)] : '';
    time = s.timeStyle ? cycled(data.time[STYLES.indexOf(s.timeStyle)], twelve, data) : '';
    s.pattern = date && time ? joined(data.at[STYLES.indexOf(s.dateStyle)], date, time) : date || time;
    return s;
  }
  any = (required != 'time' && (s.weekday || s.year || s.month || s.day)) || (required != 'date' && (hour || s.minute || s.second || s.fractionalSecondDigits || s.dayPeriod)) || required == 'date' && standard == 'date' && (hour || s.minute || s.second || s.fractionalSecondDigits || s.dayPeriod);
  if (!any) {
    if (standard != 'time') s.year = s.month = s.day = 'numeric';
    if (standard != 'date') s.hour = s.minute = s.second = 'numeric';
  }
  if (s.era) date += letters('G', WIDTHS.indexOf(s.era) == 0 ? 5 : WIDTHS.indexOf(s.era) == 2 ? 4 : 1);
  if (s.year) date += s.year == 'numeric' ? 'y' : 'yy';
  if (s.month) date += letters('M', { numeric: 1, '2-digit': 2, short: 3, long: 4, narrow: 5 }[s.month]);
  if (s.weekday) date += letters('E', { short: 1, long: 4, narrow: 5 }[s.weekday]);
  if (s.day) date += s.day == 'numeric' ? 'd' : 'dd';
  if (s.hour) time += letters(twelve ? 'h' : 'H', s.hour == 'numeric' ? 1 : 2);
  if (s.minute) time += s.minute == 'numeric' ? 'm' : 'mm';
  if (s.second) time += s.second == 'numeric' ? 's' : 'ss';
  if (s.timeZoneName && s.hour) time += 'v';
  date = date && best(data, date);
  time = time && best(data, time);
  if (s.fractionalSecondDigits) time = time ? time.replace(/s+/, function (all) { return all + data.symbols[0] + letters('S', s.fractionalSecondDigits); }) : letters('S', s.fractionalSecondDigits);
  if (time && cycle == 'h24') time = time.replace(/H/g, 'k');
  if (time && cycle == 'h11') time = time.replace(/h/g, 'K');
  if (s.timeZoneName && !s.hour) time = time ? time + ' z' : 'z';
  s.pattern = date && time ? joined(data.at[/MMMM|LLLL/.test(date) ? /E|c/.test(date) ? 0 : 1 : /MMM|LLL/.test(date) ? 2 : 3], date, time) : date || time;
  return s;
}

function isTwelve(pattern) { return /[hK]/.test(pattern.replace(/'[^']*'/g, '')); }

function joined(pattern, date, time) {
  return pattern.replace('{1}', function () { return date; }).replace('{0}', function () { return time; });
}

// A pattern of a time with the other kind of hours.
function cycled(pattern, twelve, data) {
  var is = isTwelve(pattern), zone = /\s*z+/.exec(pattern), made;
  if (is == twelve) return pattern;
  made = data.skeletons[(twelve ? 'h' : 'H') + 'm' + (/s/.test(pattern) ? 's' : '')] || pattern;
  return made + (zone ? zone[0] : '');
}

function fields(skeleton) {
  var made = {};
  skeleton.replace(/([a-zA-Z])\1*/g, function (run, letter) {
    made[letter == 'L' ? 'M' : letter == 'c' ? 'E' : letter] = run.length;
  });
  return made;
}

function isText(letter, width) { return letter == 'E' || letter == 'G' || letter == 'M' && width > 2; }

// The pattern of the skeleton that comes nearest, with the widths that were asked for.
function best(data, skeleton) {
  var wanted = fields(skeleton), found = null, least = Infinity, key, have, letter, distance, missing, rest;
  for (key in data.skeletons) {
    have = fields(key);
    distance = 0;
    missing = '';
    for (letter in have) if (!wanted[letter]) distance = Infinity;
    for (letter in wanted) {
      if (!have[letter]) {
        missing += letter;
        distance += 1000;
      } else if (isText(letter, wanted[letter]) != isText(letter, have[letter])) distance += 100;
      else distance += Math.abs(wanted[letter] - have[letter]);
    }
    if (distance < least) {
      least = distance;
      found = { key: key, have: have, missing: missing };
    }
  }
  if (!found) return skeleton;
  key = widened(data.skeletons[found.key], wanted, found.have);
  if (found.missing) {
    rest = found.missing.split('').map(function (letter) { return letters(letter, wanted[letter]); }).join('');
    rest = rest.length == skeleton.length ? rest : best(data, rest);
    // A name of a day stands before what a number of a day ends.
    key = /^E/.test(found.missing) ? rest + ', ' + key : key + ' ' + rest;
  }
  return key;
}

function widened(pattern, wanted, have) {
  return pattern.split(/('[^']*')/).map(function (part) {
    return part.charAt(0) == "'" ? part : part.replace(/([a-zA-Z])\1*/g, function (run, letter) {
      var field = letter == 'L' ? 'M' : letter == 'c' ? 'E' : letter, want = wanted[field], was = have[field];
      if (!want || want == was || isText(field, want) != isText(field, run.length)) return run;
      if (field == 'E' && want == 1) return run;
      if (field == 'y' && want == 1) return run;
      // Minutes and seconds beside others keep their two digits.
      if ((field == 'm' || field == 's') && want < run.length) return run;
      return letters(letter, want == 1 && isText(field, want) ? 3 : want);
    });
  }).join('');
}

function pad(number, count) {
  var out = String(number);
  while (out.length < count) out = '0' + out;
  return out;
}

// Eras of Japan: when they began, and their letters.
var ERAS = [[Date.UTC(2019, 4, 1), '令和', 'R'], [Date.UTC(1989, 0, 8), '平成', 'H'], [Date.UTC(1926, 11, 25), '昭和', 'S'], [Date.UTC(1912, 6, 30), '大正', 'T'], [Date.UTC(1868, 9, 23), '明治', 'M']];
function eraOf(s, f) {
  if (s.calendar != 'japanese' || s.found.language != 'ja') return null;
  var era = ERAS.filter(function (one) { return f.getTime() >= one[0]; })[0], year = era && f.getUTCFullYear() - new Date(era[0]).getUTCFullYear() + 1, long = /[年'月]/.test(s.pattern);
  return era && { name: long ? era[1] : era[2], year: year == 1 && long ? '元' : String(year), told: false };
}

function parts(s, given) {
  var era, date = given === undefined ? new Date() : given instanceof Date ? given : new Date(Number(given)), time = date.getTime(), data = s.data, out = [], f, offset;
  if (time !== time) throw new RangeError('Invalid time value');
  offset = s.zone ? zones.offset(s.zone, time) : -date.getTimezoneOffset();
  f = new Date(time + offset * 60000);
  era = eraOf(s, f);
  function number(value, width) { return locales.digits(pad(value, width), s.system, data.digits); }
  function push(type, value) {
    if (type == 'literal' && out.length && out[out.length - 1].type == 'literal') out[out.length - 1].value += value;
    else if (value !== '') out.push({ type: type, value: value });
  }
  function name(wide, alone, at, width) {
    var list = alone || wide;
    return list[width == 4 ? 0 : width == 5 ? 2 : 1][at];
  }
  s.pattern.replace(/'([^']*)'|([a-zA-Z])\2*|[^a-zA-Z']+/g, function (run, quoted, letter) {
    var width = run.length, hours = f.getUTCHours(), value, year;
    if (quoted !== undefined) return push('literal', quoted || "'");
    if (!letter) return push('literal', run);
    switch (letter) {
    case 'G': if (era) era.told = true; value = era ? era.name : data.era[f.getUTCFullYear() > 0 ? 1 : 0]; break;
    case 'y':
      if (era) {
        if (!era.told) push('era', era.name);
        value = era.year;
        break;
      }
      year = f.getUTCFullYear() + (data.years || 0); value = width == 2 ? number(year % 100, 2) : number(year, 1); break;
    case 'M': value = width < 3 ? number(f.getUTCMonth() + 1, width) : name(data.months, null, f.getUTCMonth(), width); break;
    case 'L': value = width < 3 ? number(f.getUTCMonth() + 1, width) : name(data.months, data.alone, f.getUTCMonth(), width); break;
    case 'd': value = number(f.getUTCDate(), width); break;
    case 'E': value = name(data.days, null, f.getUTCDay(), width); break;
    case 'c': value = name(data.days, data.daysAlone, f.getUTCDay(), width); break;
    case 'a': value = data.periods[hours < 12 ? 0 : 1]; break;
    case 'h': value = number(hours % 12 || 12, width); break;
    case 'K': value = number(hours % 12, width); break;
    case 'H': value = number(hours, width); break;
    case 'k': value = number(hours || 24, width); break;
    case 'm': value = number(f.getUTCMinutes(), width); break;
    case 's': value = number(f.getUTCSeconds(), width); break;
    case 'S': value = number(pad(f.getUTCMilliseconds(), 3).slice(0, width), width); break;
    case 'z': case 'v': value = zones.name(s.zone, offset, width > 3 || /^long/.test(s.timeZoneName), s.found.tag); break;
    default: value = '';
    }
    push(PARTS[letter] || 'literal', value);
  });
  return out;
}

function text(all) { return all.map(function (part) { return part.value; }).join(''); }

define(DateTimeFormat.prototype, 'formatToParts', function (date) { return parts(this.h2p, date); });
// What both days have in common at their beginning or end is said once, where months have names.
function range(self, from, to) {
  var a = self.formatToParts(from), b = self.formatToParts(to), language = self.h2p.found.language, english = language == 'en', start = 0, end = 0, point = '', named, i;
  // As parts, each of which says which of both days it is of.
  function sided(list, source) { return list.map(function (part) { return { type: part.type, value: part.value, source: source }; }); }
  if (text(a) == text(b)) return sided(a, 'shared');
  function of(list, name) { for (i = 0; i < list.length; i++) if (list[i].type == name) return list[i].value; }
  function same(name) { return of(a, name) === of(b, name); }
  named = /[^\d\s.]/.test(of(a, 'month') || '1') && !of(a, 'weekday') && !of(a, 'hour') && a.length == b.length;
  // What stands between both: `start` parts before it and `end` parts behind it are common.
  function joined(sign, end) {
    var behind = a.length - end;
    return sided(a.slice(0, start), 'shared').concat(sided(a.slice(start, behind), 'startRange'), { type: 'literal', value: sign, source: 'shared' }, sided(b.slice(start, b.length - end), 'endRange'), sided(a.slice(behind), 'shared'));
  }
  // The year comes first in Korean: nothing is common at the end.
  if (language == 'ko') {
    if (named && same('year')) while (a[start].value == b[start].value) start++;
    return joined(' ~ ', 0);
  }
  if (!named || !same('year')) return joined(' – ', 0);
  while (a[start].value == b[start].value && (a[start].type != 'day' || same('month'))) start++;
  if (!same('month')) start = 0;
  while (end < a.length - start && a[a.length - 1 - end].value == b[b.length - 1 - end].value && (a[a.length - 1 - end].type != 'month' || same('month'))) end++;
  if (!same('month')) while (end && a[a.length - end].type != 'literal' || end && a[a.length - end].type == 'literal' && a[a.length - end + 1] && a[a.length - end + 1].type != 'year') end--;
  if (end && same('month') && a[a.length - end].value.charAt(0) == '.') point = '.';
  return joined(point + (!english && a.length - start - end == 1 ? '–' : ' – '), end);
}
define(DateTimeFormat.prototype, 'formatRange', function (from, to) { return text(range(this, from, to)); });
define(DateTimeFormat.prototype, 'formatRangeToParts', function (from, to) { return range(this, from, to); });
define(DateTimeFormat.prototype, 'resolvedOptions', function () {
  var s = this.h2p, made = { locale: s.found.tag, calendar: s.data.years ? 'buddhist' : s.calendar, numberingSystem: s.system, timeZone: s.zone ? s.zone.name : zones.local() };
  if (s.hour || s.timeStyle) { made.hourCycle = s.twelve ? 'h12' : 'h23'; made.hour12 = s.twelve; }
  ['weekday', 'era', 'year', 'month', 'day', 'hour', 'minute', 'second', 'timeZoneName', 'dateStyle', 'timeStyle'].forEach(function (name) {
    if (s[name] !== undefined) made[name] = s[name];
  });
  return made;
});
define(DateTimeFormat, 'supportedLocalesOf', locales.supported);

function local(name, required, standard) {
  define(Date.prototype, name, function (tags, options) {
    if (this.getTime() !== this.getTime()) return 'Invalid Date';
    return text(parts(settle(tags, options, required, standard), this));
  });
}
local('toLocaleString', 'any', 'all');
local('toLocaleDateString', 'date', 'date');
local('toLocaleTimeString', 'time', 'time');

module.exports = DateTimeFormat;

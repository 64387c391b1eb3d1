'use strict';
// Zones of time: minutes from UTC, and the rule of their summer. What is not here is not known.
var FIXED = { 'UTC': 0, 'Etc/UTC': 0, 'GMT': 0, 'Etc/GMT': 0, 'Africa/Lagos': 60, 'Africa/Johannesburg': 120, 'Africa/Nairobi': 180, 'Africa/Casablanca': 60, 'Africa/Algiers': 60, 'Africa/Tunis': 60,
  'America/Sao_Paulo': -180, 'America/Argentina/Buenos_Aires': -180, 'America/Bogota': -300, 'America/Lima': -300, 'America/Caracas': -240, 'America/Mexico_City': -360, 'America/Phoenix': -420, 'America/Panama': -300, 'America/Puerto_Rico': -240, 'America/Regina': -360,
  'Asia/Bangkok': 420, 'Asia/Colombo': 330, 'Asia/Dhaka': 360, 'Asia/Dubai': 240, 'Asia/Ho_Chi_Minh': 420, 'Asia/Saigon': 420, 'Asia/Hong_Kong': 480, 'Asia/Jakarta': 420, 'Asia/Karachi': 300, 'Asia/Kathmandu': 345, 'Asia/Kolkata': 330, 'Asia/Calcutta': 330, 'Asia/Kuala_Lumpur': 480, 'Asia/Kuwait': 180, 'Asia/Macau': 480, 'Asia/Manila': 480, 'Asia/Pyongyang': 540, 'Asia/Qatar': 180, 'Asia/Riyadh': 180, 'Asia/Baghdad': 180, 'Asia/Tehran': 210, 'Asia/Seoul': 540, 'Asia/Shanghai': 480, 'Asia/Singapore': 480, 'Asia/Taipei': 480, 'Asia/Tashkent': 300, 'Asia/Almaty': 300, 'Asia/Tokyo': 540, 'Asia/Ulaanbaatar': 480, 'Asia/Yangon': 390, 'Asia/Vladivostok': 600, 'Asia/Yekaterinburg': 300, 'Asia/Novosibirsk': 420,
  'Atlantic/Reykjavik': 0, 'Australia/Brisbane': 600, 'Australia/Perth': 480, 'Australia/Darwin': 570, 'Europe/Istanbul': 180, 'Europe/Moscow': 180, 'Europe/Minsk': 180, 'Pacific/Honolulu': -600, 'Pacific/Guam': 600 };
var EU = { 'Europe/London': 0, 'Europe/Dublin': 0, 'Europe/Lisbon': 0, 'Atlantic/Canary': 0, 'Europe/Kiev': 120, 'Europe/Kyiv': 120, 'Europe/Athens': 120, 'Europe/Bucharest': 120, 'Europe/Helsinki': 120, 'Europe/Riga': 120, 'Europe/Sofia': 120, 'Europe/Tallinn': 120, 'Europe/Vilnius': 120, 'Asia/Nicosia': 120 };
'Amsterdam Andorra Belgrade Berlin Bratislava Brussels Budapest Copenhagen Gibraltar Ljubljana Luxembourg Madrid Malta Monaco Oslo Paris Podgorica Prague Rome San_Marino Sarajevo Skopje Stockholm Tirane Vaduz Vatican Vienna Warsaw Zagreb Zurich'.split(' ').forEach(function (city) { EU['Europe/' + city] = 60; });
var US = { 'America/New_York': -300, 'US/Eastern': -300, 'America/Detroit': -300, 'America/Toronto': -300, 'America/Montreal': -300, 'America/Chicago': -360, 'US/Central': -360, 'America/Winnipeg': -360, 'America/Denver': -420, 'US/Mountain': -420, 'America/Edmonton': -420, 'America/Boise': -420, 'America/Los_Angeles': -480, 'US/Pacific': -480, 'America/Vancouver': -480, 'America/Anchorage': -540, 'America/Halifax': -240, 'America/St_Johns': -210 };
var AU = { 'Australia/Sydney': 600, 'Australia/Melbourne': 600, 'Australia/Hobart': 600, 'Australia/Canberra': 600, 'Australia/Adelaide': 570, 'Pacific/Auckland': 720 };
var NAMES = { 'America/New_York': ['EST', 'EDT', 'Eastern'], 'America/Chicago': ['CST', 'CDT', 'Central'], 'America/Denver': ['MST', 'MDT', 'Mountain'], 'America/Los_Angeles': ['PST', 'PDT', 'Pacific'] };

exports.find = function (given) {
  var name = String(given), tables = [[FIXED, ''], [EU, 'eu'], [US, 'us'], [AU, 'au']], i, key, offset;
  for (i = 0; i < tables.length; i++) for (key in tables[i][0]) {
    if (key.toLowerCase() == name.toLowerCase()) return { name: /^(Etc\/)?(UTC|GMT)$/.test(key) ? 'UTC' : key, base: tables[i][0][key], rule: tables[i][1] };
  }
  offset = /^([+-])(\d\d):?(\d\d)$/.exec(name);
  if (offset) return { name: name, base: (offset[1] == '-' ? -1 : 1) * (offset[2] * 60 + +offset[3]), rule: '' };
  throw new RangeError('Invalid time zone specified: ' + name);
};

// The time, in UTC, of a Sunday of a month: the first from a day on.
function sunday(year, month, day) {
  var date = new Date(Date.UTC(year, month, day));
  return date.getTime() + (7 - date.getUTCDay()) % 7 * 86400000;
}

exports.offset = function (zone, time) {
  var year = new Date(time + zone.base * 60000).getUTCFullYear(), summer = false, hour = 3600000, local = zone.base * 60000;
  if (zone.rule == 'eu') summer = time >= sunday(year, 2, 25) + hour && time < sunday(year, 9, 25) + hour;
  if (zone.rule == 'us') summer = year >= 2007 ? time >= sunday(year, 2, 8) + 2 * hour - local && time < sunday(year, 10, 1) + hour - local : time >= sunday(year, 3, 1) + 2 * hour - local && time < sunday(year, 9, 25) + hour - local;
  if (zone.rule == 'au') {
    summer = zone.name == 'Pacific/Auckland' ? !(time >= sunday(year, 3, 1) + 2 * hour - local && time < sunday(year, 8, 24) + 2 * hour - local) : !(time >= sunday(year, 3, 1) + 2 * hour - local && time < sunday(year, 9, 1) + 2 * hour - local);
  }
  return zone.base + (summer ? 60 : 0);
};

exports.name = function (zone, offset, long, tag) {
  var european = zone && zone.rule == 'eu' && !/-(US|CA|MX|BR|KR|JP|CN|TW|IN)$|^(en|ko|ja|zh|hi|th|vi|id|ar|he)$/.test(tag), short;
  var names = /^en(-US|-CA)?$/.test(tag) && zone && NAMES[zone.name], hours = Math.floor(Math.abs(offset) / 60), minutes = Math.abs(offset) % 60;
  if (names) return long ? names[2] + (offset == zone.base ? ' Standard Time' : ' Daylight Time') : names[offset == zone.base ? 0 : 1];
  if (european && !long) {
    short = { 0: /GB|IE/.test(tag) && zone.name == 'Europe/London' ? ['GMT', 'BST'] : ['WET', 'WEST'], 60: /^de/.test(tag) ? ['MEZ', 'MESZ'] : ['CET', 'CEST'], 120: /^de/.test(tag) ? ['OEZ', 'OESZ'] : ['EET', 'EEST'] }[zone.base];
    if (short) return short[offset == zone.base ? 0 : 1];
  }
  if (!offset && (!zone || zone.name == 'UTC')) return long ? 'Coordinated Universal Time' : 'UTC';
  if (!offset) return 'GMT';
  return 'GMT' + (offset < 0 ? '-' : '+') + (long && hours < 10 ? '0' : '') + hours + (minutes || long ? ':' + (minutes < 10 ? '0' : '') + minutes : '');
};

exports.local = function () {
  var offset = -new Date(Date.UTC(2024, 0, 1)).getTimezoneOffset(), other = -new Date(Date.UTC(2024, 6, 1)).getTimezoneOffset();
  if (offset == other) return offset == 540 ? 'Asia/Seoul' : offset == 480 ? 'Asia/Shanghai' : offset == 330 ? 'Asia/Kolkata' : !offset ? 'UTC' : 'Etc/GMT' + (offset < 0 ? '+' : '-') + Math.abs(offset) / 60;
  return { 0: 'Europe/London', 60: 'Europe/Berlin', 120: 'Europe/Athens', '-300': 'America/New_York', '-360': 'America/Chicago', '-420': 'America/Denver', '-480': 'America/Los_Angeles', 600: 'Australia/Sydney', 660: 'Australia/Sydney' }[offset] || 'UTC';
};

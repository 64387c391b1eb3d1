'use strict';
// Numbers as they are written in a language.
var locales = require('../own/intl-data');
var define = require('../internals/define-built-in');
var Plurals = require('../own/intl-plural');
var DIGITS = { BHD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, UYW: 4 };
'AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PKR PYG RWF SOS SYP UGX UYI VND VUV XAF XOF XPF YER'.split(' ').forEach(function (code) { DIGITS[code] = 0; });
var UNITS = { kilometer: 'km', meter: 'm', centimeter: 'cm', millimeter: 'mm', kilogram: 'kg', gram: 'g', liter: 'L', milliliter: 'mL', percent: '%', byte: 'byte', kilobyte: 'kB', megabyte: 'MB', gigabyte: 'GB', celsius: '°C', fahrenheit: '°F', hour: 'hr', minute: 'min', second: 'sec', day: 'day', 'kilometer-per-hour': 'km/h', mile: 'mi', foot: 'ft', inch: 'in', pound: 'lb', degree: 'deg' };

// Names of units, one and more, in languages that count with two, and what stands before them.
var NAMED = {
  de: 'Sekunde,Sekunden Minute,Minuten Stunde,Stunden Tag,Tage Woche,Wochen Monat,Monate Jahr,Jahre Liter,Liter Gramm,Gramm Kilogramm,Kilogramm Meter,Meter Kilometer,Kilometer Zentimeter,Zentimeter',
  fr: 'seconde,secondes minute,minutes heure,heures jour,jours semaine,semaines mois,mois an,ans litre,litres gramme,grammes kilogramme,kilogrammes mètre,mètres kilomètre,kilomètres centimètre,centimètres',
  es: 'segundo,segundos minuto,minutos hora,horas día,días semana,semanas mes,meses año,años litro,litros gramo,gramos kilogramo,kilogramos metro,metros kilómetro,kilómetros centímetro,centímetros',
  it: 'secondo,secondi minuto,minuti ora,ore giorno,giorni settimana,settimane mese,mesi anno,anni litro,litri grammo,grammi chilogrammo,chilogrammi metro,metri chilometro,chilometri centimetro,centimetri',
  pt: 'segundo,segundos minuto,minutos hora,horas dia,dias semana,semanas mês,meses ano,anos litro,litros grama,gramas quilograma,quilogramas metro,metros quilômetro,quilômetros centímetro,centímetros',
  nl: 'seconde,seconden minuut,minuten uur,uur dag,dagen week,weken maand,maanden jaar,jaar liter,liter gram,gram kilogram,kilogram meter,meter kilometer,kilometer centimeter,centimeter',
  sv: 'sekund,sekunder minut,minuter timme,timmar dygn,dygn vecka,veckor månad,månader år,år liter,liter gram,gram kilogram,kilogram meter,meter kilometer,kilometer centimeter,centimeter',
  ko: '초 분 시간 일 주 개월 년 리터 그램 킬로그램 미터 킬로미터 센티미터',
  ja: '秒 分 時間 日 週間 か月 年 リットル グラム キログラム メートル キロメートル センチメートル',
  zh: '秒钟 分钟 小时 天 周 个月 年 升 克 千克 米 公里 厘米',
  vi: 'giây phút giờ ngày tuần tháng năm lít gam kilôgam mét kilômét centimét'
};
var NAMES = 'second minute hour day week month year liter gram kilogram meter kilometer centimeter'.split(' ');

// The name of a unit in full, and in Korean and its like of spans of time in short as well.
function unitName(s, value, digits) {
  var language = s.found.language, all = NAMED[language], at = NAMES.indexOf(s.unit), forms;
  if (!all || at < 0 || s.unitDisplay != 'long' && !(/^(ko|ja|zh)$/.test(language) && at < 7)) return null;
  forms = all.split(' ')[at].split(',');
  return { space: /^(ko|ja|zh)$/.test(language) ? language == 'ko' || s.unitDisplay != 'long' ? '' : ' ' : ' ', name: forms[1] && Plurals.select(s.found, Math.abs(value), digits && digits[1] || '') != 'one' ? forms[1] : forms[0] };
}

function NumberFormat(tags, options) {
  if (!(this instanceof NumberFormat)) return new NumberFormat(tags, options);
  define(this, 'h2p', settle(tags, options === undefined ? {} : Object(options)));
  var self = this;
  define(this, 'format', function (value) { return text(parts(self.h2p, value)); });
}

function settle(tags, options) {
  var found = locales.find(tags), option = locales.option, s = { found: found, data: found.data }, money, least, most, digits;
  s.style = option(options, 'style', ['decimal', 'percent', 'currency', 'unit'], 'decimal');
  s.currency = options.currency === undefined ? undefined : String(options.currency).toUpperCase();
  if (s.currency !== undefined && !/^[A-Z]{3}$/.test(s.currency)) throw new RangeError('Invalid currency code : ' + options.currency);
  if (s.style == 'currency' && !s.currency) throw new TypeError('Currency code is required with currency style.');
  s.unit = options.unit;
  if (s.style == 'unit' && !s.unit) throw new TypeError('Required unit option is missing');
  s.display = option(options, 'currencyDisplay', ['code', 'symbol', 'narrowSymbol', 'name'], 'symbol');
  s.sign = option(options, 'currencySign', ['standard', 'accounting'], 'standard');
  s.unitDisplay = option(options, 'unitDisplay', ['short', 'narrow', 'long'], 'short');
  s.notation = option(options, 'notation', ['standard', 'scientific', 'engineering', 'compact'], 'standard');
  s.compact = option(options, 'compactDisplay', ['short', 'long'], 'short');
  s.signDisplay = option(options, 'signDisplay', ['auto', 'never', 'always', 'exceptZero', 'negative'], 'auto');
  s.rounding = option(options, 'roundingMode', null, 'halfExpand');
  s.trailing = option(options, 'trailingZeroDisplay', null, 'auto');
  s.system = options.numberingSystem || found.keys.nu || s.data.system;
  digits = s.style == 'currency' && s.notation == 'standard' ? (DIGITS.hasOwnProperty(s.currency) ? DIGITS[s.currency] : 2) : 0;
  money = s.style == 'currency' && s.notation == 'standard';
  s.step = locales.count(options, 'roundingIncrement', 1, 5000, 1);
  s.integer = locales.count(options, 'minimumIntegerDigits', 1, 21, 1);
  least = locales.count(options, 'minimumFractionDigits', 0, 100);
  most = locales.count(options, 'maximumFractionDigits', 0, 100);
  if (options.minimumSignificantDigits !== undefined || options.maximumSignificantDigits !== undefined) {
    s.significant = [locales.count(options, 'minimumSignificantDigits', 1, 21, 1), locales.count(options, 'maximumSignificantDigits', 1, 21, 21)];
    if (s.significant[0] > s.significant[1]) throw new RangeError('maximumSignificantDigits value is out of range.');
  } else if (least === undefined && most === undefined && s.notation == 'compact') s.rounds = true;
  if (least === undefined) least = Math.min(money ? digits : 0, most === undefined ? 100 : most);
  if (most === undefined) most = Math.max(money ? digits : s.style == 'percent' || s.notation == 'compact' ? 0 : 3, least);
  if (least > most) throw new RangeError('maximumFractionDigits value is out of range.');
  s.least = least;
  s.most = most;
  s.grouping = options.useGrouping === undefined ? s.notation == 'compact' ? 'min2' : 'auto' : options.useGrouping === true || options.useGrouping === 'true' ? 'always' : options.useGrouping === 'false' ? false : options.useGrouping;
  return s;
}

// A number as its digits and the place of its point: 0.digits times ten to the power of `at`.
function decimal(value) {
  var found = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(Math.abs(value))), whole, digits, at, lead;
  whole = found[1];
  digits = whole + (found[2] || '');
  at = whole.length + +(found[3] || 0);
  lead = /^0*/.exec(digits)[0].length;
  digits = digits.slice(lead).replace(/0+$/, '');
  return { digits: digits, at: digits ? at - lead : 1 };
}

// Keeps so many digits.
function keep(d, count, mode, negative) {
  var next, rest, up, digits, i;
  if (count >= d.digits.length) return d;
  next = count < 0 ? 0 : +d.digits.charAt(count);
  rest = count < 0 ? 1 : +d.digits.slice(count + 1).replace(/0+$/, '') || 0;
  up = mode == 'ceil' ? !negative : mode == 'floor' ? negative : mode == 'expand' ? true : mode == 'trunc' ? false :
    next > 5 || next == 5 && (rest > 0 || mode == 'halfExpand' || mode == 'halfCeil' && !negative || mode == 'halfFloor' && negative || mode == 'halfEven' && +d.digits.charAt(count - 1) % 2 == 1);
  if (count < 0) return up && /^(ceil|floor|expand)$/.test(mode) ? { digits: '1', at: d.at - count + 1 } : { digits: '', at: 1 };
  digits = d.digits.slice(0, count).split('');
  if (up) {
    for (i = count - 1; i >= 0 && digits[i] == '9'; i--) digits[i] = '0';
    if (i >= 0) digits[i] = String(+digits[i] + 1);
    else return { digits: '1', at: d.at + 1 };
  }
  digits = digits.join('').replace(/0+$/, '');
  return { digits: digits, at: digits ? d.at : 1 };
}

// Whole part and fraction of a rounded number.
function rounded(s, value, negative) {
  if (s.step > 1) value = shift(Math.round(shift(Math.abs(value), s.most) / s.step) * s.step, -s.most);
  var d = decimal(value), least = s.least, whole, fraction;
  if (s.significant) {
    d = keep(d, s.significant[1], s.rounding, negative);
    least = Math.max(0, s.significant[0] - d.at);
  } else if (s.rounds) d = keep(d, d.at < 2 ? 2 : d.at, s.rounding, negative);
  else d = keep(d, d.at + s.most, s.rounding, negative);
  if (s.rounds) least = 0;
  whole = d.at > 0 ? (d.digits + new Array(Math.max(0, d.at - d.digits.length) + 1).join('0')).slice(0, d.at) : '0';
  fraction = d.at > 0 ? d.digits.slice(d.at) : new Array(1 - d.at).join('0') + d.digits;
  if (!d.digits) { whole = '0'; fraction = ''; }
  while (fraction.length < least) fraction += '0';
  if (s.trailing == 'stripIfInteger' && !+fraction) fraction = '';
  while (whole.length < s.integer) whole = '0' + whole;
  return [whole, fraction];
}

function grouped(s, whole, pattern) {
  var sizes = /#?([#0,]*)[.0]?/.exec(pattern.replace(/^[^#0]*/, ''))[0].replace(/\..*$/, '').split(','), first = sizes.length > 1 ? sizes[sizes.length - 1].length : 3, other = sizes.length > 2 ? sizes[sizes.length - 2].length : first;
  var least = s.grouping == 'always' ? 1 : s.grouping == 'min2' ? 2 : s.data.least, out = [], end = whole.length - first;
  if (s.grouping === false || end < least) return [whole];
  out.unshift(whole.slice(end));
  while (end > other) {
    out.unshift(whole.slice(end - other, end));
    end -= other;
  }
  out.unshift(whole.slice(0, end));
  return out;
}

function sign(s) {
  var data = s.data, code = s.currency;
  if (s.display == 'code') return code;
  if (s.display == 'narrowSymbol' && data.narrow[code]) return data.narrow[code];
  return data.signs[code] || code;
}

function parts(s, given) {
  var data = s.data, out = [], value = typeof given == 'string' || typeof given == 'object' && given !== null ? Number(given) : +given, negative = value < 0 || value === 0 && 1 / value < 0;
  var pattern, number = [], shown, digits, power, compact = null, exponent, style = s.style, zero, two, mark, symbols = data.symbols, inMoney = s.style == 'currency' && data.inMoney || symbols;
  if (style == 'percent') value = +(decimal(value).digits ? (negative ? '-' : '') + '0.' + decimal(value).digits + 'e' + (decimal(value).at + 2) : value);
  if (value !== value) number.push({ type: 'nan', value: symbols[6] });
  else if (value === Infinity || value === -Infinity) number.push({ type: 'infinity', value: symbols[5] });
  else {
    if (s.notation == 'compact') {
      digits = rounded(s, value, negative);
      power = decimal(value).at - 1;
      compact = choose(s, power);
      if (compact) {
        digits = rounded(s, shift(value, -compact.by), negative);
        // What is rounded up to a thousand is one of the next.
        if (digits[0].length > compact.zeros) {
          two = choose(s, power + 1);
          if (two && two.by != compact.by) { compact = two; digits = rounded(s, shift(value, -compact.by), negative); }
        }
      }
    } else if (s.notation == 'scientific' || s.notation == 'engineering') {
      exponent = value ? decimal(value).at - 1 : 0;
      if (s.notation == 'engineering') exponent = Math.floor(exponent / 3) * 3;
      digits = rounded(s, shift(value, -exponent), negative);
    } else digits = rounded(s, value, negative);
    zero = !+digits[0] && !+digits[1];
    grouped(s, digits[0], data.decimal).forEach(function (group, at) {
      if (at) number.push({ type: 'group', value: inMoney[1] });
      number.push({ type: 'integer', value: locales.digits(group, s.system, data.digits) });
    });
    if (digits[1]) number.push({ type: 'decimal', value: inMoney[0] }, { type: 'fraction', value: locales.digits(digits[1], s.system, data.digits) });
    if (exponent !== undefined) {
      number.push({ type: 'exponentSeparator', value: symbols[7] });
      if (exponent < 0) number.push({ type: 'exponentMinusSign', value: symbols[2] });
      number.push({ type: 'exponentInteger', value: String(Math.abs(exponent)) });
    }
    if (compact) number = affixed(number, pluralOf(compact.patterns, s, digits).replace(/'/g, ''));
  }
  pattern = style == 'percent' ? data.percent : style == 'currency' && s.display != 'name' ? s.sign == 'accounting' ? data.accounting : data.currency : data.decimal;
  shown = s.signDisplay == 'never' ? '' : negative && !(zero && /exceptZero|negative/.test(s.signDisplay)) ? '-' : s.signDisplay == 'always' || s.signDisplay == 'exceptZero' && !zero && value === value ? '+' : '';
  two = pattern.split(';');
  if (shown == '-' && two[1]) pattern = two[1];
  else pattern = (shown == '-' ? '-' : shown == '+' ? '+' : '') + two[0];
  mark = style == 'currency' ? sign(s) : '';
  write(out, pattern, number, mark, s, symbols);
  if (style == 'currency' && s.display == 'name') {
    two = data.money[s.currency] || [s.currency];
    mark = Plurals.select(s.found, +(digits[0] + '.' + (digits[1] || 0)), digits[1] || '') == 'one' ? two[0] : two[two.length - 1];
    out = join(data.named, out, mark, 'currency');
  }
  two = style == 'unit' && unitName(s, value, digits);
  if (two) out = out.concat({ type: 'literal', value: two.space }, { type: 'unit', value: two.name });
  else if (style == 'unit') {
    mark = UNITS[s.unit] || s.unit;
    out = s.unit == 'percent' || /°/.test(mark) ? out.concat({ type: 'unit', value: mark }) : out.concat({ type: 'literal', value: s.unitDisplay == 'narrow' ? '' : ' ' }, { type: 'unit', value: s.unitDisplay == 'long' ? s.unit.replace(/-/g, ' ') + (digits && digits[0] == '1' && !digits[1] ? '' : 's') : mark == 'day' && value != 1 ? 'days' : mark });
  }
  return out.filter(function (part) { return part.value !== ''; });
}

function shift(value, by) {
  var d = decimal(value);
  return d.digits ? +('0.' + d.digits + 'e' + (d.at + by)) : 0;
}

function choose(s, power) {
  var all = s.data[s.compact], patterns, zeros, most = Math.min(power, 14);
  patterns = all[most] || (power > 14 ? all[14] : null);
  if (!patterns || /^0+$/.test(patterns.other)) return null;
  zeros = /0+/.exec(patterns.other)[0].length;
  return { patterns: patterns, zeros: zeros, by: most - zeros + 1 };
}

function pluralOf(patterns, s, digits) {
  return patterns[Plurals.select(s.found, +(digits[0] + '.' + (digits[1] || 0)), digits[1])] || patterns.other;
}

function affixed(number, pattern) {
  var found = /^(\D*?)(\s*)0+(\s*)(\D*)$/.exec(pattern.replace(/\u00a0/g, '\u00a0'));
  return [].concat(found[1] ? { type: 'compact', value: found[1] } : [], found[2] ? { type: 'literal', value: found[2] } : [], number,
    found[3] ? { type: 'literal', value: found[3] } : [], found[4] ? { type: 'compact', value: found[4] } : []);
}

function join(pattern, number, name, type) {
  var out = [];
  pattern.split(/(\{[01]\})/).forEach(function (part) {
    if (part == '{0}') out = out.concat(number);
    else if (part == '{1}') out.push({ type: type, value: name });
    else if (part) out.push({ type: 'literal', value: part });
  });
  return out;
}

// Puts a number and its marks where a pattern has them.
function write(out, pattern, number, mark, s, symbols) {
  var found = pattern.split(/([#0][#0,.]*)/), before = found[0], after = found.slice(2).join('');
  function letters(text, first) {
    text.replace(/¤+|%|-|\+|[^¤%+-]+/g, function (part) {
      if (part.charAt(0) == '¤') {
        // Between letters and digits there is a space.
        if (!first && /[A-Za-z\u00c0-\u024f]/.test(mark.charAt(0)) && text.charAt(0) == '¤') out.push({ type: 'literal', value: '\u00a0' });
        out.push({ type: 'currency', value: mark });
        if (first && /[A-Za-z\u00c0-\u024f]$/.test(mark) && /¤$/.test(text)) out.push({ type: 'literal', value: '\u00a0' });
      } else if (part == '%') out.push({ type: 'percentSign', value: symbols[4] });
      else if (part == '-') out.push({ type: 'minusSign', value: symbols[2] });
      else if (part == '+') out.push({ type: 'plusSign', value: symbols[3] });
      else out.push({ type: 'literal', value: part.replace(/'/g, '') });
    });
  }
  letters(before, true);
  out.push.apply(out, number);
  letters(after, false);
}

function text(all) { return all.map(function (part) { return part.value; }).join(''); }

define(NumberFormat.prototype, 'formatToParts', function (value) { return parts(this.h2p, value); });
define(NumberFormat.prototype, 'formatRange', function (from, to) {
  var a = this.format(from), b = this.format(to);
  return a == b ? '~' + a : a + (this.h2p.style == 'decimal' ? '–' : ' – ') + b;
});
define(NumberFormat.prototype, 'resolvedOptions', function () {
  var s = this.h2p, made = { locale: s.found.tag, numberingSystem: s.system, style: s.style };
  if (s.style == 'currency') { made.currency = s.currency; made.currencyDisplay = s.display; made.currencySign = s.sign; }
  if (s.style == 'unit') { made.unit = s.unit; made.unitDisplay = s.unitDisplay; }
  made.minimumIntegerDigits = s.integer;
  if (s.significant) { made.minimumSignificantDigits = s.significant[0]; made.maximumSignificantDigits = s.significant[1]; }
  else { made.minimumFractionDigits = s.least; made.maximumFractionDigits = s.most; }
  made.useGrouping = s.grouping;
  made.notation = s.notation;
  made.signDisplay = s.signDisplay;
  made.roundingMode = s.rounding;
  return made;
});
define(NumberFormat, 'supportedLocalesOf', locales.supported);
define(Number.prototype, 'toLocaleString', function (tags, options) {
  return text(parts(settle(tags, options === undefined ? {} : Object(options)), +this));
});
define(Array.prototype, 'toLocaleString', function (tags, options) {
  return [].map.call(this, function (value) { return value === null || value === undefined ? '' : value.toLocaleString(tags, options); }).join(',');
});

module.exports = NumberFormat;

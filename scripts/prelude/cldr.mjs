// What Intl says in a language, out of CLDR: one module for each, of what the prelude uses.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const read = path => JSON.parse(readFileSync(join(PACKAGES, path), 'utf8'));

/** Languages, and of each what is said otherwise elsewhere. */
export const LOCALES = {
  ar: ['ar-EG', 'ar-SA'], bg: [], ca: [], cs: [], da: [], de: ['de-AT', 'de-CH'], el: [],
  en: ['en-AU', 'en-CA', 'en-GB', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA'], es: ['es-419', 'es-AR', 'es-CL', 'es-CO', 'es-MX', 'es-US'],
  et: [], fa: [], fi: [], fr: ['fr-BE', 'fr-CA', 'fr-CH'], he: [], hi: [], hr: [], hu: [], id: [], it: ['it-CH'], ja: [], ko: [],
  lt: [], lv: [], ms: [], nb: [], nl: ['nl-BE'], pl: [], pt: ['pt-PT'], ro: [], ru: [], sk: [], sl: [], sr: [], sv: [], th: [],
  tr: [], uk: [], vi: [], zh: ['zh-Hant'],
};

const CURRENCIES = 'USD EUR GBP JPY CNY KRW INR BRL CAD AUD CHF MXN RUB TRY PLN CZK HUF SEK NOK DKK ILS TWD HKD NZD THB VND UAH PHP SGD ZAR IDR MYR RON BGN AED SAR EGP NGN KZT ARS CLP COP'.split(' ');
const TIME = /[hHkKms]/;

/** Lists of names where CLDR has objects. */
function names(object, keys) {
  return keys.map(key => object[key]);
}

const MONTHS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Patterns of compact numbers: of each power of ten, by plural. */
function compact(formats) {
  const out = {};
  for (const [key, pattern] of Object.entries(formats)) {
    const match = /^(10+)-count-(\w+)$/.exec(key);
    if (match) (out[match[1].length - 1] ??= {})[match[2]] = pattern;
  }
  for (const key of Object.keys(out)) {
    const all = new Set(Object.values(out[key]));
    if (all.size === 1) out[key] = { other: [...all][0] };
  }
  return out;
}

function numbers(locale) {
  const { numbers } = read(`cldr-numbers-full/main/${locale}/numbers.json`).main[locale];
  const { currencies } = read(`cldr-numbers-full/main/${locale}/currencies.json`).main[locale].numbers;
  const system = numbers.defaultNumberingSystem;
  const symbols = numbers[`symbols-numberSystem-${system}`];
  const decimal = numbers[`decimalFormats-numberSystem-${system}`];
  const money = numbers[`currencyFormats-numberSystem-${system}`];
  const signs = {};
  const narrow = {};
  for (const code of CURRENCIES) {
    const names = currencies[code] ?? {};
    if (names.symbol) signs[code] = names.symbol;
    if (names['symbol-alt-narrow'] && names['symbol-alt-narrow'] !== names.symbol) narrow[code] = names['symbol-alt-narrow'];
  }
  const units = Object.entries(money).filter(([key]) => key.startsWith('unitPattern-count-'));
  return {
    system,
    digits: system === 'latn' ? undefined : read('cldr-core/supplemental/numberingSystems.json').supplemental.numberingSystems[system]._digits,
    symbols: [symbols.decimal, symbols.group, symbols.minusSign, symbols.plusSign, symbols.percentSign, symbols.infinity, symbols.nan, symbols.exponential],
    inMoney: [symbols.currencyDecimal, symbols.currencyGroup].some(Boolean) ? [symbols.currencyDecimal ?? symbols.decimal, symbols.currencyGroup ?? symbols.group] : undefined,
    least: +numbers.minimumGroupingDigits,
    decimal: decimal.standard,
    percent: numbers[`percentFormats-numberSystem-${system}`].standard,
    currency: money.standard,
    accounting: money.accounting,
    short: compact(decimal.short.decimalFormat),
    long: compact(decimal.long.decimalFormat),
    signs, narrow,
    named: units.length ? units[0][1] : '{0} {1}',
    money: Object.fromEntries(CURRENCIES.slice(0, 12).map(code => [code, [...new Set([currencies[code]?.['displayName-count-one'], currencies[code]?.['displayName-count-other'] ?? currencies[code]?.displayName])].filter(Boolean)])),
  };
}

/** A pattern with plain spaces, as Chromium has them, and without names of parts of the day. */
function plain(pattern) {
  return pattern.replace(/[\u202f\u2009]/g, ' ').replace(/B/g, 'a');
}

/** The fields of a pattern; none where it has others than dates and times need. */
function skeletonOf(pattern) {
  const found = {};
  for (const [run] of pattern.replace(/'[^']*'/g, '').matchAll(/([a-zA-Z])\1*/g)) {
    const letter = { L: 'M', c: 'E', K: 'h', k: 'H' }[run[0]] ?? run[0];
    if (/[zvG]/.test(letter) || run[0] === 'c' || run === 'yy') return '';
    if (letter !== 'a') found[letter] = run.length === 3 && letter === 'E' ? 'E' : letter.repeat(run.length);
  }
  return [...'yMEdhHms'].map(letter => found[letter] ?? '').join('');
}

function dates(locale) {
  const all = read(`cldr-dates-full/main/${locale}/ca-gregorian.json`).main[locale].dates.calendars.gregorian;
  const widths = ['wide', 'abbreviated', 'narrow'];
  const months = widths.map(width => names(all.months.format[width], MONTHS));
  const alone = widths.map(width => names(all.months['stand-alone'][width], MONTHS));
  const days = widths.map(width => names(all.days.format[width], DAYS));
  const daysAlone = widths.map(width => names(all.days['stand-alone'][width], DAYS));
  const styles = formats => ['full', 'long', 'medium', 'short'].map(style => plain(typeof formats[style] === 'string' ? formats[style] : formats[style]._value));
  const date = styles(all.dateFormats);
  const time = styles(all.timeFormats);
  const buddhist = locale === 'th';
  // Thai dates are of another calendar, whose years need no name but in the longest.
  if (buddhist) date[1] = date[1].replace(' G', '');
  const skeletons = {};
  // As in ICU, the patterns of styles are those of their fields as well.
  for (const pattern of [...date, ...time]) {
    const skeleton = skeletonOf(pattern);
    if (skeleton && !(skeleton in all.dateTimeFormats.availableFormats)) skeletons[skeleton] ??= pattern;
  }
  for (const [key, pattern] of Object.entries(all.dateTimeFormats.availableFormats)) {
    if (!/[BwWQUrCc]|count|alt/.test(key) && !(TIME.test(key) && /[EG]/.test(key))) skeletons[key] = plain(pattern);
  }
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b) ? undefined : a;
  const atTime = all['dateTimeFormats-atTime'].standard;
  return {
    months, alone: same(alone, months), days, daysAlone: same(daysAlone, days),
    periods: [all.dayPeriods.format.abbreviated.am, all.dayPeriods.format.abbreviated.pm],
    era: buddhist ? ['พ.ศ.', 'พ.ศ.'] : [all.eras.eraAbbr['0'], all.eras.eraAbbr['1']],
    date, time, years: buddhist ? 543 : undefined,
    at: styles(atTime),
    skeletons,
  };
}

/** A rule of plurals as an expression of n, i, v, f, t, e. */
function rule(text) {
  const condition = text.split('@')[0].trim();
  if (!condition) return '';
  return condition.split(' or ').map(or => or.split(' and ').map(and => {
    const [, operand, mod, sign, list] = /^([nivftce])(?: % (\d+))? (!?=) (.+)$/.exec(and.trim());
    const value = mod ? `${operand}%${mod}` : operand;
    const tests = list.split(',').map(part => {
      const [low, high] = part.split('..');
      return high ? `(${operand === 'n' ? `${value}%1==0&&` : ''}${value}>=${low}&&${value}<=${high})` : `${value}==${low}`;
    });
    const any = tests.length > 1 ? `(${tests.join('||')})` : tests[0];
    return sign === '=' ? any : `!(${any})`;
  }).join('&&')).join('||');
}

function plurals(language, file) {
  const { supplemental } = read(`cldr-core/supplemental/${file}.json`);
  const rules = (supplemental[`plurals-type-${file === 'plurals' ? 'cardinal' : 'ordinal'}`])[language] ?? {};
  const tests = Object.entries(rules).map(([key, text]) => [key.replace('pluralRule-count-', ''), rule(text)]).filter(([, test]) => test);
  const body = tests.map(([name, test]) => `${test}?"${name}":`).join('');
  return `function(n,i,v,f,t,e,c){return ${body}"other"}`;
}


/** What differs, key by key; tables of their own are told in part. */
function different(whole, base) {
  const out = {};
  for (const key of Object.keys(whole)) {
    if (JSON.stringify(whole[key]) === JSON.stringify(base[key])) continue;
    const table = ['skeletons', 'signs', 'narrow', 'short', 'long', 'money'].includes(key);
    out[key] = table ? different(whole[key], base[key]) : whole[key];
  }
  return out;
}

/** The module of a language. */
export function source(language) {
  const data = locale => ({ ...numbers(locale), ...dates(locale) });
  const base = data(language);
  const variants = Object.fromEntries(LOCALES[language].map(locale => [locale, different(data(locale), base)]));
  return `'use strict';
require('../own/intl-data').add(${JSON.stringify(language)}, ${JSON.stringify(base)}, ${JSON.stringify(variants)},
  ${plurals(language, 'plurals')}, ${plurals(language, 'ordinals')});
`;
}

const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];

/** How long ago and how soon: of each unit, for each style that differs, what near ones are called, and the patterns. */
function relative(locale) {
  const { fields } = read(`cldr-dates-full/main/${locale}/dateFields.json`).main[locale].dates;
  const style = field => {
    const near = {};
    for (const [key, text] of Object.entries(field)) {
      const match = /^relative-type-(-?\d+)$/.exec(key);
      if (match) near[match[1]] = text;
    }
    const patterns = kind => Object.fromEntries(Object.entries(field[`relativeTime-type-${kind}`]).map(([key, text]) => [key.replace('relativeTimePattern-count-', ''), text]));
    return [near, patterns('future'), patterns('past')];
  };
  return Object.fromEntries(UNITS.map(unit => {
    const all = ['', '-short', '-narrow'].map(width => style(fields[unit + width] ?? fields[unit]));
    const text = all.map(one => JSON.stringify(one));
    // What is as the one before it is not told again.
    return [unit, [all[0], text[1] === text[0] ? 0 : all[1], text[2] === text[1] || text[2] === text[0] && text[1] === text[0] ? 0 : all[2]]];
  }));
}

// Those that are in addresses and lists: all 264 would weigh as much as all else that is known of languages.
const REGIONS = 'AD AE AF AL AM AO AR AT AU AZ BA BD BE BG BH BO BR BY CA CH CL CM CN CO CR CU CY CZ DE DK DO DZ EC EE EG ES ET EU FI FR GB GE GH GR GT HK HN HR HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KP KR KW KZ LA LB LI LK LT LU LV LY MA MC MD ME MK MM MN MO MT MX MY NG NI NL NO NP NZ OM PA PE PH PK PL PR PS PT PY QA RO RS RU SA SE SG SI SK SN SV SY TH TJ TN TR TW TZ UA UG US UY UZ VA VE VN YE ZA'.split(' ');
const TONGUES = 'ar bg bn ca cs da de el en en-GB en-US es et eu fa fi fil fr ga he hi hr hu id is it ja ko la lt lv ms nb nl no pl pt pt-BR ro ru sk sl sr sv sw ta th tr uk ur vi zh zh-Hans zh-Hant'.split(' ');
const SCRIPTS = 'Arab Cyrl Deva Grek Hang Hani Hans Hant Hebr Hira Jpan Kana Kore Latn Thai'.split(' ');

/** What regions, languages, writings and currencies are called. */
function called(locale) {
  const names = (file, key) => read(`cldr-localenames-full/main/${locale}/${file}.json`).main[locale].localeDisplayNames[key];
  const { currencies } = read(`cldr-numbers-full/main/${locale}/currencies.json`).main[locale].numbers;
  const picked = (table, keys) => Object.fromEntries(keys.map(key => [key, table[key]]).filter(([, name]) => name));
  return {
    region: picked(names('territories', 'territories'), REGIONS),
    language: picked(names('languages', 'languages'), TONGUES),
    script: picked(names('scripts', 'scripts'), SCRIPTS),
    currency: picked(Object.fromEntries(CURRENCIES.map(code => [code, currencies[code]?.displayName])), CURRENCIES),
  };
}

/** The modules of a language that few pages ask for. */
export function extra(kind, language) {
  const data = kind === 'relative' ? relative(language) : called(language);
  return `'use strict';\nrequire('../own/intl-said').add('${kind}', ${JSON.stringify(language)}, ${JSON.stringify(data)});\n`;
}

/**
 * What helpers of templates need of all languages: a line for each, and one for each variant with what differs. It is of
 * the same source as what scripts have, so that both write a number alike.
 */
export function table() {
  const KEYS = ['digits', 'symbols', 'inMoney', 'least', 'decimal', 'percent', 'currency', 'signs', 'months', 'alone', 'days', 'daysAlone', 'periods', 'era', 'date', 'time', 'years', 'at'];
  const data = locale => {
    const all = { ...numbers(locale), ...dates(locale) };
    const kept = Object.fromEntries(KEYS.filter(key => all[key] !== undefined).map(key => [key, all[key]]));
    // Decimal, group, minus, percent; the era of today; and names in full and short.
    kept.symbols = [0, 1, 2, 4].map(at => kept.symbols[at]);
    kept.era = kept.era[1];
    for (const key of ['months', 'alone', 'days', 'daysAlone']) if (kept[key]) kept[key] = kept[key].slice(0, 2);
    return kept;
  };
  const lines = [];
  for (const language of Object.keys(LOCALES)) {
    const base = data(language);
    lines.push(`${language}\t${JSON.stringify(base)}`);
    for (const locale of LOCALES[language]) lines.push(`${locale}\t${JSON.stringify(different(data(locale), base))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Characters and what they are made of, as Unicode has them for what is written most. */
export function decompositions() {
  const within = (ranges, form) => {
    const out = [];
    for (const [from, to] of ranges) {
      for (let code = from; code <= to; code++) {
        const c = String.fromCharCode(code);
        const parts = c.normalize(form);
        if (parts !== c && (form === 'NFKD' ? c.normalize('NFD') === c : parts.normalize('NFC') === c)) out.push(c + parts);
      }
    }
    return out.filter(entry => !entry.includes('|')).join('|');
  };
  const canonical = within([[0xc0, 0x24f], [0x386, 0x3ce], [0x400, 0x4f9], [0x1e00, 0x1eff], [0x3041, 0x30ff]], 'NFD');
  const compatible = within([[0xa0, 0xbe], [0x2002, 0x200a], [0x2026, 0x2026], [0x2070, 0x208e], [0x2100, 0x2138], [0x2150, 0x2189], [0x2460, 0x2473], [0x3000, 0x3000], [0x3131, 0x318e], [0x3300, 0x3357], [0x3371, 0x33df], [0xfb00, 0xfb06], [0xff01, 0xffe6]], 'NFKD');
  return `'use strict';\nexports.canonical = ${JSON.stringify(canonical)};\nexports.compatible = ${JSON.stringify(compatible)};\n`;
}

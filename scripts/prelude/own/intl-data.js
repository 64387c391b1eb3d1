'use strict';
// The languages that the page was given, and which of them is meant by a tag.
var languages = {}, has = {}.hasOwnProperty;
var PARENTS = { 'es-AR': 'es-419', 'es-CL': 'es-419', 'es-CO': 'es-419', 'es-MX': 'es-419', 'es-US': 'es-419', 'es-PE': 'es-419', 'es-UY': 'es-419', 'es-VE': 'es-419', 'es-EC': 'es-419',
  'zh-TW': 'zh-Hant', 'zh-HK': 'zh-Hant', 'zh-MO': 'zh-Hant', 'no': 'nb', 'nb-NO': 'nb', 'iw': 'he', 'in': 'id', 'tl': 'en', 'en-AU': 'en-GB', 'en-NZ': 'en-GB', 'en-IE': 'en-GB', 'en-ZA': 'en-GB', 'en-HK': 'en-GB', 'en-SG': 'en-GB',
  'pt-AO': 'pt-PT', 'pt-MZ': 'pt-PT', 'de-LI': 'de-CH' };

exports.add = function (language, base, variants, cardinal, ordinal) {
  languages[language] = { base: base, variants: variants, cardinal: cardinal, ordinal: ordinal };
};

function merged(base, change) {
  var made = {}, key;
  for (key in base) made[key] = base[key];
  for (key in change) {
    made[key] = /^(skeletons|signs|narrow|short|long|money)$/.test(key) ? merged(base[key], change[key]) : change[key];
  }
  return made;
}

function canonical(tag) {
  var parts = String(tag).replace(/_/g, '-').split('-'), i;
  if (!/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(parts.join('-'))) throw new RangeError('Incorrect locale information provided');
  parts[0] = parts[0].toLowerCase();
  for (i = 1; i < parts.length && parts[i].length > 1; i++) {
    parts[i] = parts[i].length == 4 ? parts[i].charAt(0).toUpperCase() + parts[i].slice(1).toLowerCase() : parts[i].length == 2 ? parts[i].toUpperCase() : parts[i].toLowerCase();
  }
  return parts.join('-');
}
exports.canonical = canonical;

function list(tags) {
  return (tags === undefined ? [] : typeof tags == 'string' || tags && tags.h2pTag ? [String(tags)] : [].slice.call(tags)).map(function (tag) { return canonical(tag); });
}
exports.list = list;

function known(tag) {
  var name = tag.split('-')[0];
  return has.call(languages, name) ? name : has.call(PARENTS, name) ? PARENTS[name] : null;
}

// The first tag that is known, what of it a browser tells, and what is said in it.
exports.find = function (tags) {
  var all = list(tags), i, tag, plain, language, entry, change, kept = {};
  for (i = 0; i <= all.length; i++) {
    tag = i < all.length ? all[i] : 'en-US';
    language = known(tag);
    if (language && has.call(languages, language)) break;
  }
  tag.replace(/-u((?:-[a-z0-9]{2,8})+)/i, function (_, keys) {
    keys.replace(/-(nu|hc|ca|co|kn)-([a-z0-9]{3,8})/g, function (_, key, value) { kept[key] = value; });
  });
  plain = tag.replace(/-[a-z0-9]-.*$/i, '');
  entry = languages[language];
  if (!entry.made) entry.made = {};
  if (!entry.made[plain]) {
    change = entry.variants[plain] || entry.variants[PARENTS[plain]] || plain.indexOf('-Hant') > 0 && entry.variants['zh-Hant'];
    entry.made[plain] = change ? merged(entry.base, change) : entry.base;
  }
  return { tag: plain, language: language, data: entry.made[plain], cardinal: entry.cardinal, ordinal: entry.ordinal, keys: kept };
};

exports.supported = function (tags) {
  return list(tags).filter(function (tag) { return known(tag); });
};

// One of the values that an option may have.
exports.option = function (options, name, values, otherwise) {
  var value = options[name];
  if (value === undefined) return otherwise;
  value = String(value);
  if (values && values.indexOf(value) < 0) throw new RangeError('Value ' + value + ' out of range for Intl options property ' + name);
  return value;
};

exports.count = function (options, name, least, most, otherwise) {
  var value = options[name];
  if (value === undefined) return otherwise;
  value = Number(value);
  if (!(value >= least && value <= most)) throw new RangeError(name + ' value is out of range.');
  return Math.floor(value);
};

exports.digits = function (text, system, own) {
  var known = { arab: '٠١٢٣٤٥٦٧٨٩', arabext: '۰۱۲۳۴۵۶۷۸۹', deva: '०१२३४५६७८९', fullwide: '０１２３４５６７８９', thai: '๐๑๒๓๔๕๖๗๘๙', beng: '০১২৩৪৫৬৭৮৯', hanidec: '〇一二三四五六七八九' };
  var digits = system == 'latn' ? null : known[system] || own;
  return digits ? text.replace(/\d/g, function (digit) { return digits.charAt(digit); }) : text;
};

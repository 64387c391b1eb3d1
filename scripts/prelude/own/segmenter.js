'use strict';
// Where characters, words and sentences end, as far as it can be told without the tables of Unicode.
var define = require('../internals/define-built-in');
var locales = require('../own/intl-data');
require('../modules/es.array.iterator');
var iterator = require('../internals/well-known-symbol')('iterator');

var HIGH = '[\\ud800-\\udbff][\\udc00-\\udfff]', FLAG = '\\ud83c[\\udde6-\\uddff]';
var MARKS = '[\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf-\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u0900-\\u0903\\u093a-\\u094f\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f]|\\ud83c[\\udffb-\\udfff]|\\udb40[\\udc20-\\udd7f]';
// Old Hangul is put together of its letters.
var HANGUL = '[\\u1100-\\u115f]+[\\u1160-\\u11a7]*[\\u11a8-\\u11ff]*';
var JOINED = '(?:' + MARKS + ')*(?:\\u200d(?:' + HIGH + '|[\\u2190-\\u2bff])(?:' + MARKS + ')*)*';
var LETTERS = 'A-Za-z0-9_\\xaa\\xb5\\xba\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0300-\\u0374\\u0376-\\u037d\\u0386\\u0388-\\u0588\\u0591-\\u05f4\\u0610-\\u06dc\\u0900-\\u0963\\u0966-\\u0df4\\u0e01-\\u0e4e\\u1100-\\u11ff\\u1e00-\\u1fff\\uac00-\\ud7a3\\uff10-\\uff5a';
var KINDS = {
  grapheme: new RegExp('\\r\\n|(?:' + FLAG + FLAG + '|' + HANGUL + '|' + HIGH + '|[\\s\\S])' + JOINED, 'g'),
  word: new RegExp('[' + LETTERS + ']+(?:[\'\\u2019.:\\u00b7](?=[A-Za-z\\xc0-\\u02ff])[' + LETTERS + ']+|[.,](?=\\d)\\d+)*|[\\u30a0-\\u30ff\\uff66-\\uff9f]+|[\\u3041-\\u3096]+|[\\u4e00-\\u9fff\\u3400-\\u4dbf]{1,2}|\\r\\n|[ \\u3000]+|(?:' + FLAG + FLAG + '|' + HIGH + '|[\\s\\S])' + JOINED, 'g'),
  sentence: /[^.!?\u3002\uff01\uff1f\n]*(?:[.!?\u3002\uff01\uff1f]+["'\u201d\u2019)\]]*(?:(?=[a-z0-9.])|\s+(?=[a-z])|[^\S\n]*\n?|$)|\n|$)/g
};
var LIKE = new RegExp('^[' + LETTERS + '\\u3041-\\u30ff\\u3400-\\u9fff\\uff66-\\uff9f]');

function pieces(text, kind) {
  var list = [], at = 0, joined = '';
  (text.match(KINDS[kind]) || []).forEach(function (piece) {
    var part;
    if (!piece) return;
    joined += piece;
    // A sentence goes on behind a point with a small letter.
    if (kind == 'sentence' && /^[a-z0-9]/.test(text.slice(at + joined.length))) return;
    part = { segment: joined, index: at, input: text };
    if (kind == 'word') part.isWordLike = LIKE.test(joined);
    list.push(part);
    at += joined.length;
    joined = '';
  });
  return list;
}

function Segmenter(tags, options) {
  options = options || {};
  define(this, 'h2p', { found: locales.find(tags), kind: locales.option(options, 'granularity', ['grapheme', 'word', 'sentence'], 'grapheme') });
}
define(Segmenter.prototype, 'segment', function (text) {
  var list = pieces(String(text), this.h2p.kind), made = {};
  define(made, iterator, function () { return list[iterator](); });
  define(made, 'containing', function (at) {
    return list.filter(function (one) { return one.index <= (at || 0) && (at || 0) < one.index + one.segment.length; })[0];
  });
  return made;
});
define(Segmenter.prototype, 'resolvedOptions', function () { return { locale: this.h2p.found.tag, granularity: this.h2p.kind }; });
define(Segmenter, 'supportedLocalesOf', locales.supported);
define(require('../own/intl').Intl, 'Segmenter', Segmenter);

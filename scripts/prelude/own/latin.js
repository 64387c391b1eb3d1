'use strict';
// Letters of Latin without what is on them.
var MARKED = { a: 'àáâãäåāăąǎ', c: 'çćĉċč', d: 'ďđ', e: 'èéêëēĕėęěẽ', g: 'ĝğġģ', h: 'ĥħ', i: 'ìíîïĩīĭįı', j: 'ĵ', k: 'ķ', l: 'ĺļľŀł', n: 'ñńņňŉ', o: 'òóôõöøōŏőǒ', r: 'ŕŗř', s: 'śŝşšș', t: 'ţťŧț', u: 'ùúûüũūŭůűųǔ', w: 'ŵ', y: 'ýÿŷ', z: 'źżž', ae: 'æ', oe: 'œ', ss: 'ß', th: 'þ' };
var table = {}, letter, i;
for (letter in MARKED) for (i = 0; i < MARKED[letter].length; i++) table[MARKED[letter].charAt(i)] = letter;

module.exports = function (c) {
  return table.hasOwnProperty(c) ? table[c] : c;
};

'use strict';
// UTF-8, which is what pages ask for, and what can be told without a table.
var add = require('../own/add');

function TextEncoder() {}
TextEncoder.prototype.encode = function (text) {
  var bytes = unescape(encodeURIComponent(wellFormed(text === undefined ? '' : String(text)))), made = new Uint8Array(bytes.length), i;
  for (i = 0; i < bytes.length; i++) made[i] = bytes.charCodeAt(i);
  return made;
};
TextEncoder.prototype.encodeInto = function (text, into) {
  var bytes = this.encode(text), length = Math.min(bytes.length, into.length), i;
  for (i = 0; i < length; i++) into[i] = bytes[i];
  return { read: text.length, written: length };
};
add.getter(TextEncoder.prototype, 'encoding', function () { return 'utf-8'; });

// Halves of characters outside the first plane stand for nothing.
function wellFormed(text) {
  return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, function (part) {
    return part.length == 2 ? part : '\ufffd';
  });
}

// What windows-1252 has where Latin 1 has controls.
var LATIN = '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

function TextDecoder(label, options) {
  label = String(label === undefined ? 'utf-8' : label).toLowerCase();
  if (!/^(unicode-1-1-)?utf-?8$|^(us-)?ascii$|^latin1$|^iso-8859-1$|^windows-1252$|^utf-16(le|be)?$/.test(label)) {
    throw new RangeError('no encoding ' + label);
  }
  this.encoding = /^utf-16/.test(label) ? label.replace(/16$/, '16le') : label.indexOf('utf') >= 0 ? 'utf-8' : 'windows-1252';
  this.fatal = !!(options && options.fatal);
  this.ignoreBOM = !!(options && options.ignoreBOM);
}

function bytesOf(input) {
  if (!input) return new Uint8Array(0);
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  return new Uint8Array(input.buffer || input, input.byteOffset || 0, input.byteLength === undefined ? input.length : input.byteLength);
}

TextDecoder.prototype.decode = function (input) {
  var bytes = bytesOf(input), out = [], part = '', at = 0, byte, need, least, point, i, units = /^utf-16/.test(this.encoding) ? /be$/.test(this.encoding) ? 2 : 1 : 0;
  while (at < bytes.length) {
    byte = bytes[at++];
    if (units) point = at < bytes.length ? byte << (units == 2 ? 8 : 0) | bytes[at++] << (units == 2 ? 0 : 8) : 0xfffd;
    else if (this.encoding == 'windows-1252' && byte > 127 && byte < 160) point = LATIN.charCodeAt(byte - 128);
    else if (byte < 128 || this.encoding != 'utf-8') point = byte;
    else {
      need = byte >= 0xc2 && byte < 0xe0 ? 1 : byte >= 0xe0 && byte < 0xf0 ? 2 : byte >= 0xf0 && byte < 0xf5 ? 3 : 0;
      least = [0, 0x80, 0x800, 0x10000][need];
      point = byte & [0, 31, 15, 7][need];
      for (i = 0; i < need && (bytes[at + i] & 192) == 128; i++) point = point << 6 | bytes[at + i] & 63;
      if (!need || i < need || point < least || point > 0x10ffff || point >= 0xd800 && point < 0xe000) {
        if (this.fatal) throw new TypeError('not UTF-8');
        at += i && need ? i : 0;
        point = 0xfffd;
      } else at += need;
    }
    part += point > 0xffff ? String.fromCharCode(0xd800 + (point - 0x10000 >> 10), 0xdc00 + (point - 0x10000 & 1023)) : String.fromCharCode(point);
    if (part.length > 4000) { out.push(part); part = ''; }
  }
  out = out.join('') + part;
  return this.ignoreBOM || out.charCodeAt(0) != 0xfeff ? out : out.slice(1);
};
add.value(window, 'TextEncoder', TextEncoder);
add.value(window, 'TextDecoder', TextDecoder);

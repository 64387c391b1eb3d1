'use strict';
// What scripts of today make of bytes: digests, and codes that are made with one and a key.
var define = require('../internals/define-built-in');
require('../modules/es.promise');
require('../own/typed-array');
require('../own/crypto');

// Fractions of the cube roots of the first eighty primes, and of the square roots of the first sixteen;
// SHA-256 has the upper halves of them.
var CUBES = words('428a2f98d728ae227137449123ef65cdb5c0fbcfec4d3b2fe9b5dba58189dbbc3956c25bf348b53859f111f1b605d019' +
  '923f82a4af194f9bab1c5ed5da6d8118d807aa98a303024212835b0145706fbe243185be4ee4b28c550c7dc3d5ffb4e2' +
  '72be5d74f27b896f80deb1fe3b1696b19bdc06a725c71235c19bf174cf692694e49b69c19ef14ad2efbe4786384f25e3' +
  '0fc19dc68b8cd5b5240ca1cc77ac9c652de92c6f592b02754a7484aa6ea6e4835cb0a9dcbd41fbd476f988da831153b5' +
  '983e5152ee66dfaba831c66d2db43210b00327c898fb213fbf597fc7beef0ee4c6e00bf33da88fc2d5a79147930aa725' +
  '06ca6351e003826f142929670a0e6e7027b70a8546d22ffc2e1b21385c26c9264d2c6dfc5ac42aed53380d139d95b3df' +
  '650a73548baf63de766a0abb3c77b2a881c2c92e47edaee692722c851482353ba2bfe8a14cf10364a81a664bbc423001' +
  'c24b8b70d0f89791c76c51a30654be30d192e819d6ef5218d69906245565a910f40e35855771202a106aa07032bbd1b8' +
  '19a4c116b8d2d0c81e376c085141ab532748774cdf8eeb9934b0bcb5e19b48a8391c0cb3c5c95a634ed8aa4ae3418acb' +
  '5b9cca4f7763e373682e6ff3d6b2b8a3748f82ee5defb2fc78a5636f43172f6084c87814a1f0ab728cc702081a6439ec' +
  '90befffa23631e28a4506cebde82bde9bef9a3f7b2c67915c67178f2e372532bca273eceea26619cd186b8c721c0c207' +
  'eada7dd6cde0eb1ef57d4f7fee6ed17806f067aa72176fba0a637dc5a2c898a6113f9804bef90dae1b710b35131c471b' +
  '28db77f523047d8432caab7b40c724933c9ebe0a15c9bebc431d67c49c100d4c4cc5d4becb3e42b6597f299cfc657e2a' +
  '5fcb6fab3ad6faec6c44198c4a475817');
var SQUARES = words('6a09e667f3bcc908bb67ae8584caa73b3c6ef372fe94f82ba54ff53a5f1d36f1510e527fade682d19b05688c2b3e6c1f' +
  '1f83d9abfb41bd6b5be0cd19137e2179');
var LATER = words('cbbb9d5dc1059ed8629a292a367cd5079159015a3070dd17152fecd8f70e593967332667ffc00b318eb44a8768581511' +
  'db0c2e0d64f98fa747b5481dbefa4fa4');
var BLOCK = { 'SHA-1': 64, 'SHA-256': 64, 'SHA-384': 128, 'SHA-512': 128 };

function words(hex) {
  for (var at = 0, out = []; at < hex.length; at += 8) out.push(parseInt(hex.substr(at, 8), 16) | 0);
  return out;
}
function halves(list) { return list.filter(function (word, at) { return at % 2 == 0; }); }

// The bytes with the mark of their end and their number, as words of 32 bits.
function padded(bytes, block) {
  var length = bytes.length, count = Math.ceil((length + 1 + block / 8) / block) * block / 4, out = [], at;
  for (at = 0; at < count; at++) out.push(0);
  for (at = 0; at < length; at++) out[at >> 2] |= bytes[at] << (24 - at % 4 * 8);
  out[length >> 2] |= 128 << (24 - length % 4 * 8);
  out[count - 2] = Math.floor(length / 536870912);
  out[count - 1] = length << 3;
  return out;
}
function written(list, size) {
  for (var at = 0, out = new Uint8Array(size); at < size; at++) out[at] = list[at >> 2] >>> (24 - at % 4 * 8) & 255;
  return out;
}
function left(x, by) { return x << by | x >>> (32 - by); }
function right(x, by) { return x >>> by | x << (32 - by); }

function sha1(bytes) {
  var given = padded(bytes, 64), h = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0], w = [], start, t, v, next;
  for (start = 0; start < given.length; start += 16) {
    v = h.slice();
    for (t = 0; t < 80; t++) {
      w[t] = t < 16 ? given[start + t] : left(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
      next = t < 20 ? (v[1] & v[2] | ~v[1] & v[3]) + 0x5a827999 : t < 40 ? (v[1] ^ v[2] ^ v[3]) + 0x6ed9eba1 :
        t < 60 ? (v[1] & v[2] | v[1] & v[3] | v[2] & v[3]) + 0x8f1bbcdc : (v[1] ^ v[2] ^ v[3]) + 0xca62c1d6;
      next = next + left(v[0], 5) + v[4] + w[t] | 0;
      v = [next, v[0], left(v[1], 30), v[2], v[3]];
    }
    for (t = 0; t < 5; t++) h[t] = h[t] + v[t] | 0;
  }
  return written(h, 20);
}

function sha256(bytes) {
  var given = padded(bytes, 64), k = halves(CUBES), h = halves(SQUARES), w = [], start, t, v, a, b, x;
  for (start = 0; start < given.length; start += 16) {
    v = h.slice();
    for (t = 0; t < 64; t++) {
      if (t < 16) w[t] = given[start + t];
      else {
        x = w[t - 15];
        a = right(x, 7) ^ right(x, 18) ^ x >>> 3;
        x = w[t - 2];
        w[t] = w[t - 16] + a + w[t - 7] + (right(x, 17) ^ right(x, 19) ^ x >>> 10) | 0;
      }
      a = v[7] + (right(v[4], 6) ^ right(v[4], 11) ^ right(v[4], 25)) + (v[4] & v[5] ^ ~v[4] & v[6]) + k[t] + w[t] | 0;
      b = (right(v[0], 2) ^ right(v[0], 13) ^ right(v[0], 22)) + (v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]) | 0;
      v = [a + b | 0, v[0], v[1], v[2], v[3] + a | 0, v[4], v[5], v[6]];
    }
    for (t = 0; t < 8; t++) h[t] = h[t] + v[t] | 0;
  }
  return written(h, 32);
}

// ---- numbers of 64 bits, as two words
function sum() {
  for (var high = 0, low = 0, at = 0; at < arguments.length; at++) {
    high += arguments[at][0] >>> 0;
    low += arguments[at][1] >>> 0;
  }
  return [high + Math.floor(low / 4294967296) | 0, low | 0];
}
function turned(x, by) {
  var h = x[0], l = x[1], swap;
  if (by >= 32) { swap = h; h = l; l = swap; by -= 32; }
  return by ? [h >>> by | l << (32 - by), l >>> by | h << (32 - by)] : [h, l];
}
function shifted(x, by) { return [x[0] >>> by, x[1] >>> by | x[0] << (32 - by)]; }
function xor(a, b, c) { return [a[0] ^ b[0] ^ c[0], a[1] ^ b[1] ^ c[1]]; }
function pairs(list) {
  for (var at = 0, out = []; at < list.length; at += 2) out.push([list[at], list[at + 1]]);
  return out;
}
function choice(a, b, c) { return [a[0] & b[0] ^ ~a[0] & c[0], a[1] & b[1] ^ ~a[1] & c[1]]; }
function most(a, b, c) { return [a[0] & b[0] ^ a[0] & c[0] ^ b[0] & c[0], a[1] & b[1] ^ a[1] & c[1] ^ b[1] & c[1]]; }

function sha512(bytes, first, size) {
  var given = pairs(padded(bytes, 128)), k = pairs(CUBES), h = pairs(first), w = [], start, t, v, a, b, x, y;
  for (start = 0; start < given.length; start += 16) {
    v = h.slice();
    for (t = 0; t < 80; t++) {
      if (t < 16) w[t] = given[start + t];
      else {
        x = w[t - 15];
        y = w[t - 2];
        w[t] = sum(w[t - 16], w[t - 7], xor(turned(x, 1), turned(x, 8), shifted(x, 7)), xor(turned(y, 19), turned(y, 61), shifted(y, 6)));
      }
      a = sum(v[7], xor(turned(v[4], 14), turned(v[4], 18), turned(v[4], 41)), choice(v[4], v[5], v[6]), k[t], w[t]);
      b = sum(xor(turned(v[0], 28), turned(v[0], 34), turned(v[0], 39)), most(v[0], v[1], v[2]));
      v = [sum(a, b), v[0], v[1], v[2], sum(v[3], a), v[4], v[5], v[6]];
    }
    for (t = 0; t < 8; t++) h[t] = sum(h[t], v[t]);
  }
  return written([].concat.apply([], h), size);
}

var DIGESTS = {
  'SHA-1': sha1, 'SHA-256': sha256,
  'SHA-384': function (bytes) { return sha512(bytes, LATER, 48); },
  'SHA-512': function (bytes) { return sha512(bytes, SQUARES, 64); }
};

function named(algorithm) {
  var name = String(algorithm && algorithm.name || algorithm).toUpperCase();
  if (!DIGESTS.hasOwnProperty(name)) throw fault('NotSupportedError', 'Algorithm: Unrecognized name');
  return name;
}
function fault(name, message) {
  var error = new Error(message);
  error.name = name;
  return error;
}
function bytesOf(data) {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (data && data.buffer instanceof ArrayBuffer) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw new TypeError('The data is no ArrayBuffer, and no view of one');
}
function joined(a, b) {
  var out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
function coded(key, bytes) {
  var size = BLOCK[key.name], inner = new Uint8Array(size), outer = new Uint8Array(size), digest = DIGESTS[key.name], at;
  var secret = key.bytes.length > size ? digest(key.bytes) : key.bytes;
  for (at = 0; at < size; at++) {
    inner[at] = secret[at] ^ 54;
    outer[at] = secret[at] ^ 92;
  }
  return digest(joined(outer, digest(joined(inner, bytes))));
}

// A function that answers with a promise, whatever becomes of it.
function later(run) {
  return function (a, b, c, d, e) { return new Promise(function (done) { done(run(a, b, c, d, e)); }); };
}
function keyOf(key) {
  if (!key || !key.h2pKey) throw new TypeError('The key is no CryptoKey');
  return key.h2pKey;
}
var subtle = {
  digest: later(function (algorithm, data) { return DIGESTS[named(algorithm)](bytesOf(data)).buffer; }),
  importKey: later(function (format, data, algorithm, extractable, uses) {
    var name = String(algorithm && algorithm.name || algorithm).toUpperCase(), key = { type: 'secret', extractable: !!extractable, usages: uses };
    if (format != 'raw' || name != 'HMAC') throw fault('NotSupportedError', 'Only raw keys of HMAC are known');
    key.algorithm = { name: 'HMAC', hash: { name: named(algorithm.hash) }, length: bytesOf(data).length * 8 };
    define(key, 'h2pKey', { name: named(algorithm.hash), bytes: joined(bytesOf(data), new Uint8Array(0)) });
    return key;
  }),
  sign: later(function (algorithm, key, data) { return coded(keyOf(key), bytesOf(data)).buffer; }),
  verify: later(function (algorithm, key, code, data) {
    var mine = coded(keyOf(key), bytesOf(data)), theirs = bytesOf(code), at, same = mine.length == theirs.length;
    for (at = 0; at < mine.length; at++) if (mine[at] != theirs[at]) same = false;
    return same;
  })
};
['encrypt', 'decrypt', 'generateKey', 'deriveKey', 'deriveBits', 'exportKey', 'wrapKey', 'unwrapKey'].forEach(function (name) {
  subtle[name] = later(function () { throw fault('NotSupportedError', name + ' is not known here'); });
});
if (!window.crypto.subtle) define(window.crypto, 'subtle', subtle);

'use strict';
// BigInt, of which the engine knows nothing. What a script does with whole numbers of any size is
// written as calls of this (crates/script/src/big_ints/mod.rs). A number is an object, and the same one
// whenever it is the same number, so that `===`, maps and sets tell them apart as they are.
var define = require('../internals/define-built-in');
var BASE = 1e7, WIDTH = 7, MOST = 1e5, known = {}, count = 0, SAFE = 9007199254740991;

function Big() {}

// `digits` are of base ten million, the smallest first.
function made(negative, digits) {
  var length = digits.length, text = '', i, big;
  while (length > 1 && !digits[length - 1]) length--;
  digits.length = length || 1;
  if (!length) digits[0] = 0;
  for (i = digits.length - 2; i >= 0; i--) text += ('000000' + digits[i]).slice(-WIDTH);
  text = (negative && (digits.length > 1 || digits[0]) ? '-' : '') + digits[digits.length - 1] + text;
  if (known.hasOwnProperty(text)) return known[text];
  big = new Big();
  define(big, 'h2pDigits', digits);
  define(big, 'h2pText', text);
  define(big, 'h2pNegative', text.charAt(0) == '-');
  if (count++ < MOST) known[text] = big;
  return big;
}

function is(value) { return value instanceof Big; }
function small(value) { return Math.abs(value) < BASE ? made(value < 0, [Math.abs(value)]) : ofNumber(value); }

function ofText(text) {
  var digits = [], negative = text.charAt(0) == '-', end;
  text = text.replace(/^[-+]/, '');
  for (end = text.length; end > 0; end -= WIDTH) digits.push(+text.slice(Math.max(0, end - WIDTH), end));
  return made(negative, digits);
}

// What is written with another base.
function ofBase(text, base) {
  var sum = small(0), i;
  for (i = 0; i < text.length; i++) sum = add(multiply(sum, small(base)), small(parseInt(text.charAt(i), base)));
  return sum;
}

function ofLiteral(text) {
  var found = /^0([xob])([0-9a-f]+)$/i.exec(text);
  return found ? ofBase(found[2], { x: 16, o: 8, b: 2 }[found[1].toLowerCase()]) : ofText(text);
}

// The digits of a number that a double has exactly.
function ofNumber(value) {
  var digits = [], rest = Math.abs(value);
  for (; rest >= 1; rest = Math.floor(rest / BASE)) digits.push(rest % BASE);
  return made(value < 0, digits);
}

function BigInt(value) {
  var text;
  if (is(value)) return value;
  if (typeof value == 'boolean') return small(value ? 1 : 0);
  if (typeof value == 'number') {
    if (!isFinite(value) || Math.floor(value) !== value) throw new RangeError('The number ' + value + ' cannot be converted to a BigInt because it is not an integer');
    return ofNumber(value);
  }
  if (value === null || value === undefined) throw new TypeError('Cannot convert ' + value + ' to a BigInt');
  text = String(value).trim();
  if (!/^([-+]?\d+|0x[0-9a-f]+|0o[0-7]+|0b[01]+|)$/i.test(text)) throw new SyntaxError('Cannot convert ' + value + ' to a BigInt');
  return ofLiteral(text || '0');
}
BigInt.prototype = Big.prototype;

function size(a, b) {
  var i;
  if (a.length != b.length) return a.length < b.length ? -1 : 1;
  for (i = a.length - 1; i >= 0; i--) if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

function sum(a, b) {
  var out = [], carry = 0, i, digit;
  for (i = 0; i < a.length || i < b.length || carry; i++) {
    digit = (a[i] || 0) + (b[i] || 0) + carry;
    carry = digit >= BASE ? 1 : 0;
    out.push(carry ? digit - BASE : digit);
  }
  return out;
}

function difference(a, b) {
  var out = [], borrow = 0, i, digit;
  for (i = 0; i < a.length; i++) {
    digit = a[i] - (b[i] || 0) - borrow;
    borrow = digit < 0 ? 1 : 0;
    out.push(borrow ? digit + BASE : digit);
  }
  return out;
}

function negate(a) { return made(!a.h2pNegative, a.h2pDigits.slice()); }

function add(a, b) {
  var x = a.h2pDigits, y = b.h2pDigits;
  if (a.h2pNegative == b.h2pNegative) return made(a.h2pNegative, sum(x, y));
  return size(x, y) < 0 ? made(b.h2pNegative, difference(y, x)) : made(a.h2pNegative, difference(x, y));
}

function multiply(a, b) {
  var x = a.h2pDigits, y = b.h2pDigits, out = [], i, j, carry, digit;
  for (i = 0; i < x.length + y.length; i++) out.push(0);
  for (i = 0; i < x.length; i++) {
    for (carry = 0, j = 0; j < y.length || carry; j++) {
      digit = out[i + j] + x[i] * (y[j] || 0) + carry;
      carry = Math.floor(digit / BASE);
      out[i + j] = digit - carry * BASE;
    }
  }
  return made(a.h2pNegative != b.h2pNegative, out);
}

function times(digits, factor) {
  var out = [], carry = 0, i, digit;
  for (i = 0; i < digits.length || carry; i++) {
    digit = (digits[i] || 0) * factor + carry;
    carry = Math.floor(digit / BASE);
    out.push(digit - carry * BASE);
  }
  while (out.length > 1 && !out[out.length - 1]) out.pop();
  return out;
}

// Long division: each digit of the quotient is guessed from the first digits, and corrected.
function divided(a, b) {
  var x = a.h2pDigits, y = b.h2pDigits, out = [], rest = [], i, guess, part, top = y.length - 1;
  if (!top && !y[0]) throw new RangeError('Division by zero');
  function trim() { while (rest.length > 1 && !rest[rest.length - 1]) rest.pop(); }
  for (i = x.length - 1; i >= 0; i--) {
    rest.unshift(x[i]);
    trim();
    guess = size(rest, y) < 0 ? 0 : Math.floor(((rest[top + 1] || 0) * BASE + (rest[top] || 0) + (top ? (rest[top - 1] || 0) / BASE : 0)) / (y[top] + (top ? y[top - 1] / BASE : 0)));
    guess = Math.min(guess, BASE - 1);
    part = times(y, guess);
    while (size(part, rest) > 0) part = times(y, --guess);
    rest = difference(rest, part);
    trim();
    while (size(rest, y) >= 0) {
      rest = difference(rest, y);
      trim();
      guess++;
    }
    out.unshift(guess);
  }
  return [made(a.h2pNegative != b.h2pNegative, out), made(a.h2pNegative, rest)];
}

function power(a, b) {
  var out = small(1), two = small(2), half;
  if (b.h2pNegative) throw new RangeError('Exponent must be non-negative');
  while (truth(b)) {
    half = divided(b, two);
    if (truth(half[1])) out = multiply(out, a);
    b = half[0];
    if (truth(b)) a = multiply(a, a);
  }
  return out;
}

function floored(a, b) {
  var both = divided(a, b);
  return truth(both[1]) && a.h2pNegative != b.h2pNegative ? add(both[0], small(-1)) : both[0];
}

function shifted(a, by) {
  var two = power(small(2), by.h2pNegative ? negate(by) : by);
  return by.h2pNegative ? floored(a, two) : multiply(a, two);
}

// The last `bits` bits, as what is not negative; and as what may be.
function wrapped(bits, a, signed) {
  var all = power(small(2), small(bits)), rest = divided(a, all)[1];
  if (rest.h2pNegative) rest = add(rest, all);
  return signed && bits && compare(rest, power(small(2), small(bits - 1))) >= 0 ? add(rest, negate(all)) : rest;
}

// Bit by bit, in words of 24: those of what is negative go on with ones.
function bitwise(a, b, by) {
  var WORD = 16777216, word = small(WORD), bits = 24, x = a, y = b, out = small(0), place = small(1), least;
  while (size(x.h2pDigits, place.h2pDigits) >= 0 || size(y.h2pDigits, place.h2pDigits) >= 0) {
    place = multiply(place, word);
    bits += 24;
  }
  x = wrapped(bits, a);
  y = wrapped(bits, b);
  for (place = small(1), least = 0; least < bits; least += 24) {
    x = divided(x, word);
    y = divided(y, word);
    out = add(out, multiply(place, small(by(+x[1].h2pText, +y[1].h2pText) & WORD - 1)));
    place = multiply(place, word);
    x = x[0];
    y = y[0];
  }
  return wrapped(bits, out, true);
}

function compare(a, b) {
  if (a.h2pNegative != b.h2pNegative) return a.h2pNegative ? -1 : 1;
  return size(a.h2pDigits, b.h2pDigits) * (a.h2pNegative ? -1 : 1);
}

function truth(value) { return is(value) ? value.h2pText != '0' : !!value; }

// ---- what scripts call
function plain(value) {
  return value !== null && typeof value == 'object' && !is(value) ? value.valueOf() : value;
}

var both = {
  add: [add, function (a, b) { return a + b; }],
  sub: [function (a, b) { return add(a, negate(b)); }, function (a, b) { return a - b; }],
  mul: [multiply, function (a, b) { return a * b; }],
  div: [function (a, b) { return divided(a, b)[0]; }, function (a, b) { return a / b; }],
  mod: [function (a, b) { return divided(a, b)[1]; }, function (a, b) { return a % b; }],
  exp: [power, Math.pow],
  shl: [shifted, function (a, b) { return a << b; }],
  shr: [function (a, b) { return shifted(a, negate(b)); }, function (a, b) { return a >> b; }],
  and: [function (a, b) { return bitwise(a, b, function (x, y) { return x & y; }); }, function (a, b) { return a & b; }],
  or: [function (a, b) { return bitwise(a, b, function (x, y) { return x | y; }); }, function (a, b) { return a | b; }],
  xor: [function (a, b) { return bitwise(a, b, function (x, y) { return x ^ y; }); }, function (a, b) { return a ^ b; }]
};

function operation(name) {
  var ours = both[name][0], native = both[name][1];
  BigInt[name] = function (a, b) {
    var x = is(a), y = is(b);
    if (!x && !y) return native(a, b);
    if (x && y) return ours(a, b);
    if (name == 'add' && (typeof plain(a) == 'string' || typeof plain(b) == 'string')) return String(a) + String(b);
    throw new TypeError('Cannot mix BigInt and other types, use explicit conversions');
  };
}
for (var name in both) operation(name);

// Below, the same, above; NaN where they cannot be compared.
function order(a, b) {
  var x = is(a) ? a : plain(a), y = is(b) ? b : plain(b), number;
  if (is(x) && is(y)) return compare(x, y);
  if (!is(x)) {
    number = order(y, x);
    return number === 0 ? 0 : -number;
  }
  number = Number(y);
  if (typeof y == 'string' && /^\s*[-+]?\d+\s*$/.test(y)) return compare(x, BigInt(y));
  if (number !== number) return NaN;
  if (!isFinite(number)) return number > 0 ? -1 : 1;
  return compare(x, ofNumber(Math.floor(number))) || (number > Math.floor(number) ? -1 : 0);
}
BigInt.lt = function (a, b) { return is(a) || is(b) ? order(a, b) < 0 : a < b; };
BigInt.le = function (a, b) { return is(a) || is(b) ? order(a, b) <= 0 : a <= b; };
BigInt.gt = function (a, b) { return is(a) || is(b) ? order(a, b) > 0 : a > b; };
BigInt.ge = function (a, b) { return is(a) || is(b) ? order(a, b) >= 0 : a >= b; };
BigInt.eq = function (a, b) {
  if (!is(a) && !is(b) || a === b) return a == b;
  return a !== null && a !== undefined && b !== null && b !== undefined && order(a, b) === 0;
};
BigInt.is = is;
BigInt.type = function (value) { return is(value) ? 'bigint' : typeof value; };
BigInt.truth = truth;
BigInt.neg = function (a) { return is(a) ? negate(a) : -a; };
BigInt.not = function (a) { return is(a) ? add(negate(a), small(-1)) : ~a; };
BigInt.step = function (a, by) { return is(a) ? add(a, small(by)) : +a + by; };
BigInt.num = function (a) { return is(a) ? +a.h2pText : Number(a); };
// `object[key] += value`, and `object[key]++` with what was there before.
BigInt.set = function (object, key, name, value) { return object[key] = BigInt[name](object[key], value); };
BigInt.post = function (object, key, by) {
  var before = object[key];
  object[key] = BigInt.step(before, by);
  return is(before) ? before : +before;
};
var literals = {};
BigInt.of = function (text) { return literals['-' + text] || (literals['-' + text] = ofLiteral(text)); };

BigInt.asUintN = function (bits, a) { return wrapped(bits, BigInt(a)); };
BigInt.asIntN = function (bits, a) { return wrapped(bits, BigInt(a), true); };

define(Big.prototype, 'constructor', BigInt);
define(Big.prototype, 'toString', function (base) {
  var out = '', rest = this, both, by;
  if (base === undefined || base == 10) return this.h2pText;
  for (by = small(base), rest = this.h2pNegative ? negate(this) : this; truth(rest); rest = both[0]) {
    both = divided(rest, by);
    out = (+both[1].h2pText).toString(base) + out;
  }
  return (this.h2pNegative ? '-' : '') + (out || '0');
});
// Where nobody has seen that this is no number, what a number cannot hold is a text.
define(Big.prototype, 'valueOf', function () {
  var number = +this.h2pText;
  return Math.abs(number) > SAFE ? this.h2pText : number;
});
define(Big.prototype, 'toLocaleString', function (tags) {
  var mark = (1234567).toLocaleString(tags).replace(/\d/g, '').charAt(0);
  return this.h2pText.replace(/\B(?=(\d{3})+$)/g, mark);
});
define(Big.prototype, 'toJSON', function () { throw new TypeError('Do not know how to serialize a BigInt'); });
require('../own/add').value(window, 'h2pBig', BigInt);

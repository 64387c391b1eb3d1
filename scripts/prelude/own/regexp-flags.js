'use strict';
// Flags of today where a script makes an expression of a text: `u` is let go, `s` is written
// out, sets of `v` are taken apart, `d` is no matter; names of groups are kept beside.
var define = require('../internals/define-built-in');
var Native = window.RegExp;

// The name of a group stands before it as something that is to be found no times, so that it is in the
// `source` from which scripts make other expressions.
var NAME = 'h2p-', NAMED = /^\((?:\?<([A-Za-z_$][\w$]*)>|\?:h2p-([A-Za-z_$][\w$]*)\)\{0\}\()/;

// Without the s flag, what stands for any character does not mean the end of a line.
function rewritten(source, flags, names) {
  var out = '', at = 0, group = 0, inside = false, c, part;
  while (at < source.length) {
    c = source.charAt(at);
    if (c == '\\') {
      part = /^\\u\{([0-9a-f]+)\}/i.exec(source.substr(at, 80));
      if (part && /[uv]/.test(flags)) {
        out += point(parseInt(part[1], 16));
        at += part[0].length;
        continue;
      }
      part = /^\\k<([^>]+)>/.exec(source.substr(at, 80));
      if (part && names[part[1]]) {
        out += '\\' + names[part[1]];
        at += part[0].length;
        continue;
      }
      part = /^\\[pP]\{([^}]+)\}/.exec(source.substr(at, 80));
      if (part && /v/.test(flags) && SEQUENCES[part[1]]) {
        out += SEQUENCES[part[1]];
        at += part[0].length;
        continue;
      }
      if (part && /[uv]/.test(flags)) {
        out += property(part[1], part[0].charAt(1) == 'P', inside);
        at += part[0].length;
        continue;
      }
      out += source.substr(at, 2);
      at += 2;
      continue;
    }
    if (c == '[' && !inside && /[uv]/.test(flags)) {
      part = /v/.test(flags) ? setOf(source, at + 1) : classOf(source, at + 1);
      out += part.text;
      at = part.end;
      continue;
    }
    if (c == '[' && !inside) inside = true;
    else if (c == ']') inside = false;
    if (c == '.' && !inside && /[suv]/.test(flags)) {
      // What is outside the first plane is two characters to the engine, and one with `u`.
      part = /s/.test(flags) ? '[\\s\\S]' : '.';
      out += /[uv]/.test(flags) ? '(?:[\\ud800-\\udbff][\\udc00-\\udfff]|' + part + ')' : part;
      at++;
      continue;
    }
    if (c == '(' && !inside) {
      part = NAMED.exec(source.substr(at, 100));
      if (part || source.charAt(at + 1) != '?') group++;
      if (part) {
        names[part[1] || part[2]] = group;
        out += '(?:' + NAME + (part[1] || part[2]) + '){0}(';
        at += part[0].length;
        continue;
      }
    }
    out += c;
    at++;
  }
  return out;
}

function unit(n) { return '\\u' + ('000' + n.toString(16)).slice(-4); }

// A class of characters from behind its bracket: those outside the first plane, which are two
// to the engine, stand beside it.
function classOf(source, at) {
  var turned = source.charAt(at) == '^', plain = '', pairs = [], from, to, text;
  if (turned) at++;
  function atom() {
    var rest = source.substr(at, 60), found, code;
    if ((found = /^\\[pP]\{([^}]+)\}/.exec(rest))) {
      at += found[0].length;
      return property(found[1], found[0].charAt(1) == 'P', true);
    }
    if ((found = /^\\u\{([0-9a-f]+)\}/i.exec(rest) || /^\\u([0-9a-f]{4})/i.exec(rest) || /^\\x([0-9a-f]{2})/i.exec(rest))) {
      at += found[0].length;
      code = parseInt(found[1], 16);
      found = code >= 0xd800 && code < 0xdc00 && /^\\u(d[c-f][0-9a-f]{2})/i.exec(source.substr(at, 80));
      if (!found) return code;
      at += found[0].length;
      return joined(code, parseInt(found[1], 16));
    }
    if ((found = /^\\([dDwWsS])/.exec(rest))) {
      at += 2;
      return found[0];
    }
    if (rest.charAt(0) == '\\') {
      at += 2;
      code = 'bfnrtv0'.indexOf(rest.charAt(1));
      return code < 0 ? rest.charCodeAt(1) : [8, 12, 10, 13, 9, 11, 0][code];
    }
    code = rest.charCodeAt(0);
    at++;
    if (code < 0xd800 || code > 0xdbff || !(rest.charCodeAt(1) >= 0xdc00 && rest.charCodeAt(1) < 0xe000)) return code;
    at++;
    return joined(code, rest.charCodeAt(1));
  }
  while (at < source.length && source.charAt(at) != ']') {
    from = to = atom();
    if (typeof from == 'string') {
      plain += from;
      continue;
    }
    if (source.charAt(at) == '-' && source.charAt(at + 1) != ']' && at + 1 < source.length) {
      at++;
      to = atom();
      if (typeof to == 'string') {
        plain += unit(from) + '\\-' + to;
        continue;
      }
    }
    if (from < 0x10000) plain += unit(from) + (to > from ? '-' + unit(Math.min(to, 0xffff)) : '');
    if (to > 0xffff) pair(Math.max(from, 0x10000), to, pairs);
  }
  if (at >= source.length) throw unclosed('character class');
  if (!pairs.length) text = (turned ? '[^' : '[') + plain + ']';
  else {
    text = (plain ? '[' + plain + ']|' : '') + pairs.join('|');
    text = turned ? '(?:(?!' + text + ')(?:[\\ud800-\\udbff][\\udc00-\\udfff]|[\\s\\S]))' : '(?:' + text + ')';
  }
  return { text: text, end: at + 1 };
}

// A set, with `v`: sets in it, `--`, `&&` and `\q{}` become looks ahead of what matches one.
var ATOM = /^(?:\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[^]|[\ud800-\udbff][\udc00-\udfff]|[^\]])/i;
var ANY = '(?:[\\ud800-\\udbff][\\udc00-\\udfff]|[\\s\\S])';
function setOf(source, at) {
  var turned = source.charAt(at) == '^', parts = [], sides = [], sign = '', plain = '', part, text;
  function flush() {
    if (plain) parts.push(classOf(plain + ']', 0).text);
    plain = '';
  }
  // What stands between two signs.
  function side() {
    flush();
    sides.push(parts.length > 1 ? '(?:' + parts.join('|') + ')' : parts[0] || '(?!)');
    parts = [];
  }
  function atom() {
    part = ATOM.exec(source.substr(at, 80));
    if (!part) throw unclosed('character class');
    part = part[0];
    at += part.length;
    plain += part == '[' || part == '^' ? '\\' + part : part;
  }
  if (turned) at++;
  while (at < source.length && source.charAt(at) != ']') {
    part = source.substr(at, 2);
    if (part == '--' || part == '&&') {
      side();
      sign = part;
      at += 2;
    } else if (part.charAt(0) == '[') {
      flush();
      part = setOf(source, at + 1);
      parts.push(part.text);
      at = part.end;
    } else if (source.substr(at, 3) == '\\q{') {
      flush();
      part = source.indexOf('}', at);
      if (part < 0) throw unclosed('\\q{');
      parts.push('(?:' + source.substring(at + 3, part).split('|').sort(function (a, b) { return b.length - a.length; }).map(function (word) {
        return word.replace(/[.*+?^${}()[\]]/g, '\\$&');
      }).join('|') + ')');
      at = part + 1;
    } else if ((part = /^\\p\{([^}]+)\}/.exec(source.substr(at, 80))) && SEQUENCES[part[1]]) {
      flush();
      parts.push(SEQUENCES[part[1]]);
      at += part[0].length;
    } else {
      atom();
      if (source.charAt(at) == '-' && !/[-\]]/.test(source.charAt(at + 1))) {
        atom();
        atom();
      }
    }
  }
  if (at >= source.length) throw unclosed('character class');
  side();
  text = sides[0];
  if (sign == '&&') text = '(?:' + sides.slice(1).map(function (each) { return '(?=' + each + ')'; }).join('') + text + ')';
  else if (sign) text = '(?:(?!' + sides.slice(1).join('|') + ')' + text + ')';
  return { text: turned ? '(?:(?!' + text + ')' + ANY + ')' : text, end: at + 1 };
}

function unclosed(what) { return new SyntaxError('Invalid regular expression: unterminated ' + what); }

function joined(high, low) { return 0x10000 + (high - 0xd800) * 1024 + low - 0xdc00; }

function pair(from, to, out) {
  var a = from - 0x10000 >> 10, b = to - 0x10000 >> 10, low = from - 0x10000 & 1023, high = to - 0x10000 & 1023;
  function add(first, last, x, y) {
    out.push((first == last ? unit(0xd800 + first) : '[' + unit(0xd800 + first) + '-' + unit(0xd800 + last) + ']') + '[' + unit(0xdc00 + x) + '-' + unit(0xdc00 + y) + ']');
  }
  if (a == b) return add(a, a, low, high);
  if (low) { add(a, a, low, 1023); a++; }
  if (high < 1023) { add(b, b, 0, high); b--; }
  if (a <= b) add(a, b, 0, 1023);
}

function point(code) {
  return code > 0xffff ? unit(0xd800 + (code - 0x10000 >> 10)) + unit(0xdc00 + (code - 0x10000 & 1023)) : unit(code);
}

var LETTERS = 'A-Za-z\\xaa\\xb5\\xba\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02c1\\u0370-\\u0373\\u0376-\\u037d\\u0386\\u0388-\\u0481\\u048a-\\u0556\\u0561-\\u0587\\u05d0-\\u05ea\\u0620-\\u064a\\u0671-\\u06d3\\u0904-\\u0939\\u0e01-\\u0e30\\u1100-\\u11ff\\u1e00-\\u1fff\\u3041-\\u3096\\u30a1-\\u30fa\\u3105-\\u318e\\u3400-\\u4db5\\u4e00-\\u9fff\\ua000-\\ua48c\\uac00-\\ud7a3\\uf900-\\ufad9\\uff21-\\uff3a\\uff41-\\uff5a\\uff66-\\uffdc';
var CLASSES = {
  L: LETTERS, Letter: LETTERS, Alphabetic: LETTERS, Lu: 'A-Z\\xc0-\\xd6\\xd8-\\xde\\u0391-\\u03a9\\u0410-\\u042f', Ll: 'a-z\\xdf-\\xf6\\xf8-\\xff\\u03b1-\\u03c9\\u0430-\\u044f',
  N: '0-9\\xb2\\xb3\\xb9\\xbc-\\xbe\\u0660-\\u0669\\u2460-\\u249b\\uff10-\\uff19', Nd: '0-9\\u0660-\\u0669\\uff10-\\uff19',
  P: '!-#%-*,-/:;?@\\[-\\]_{}\\xa1\\xa7\\xab\\xb6\\xb7\\xbb\\xbf\\u2010-\\u2027\\u2030-\\u205e\\u3001-\\u3003\\u3008-\\u3011\\uff01-\\uff0f',
  S: '$+<->\\^`|~\\xa2-\\xa6\\xa8\\xa9\\xac\\xae-\\xb1\\xb4\\xb8\\xd7\\xf7\\u20a0-\\u20c0\\u2100-\\u214f\\u2190-\\u23ff\\u2500-\\u27bf',
  Sc: '$\\xa2-\\xa5\\u20a0-\\u20c0\\uffe0\\uffe1\\uffe5\\uffe6', M: '\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u064b-\\u065f\\u093c\\u20d0-\\u20f0\\ufe20-\\ufe2f', Z: '\\s', Zs: ' \\xa0\\u2000-\\u200a\\u3000',
  Hangul: '\\u1100-\\u11ff\\u3131-\\u318e\\ua960-\\ua97c\\uac00-\\ud7a3', Han: '\\u3005\\u3007\\u3021-\\u3029\\u3400-\\u4db5\\u4e00-\\u9fff\\uf900-\\ufad9', Hiragana: '\\u3041-\\u309f', Katakana: '\\u30a1-\\u30ff\\uff66-\\uff9d',
  Latin: 'A-Za-z\\xaa\\xba\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02b8\\u1e00-\\u1eff', Cyrillic: '\\u0400-\\u052f', Greek: '\\u0370-\\u03ff\\u1f00-\\u1fff', Arabic: '\\u0600-\\u06ff', Hebrew: '\\u0591-\\u05f4'
};
CLASSES.Lo = LETTERS;
CLASSES.Punctuation = CLASSES.P;
CLASSES.Emoji = CLASSES.Emoji_Presentation = CLASSES.Extended_Pictographic = '\\u203c\\u2049\\u2122\\u2139\\u2194-\\u21aa\\u231a-\\u23ff\\u25aa-\\u27bf\\u2934-\\u2b55\\ud83c-\\ud83e\\udc00-\\udfff';

// What several characters are together.
var EMOJI = '(?:[\\u00a9\\u00ae\\u203c\\u2049\\u2122\\u2139\\u2194-\\u21aa\\u231a-\\u23ff\\u25aa-\\u27bf\\u2934-\\u2b55\\u3030\\u303d\\u3297\\u3299]|[\\ud83c-\\ud83e][\\udc00-\\udfff])(?:\\ufe0f|\\ud83c[\\udffb-\\udfff])?';
var KEYCAP = '[0-9#*]\\ufe0f\\u20e3', FLAG = '\\ud83c[\\udde6-\\uddff]\\ud83c[\\udde6-\\uddff]';
var SEQUENCES = {
  Emoji_Keycap_Sequence: KEYCAP, RGI_Emoji_Flag_Sequence: FLAG, Basic_Emoji: '(?:' + EMOJI + ')',
  RGI_Emoji: '(?:' + [KEYCAP, FLAG, EMOJI + '(?:\\u200d' + EMOJI + ')*'].join('|') + ')'
};

function property(name, turned, inside) {
  var chars = CLASSES[name.replace(/^(General_Category|gc|Script|sc|Script_Extensions|scx)=/, '')];
  if (!chars) throw new SyntaxError('Invalid regular expression: property ' + name);
  return inside ? chars : (turned ? '[^' : '[') + chars + ']';
}

var known = {}, count = 0, MOST = 500;

function RegExp(pattern, flags) {
  var source = pattern, own = flags, names = {}, made, kept;
  if (pattern instanceof Native) {
    if (flags === undefined && !pattern.h2pBehind) return this instanceof Native ? made = new Native(pattern) : pattern;
    source = pattern.h2pBehind ? pattern.h2pBehind.source : pattern.source;
    if (flags === undefined && pattern.h2pBehind) own = pattern.h2pBehind.flags;
  }
  source = source === undefined ? '' : String(source);
  own = own === undefined ? '' : String(own);
  if (!/[^gim]/.test(own) && !/\(\?(?:<|:h2p-)/.test(source)) return new Native(source, own);
  if (/[^dgimsuvy]/.test(own) || /(.).*\1/.test(own)) throw new SyntaxError("Invalid flags supplied to RegExp constructor '" + own + "'");
  // Libraries make the same ones over and over.
  kept = known[own + source];
  if (!kept) {
    if (++count > MOST) {
      known = {};
      count = 1;
    }
    kept = known[own + source] = { source: rewritten(source, own, names), names: names };
  }
  names = kept.names;
  if (exports.behind && /\(\?<[=!]/.test(kept.source)) {
    made = new Native('(?:)', own.replace(/[^gim]/g, ''));
    exports.behind(made, kept.source, own);
  } else {
    made = new Native(kept.source, own.replace(/[^gim]/g, ''));
    if (/y/.test(own)) sticky(made);
  }
  return Object.keys(names).length ? grouped(made, names) : made;
}

var exec = Native.prototype.exec;
exports.Native = Native;
exports.exec = exec;
// What finds expressions that look behind, where a page has any (regexp-behind.js).
exports.behind = null;

// Finds at `lastIndex` or not at all.
function sticky(made) {
  var search = new Native(made.source, 'g' + (made.ignoreCase ? 'i' : '') + (made.multiline ? 'm' : ''));
  define(made, 'sticky', true);
  define(made, 'exec', function (text) {
    var found;
    search.lastIndex = this.lastIndex;
    found = exec.call(search, text);
    if (found && found.index !== this.lastIndex) found = null;
    this.lastIndex = found ? search.lastIndex : 0;
    return found;
  });
  define(made, 'test', function (text) { return !!this.exec(text); });
}

function grouped(made, names) {
  var before = made.exec;
  define(made, 'h2pNames', names);
  define(made, 'exec', function (text) {
    var found = before.call(this, text), name;
    if (found) {
      found.groups = {};
      for (name in names) found.groups[name] = found[names[name]];
    }
    return found;
  });
  return made;
}

// What strings do with expressions uses the engine's own `exec`. In `text.match(/(?<name>.)/)` the
// function is looked up before there is an expression.
['match', 'replace'].forEach(function (name) {
  var native = String.prototype[name];
  define(String.prototype, name, function (pattern, by) {
    var names = pattern instanceof Native && pattern.h2pNames, found;
    if (!names) return arguments.length > 1 ? native.call(this, pattern, by) : native.call(this, pattern);
    if (name == 'match') return pattern.global ? native.call(this, pattern) : pattern.exec(String(this));
    if (typeof by == 'function') {
      return native.call(this, pattern, function () {
        var given = [].slice.call(arguments), groups = {}, key;
        for (key in names) groups[key] = given[names[key]];
        return by.apply(undefined, given.concat([groups]));
      });
    }
    found = String(by).replace(/\$<([^>]+)>/g, function (all, key) { return names[key] ? '$' + names[key] : ''; });
    return native.call(this, pattern, found);
  });
});

RegExp.prototype = Native.prototype;
define(Native.prototype, 'constructor', RegExp);
'$1 $2 $3 $4 $5 $6 $7 $8 $9 lastMatch lastParen leftContext rightContext input'.split(' ').forEach(function (name) {
  Object.defineProperty(RegExp, name, { get: function () { return Native[name]; }, configurable: true });
});
define(window, 'RegExp', RegExp);

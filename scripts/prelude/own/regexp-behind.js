'use strict';
// Expressions that look behind, `(?<=...)` and `(?<!...)`, which the engine's own cannot: matched by
// backtracking, as ECMA-262 writes it down. Each part of an expression becomes a function of a place in
// the text and of what goes on from there; it returns where the whole match ends, or -1.
var define = require('../internals/define-built-in');
var flags = require('../own/regexp-flags');
var Native = flags.Native;

/** A function of a text and a place: the ends of all groups in pairs, or null. */
function compiled(source, ignoreCase, multiline) {
  var at = 0, groups = 0, text = '', ends = [], letters = {};
  var all = (source.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]/g, '').match(/\((?!\?)/g) || []).length;
  var whole = choice(false);

  function choice(back) {
    var ways = [sequence(back)];
    while (source.charAt(at) == '|') {
      at++;
      ways.push(sequence(back));
    }
    if (ways.length < 2) return ways[0];
    return function (x, on) {
      var i, end = -1;
      for (i = 0; i < ways.length && end < 0; i++) end = ways[i](x, on);
      return end;
    };
  }

  function sequence(back) {
    var parts = [];
    while (at < source.length && source.charAt(at) != '|' && source.charAt(at) != ')') parts.push(part(back));
    if (back) parts.reverse();
    return parts.reduceRight(function (after, first) {
      return after ? function (x, on) { return first(x, function (y) { return after(y, on); }); } : first;
    }, null) || function (x, on) { return on(x); };
  }

  function part(back) {
    var first = groups, one = atom(back), rest, most, least;
    rest = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})(\??)/.exec(source.substr(at, 40));
    if (!rest) return one;
    at += rest[0].length;
    least = rest[1] ? +rest[1] : rest[0].charAt(0) == '+' ? 1 : 0;
    most = rest[1] ? rest[2] ? rest[3] ? +rest[3] : Infinity : least : rest[0].charAt(0) == '?' ? 1 : Infinity;
    return repeated(one, least, most, !rest[4], first, groups, back);
  }

  function repeated(one, least, most, greedy, first, last, back) {
    // A single letter is tried without a call for each.
    if (one.takes && greedy) return function (x, on) {
      var count = 0, way = back ? -1 : 1, end;
      while (count < most && one.takes(back ? x - 1 : x)) {
        x += way;
        count++;
      }
      for (; count >= least; count--, x -= way) if ((end = on(x)) >= 0) return end;
      return -1;
    };
    return function (x, on) { return again(x, 0, on); };
    function again(x, count, on) {
      var kept = ends.slice(), end = -1, i;
      if (!greedy && count >= least && (end = on(x)) >= 0) return end;
      if (count < most) {
        for (i = first + 1; i <= last; i++) ends[2 * i] = ends[2 * i + 1] = undefined;
        end = one(x, function (y) { return y === x && count >= least ? -1 : again(y, count + 1, on); });
        if (end >= 0) return end;
        ends = kept;
      }
      return greedy && count >= least ? on(x) : -1;
    }
  }

  function look(back, wanted) {
    var inner = choice(back);
    at++;
    return function (x, on) {
      var kept = ends.slice(), found = inner(x, function (y) { return y; }) >= 0, end = -1;
      if (!found || !wanted) ends = kept.slice();
      if (found == wanted) end = on(x);
      if (end < 0) ends = kept;
      return end;
    };
  }

  function group(back, number) {
    var inner = choice(back);
    at++;
    if (!number) return inner;
    return function (x, on) {
      var from = ends[2 * number], to = ends[2 * number + 1], end;
      end = inner(x, function (y) {
        ends[2 * number] = Math.min(x, y);
        ends[2 * number + 1] = Math.max(x, y);
        return on(y);
      });
      if (end < 0) {
        ends[2 * number] = from;
        ends[2 * number + 1] = to;
      }
      return end;
    };
  }

  function where(is) { return function (x, on) { return is(x) ? on(x) : -1; }; }
  function isWord(x) { return x >= 0 && x < text.length && /\w/.test(text.charAt(x)); }
  function isBreak(x) { return /[\n\r\u2028\u2029]/.test(text.charAt(x)); }

  function atom(back) {
    var rest = source.substr(at, 16), found;
    if ((found = /^\(\?(<?)([=!])/.exec(rest))) {
      at += found[0].length;
      return look(found[1] == '<', found[2] == '=');
    }
    if ((found = /^\(\?:|^\(/.exec(rest))) {
      at += found[0].length;
      return group(back, found[0] == '(' ? ++groups : 0);
    }
    if ((found = /^\\[bB]|^[\^$]/.exec(rest))) {
      at += found[0].length;
      if (found[0] == '^') return where(function (x) { return !x || multiline && isBreak(x - 1); });
      if (found[0] == '$') return where(function (x) { return x == text.length || multiline && isBreak(x); });
      return where(function (x) { return isWord(x - 1) != isWord(x) == (found[0] == '\\b'); });
    }
    if ((found = /^\\([1-9]\d*)/.exec(rest)) && +found[1] <= all) {
      at += found[0].length;
      return same(+found[1], back);
    }
    return letter(back);
  }

  function same(number, back) {
    return function (x, on) {
      var from = ends[2 * number], said = from === undefined ? '' : text.slice(from, ends[2 * number + 1]);
      var there = back ? text.slice(Math.max(x - said.length, 0), x) : text.substr(x, said.length);
      var alike = ignoreCase ? said.toUpperCase() == there.toUpperCase() : said == there;
      return alike ? on(back ? x - said.length : x + said.length) : -1;
    };
  }

  // What one letter may be, the engine's own expressions know.
  function letter(back) {
    var written = /^(?:\[(?:\\[\s\S]|[^\]\\])*\]|\\u[\da-f]{4}|\\x[\da-f]{2}|\\c[a-z]|\\[0-7]{1,3}|\\[\s\S]|[\s\S])/i.exec(source.slice(at))[0];
    var known, one, is;
    at += written.length;
    if (/^[*+?)]$/.test(written)) throw new SyntaxError('Invalid regular expression: nothing to repeat');
    known = letters[written] || (letters[written] = {});
    one = new Native('^' + (/^[{}\]]$/.test(written) ? '\\' : '') + written + '$', ignoreCase ? 'i' : '');
    is = function (x) {
      var code = text.charCodeAt(x), c;
      if (x < 0 || x >= text.length) return false;
      if (known[code] === undefined) {
        c = text.charAt(x);
        // To `$` the end of a text is behind its last letter, whatever that is.
        known[code] = flags.exec.call(one, c) !== null;
      }
      return known[code];
    };
    function taken(x, on) {
      if (back) return is(x - 1) ? on(x - 1) : -1;
      return is(x) ? on(x + 1) : -1;
    }
    taken.takes = is;
    return taken;
  }

  if (at < source.length) throw new SyntaxError('Invalid regular expression: unmatched parentheses');
  return function (said, x) {
    var end;
    text = said;
    ends = [];
    end = whole(x, function (y) { return y; });
    if (end < 0) return null;
    ends[0] = x;
    ends[1] = end;
    ends.length = 2 * all + 2;
    return ends;
  };
}

/** Gives an expression of the engine what it cannot find itself. */
flags.behind = function (made, source, own) {
  var find = compiled(source, made.ignoreCase, made.multiline), sticky = /y/.test(own);
  define(made, 'h2pBehind', { source: source, flags: own });
  define(made, 'exec', function (said) {
    var text = String(said), moves = this.global || sticky, x = moves ? +this.lastIndex || 0 : 0, ends = null, found, i;
    for (; x >= 0 && x <= text.length && !ends; x++) {
      ends = find(text, x);
      if (sticky) break;
    }
    if (!ends) {
      if (moves) this.lastIndex = 0;
      return null;
    }
    if (moves) this.lastIndex = ends[1];
    found = [];
    for (i = 0; i < ends.length; i += 2) found.push(ends[i] === undefined ? undefined : text.slice(ends[i], ends[i + 1]));
    found.index = ends[0];
    found.input = text;
    return found;
  });
  define(made, 'test', function (text) { return this.exec(text) !== null; });
};

function all(pattern, text) {
  var found = [], one;
  if (pattern.global) pattern.lastIndex = 0;
  while ((one = pattern.exec(text))) {
    found.push(one);
    if (!pattern.global) break;
    if (!one[0]) pattern.lastIndex++;
  }
  return found;
}

function filled(by, one, text) {
  return by.replace(/\$(?:([$&`'])|(\d\d?)|<([^>]*)>)/g, function (whole, sign, number, name) {
    var end = one.index + one[0].length;
    if (sign) return sign == '$' ? '$' : sign == '&' ? one[0] : sign == '`' ? text.slice(0, one.index) : text.slice(end);
    if (name !== undefined) return one.groups ? one.groups[name] === undefined ? '' : one.groups[name] : whole;
    if (+number < 1 || +number >= one.length) {
      if (number.length < 2 || +number.charAt(0) < 1 || +number.charAt(0) >= one.length) return whole;
      return (one[number.charAt(0)] || '') + number.charAt(1);
    }
    return one[+number] || '';
  });
}

function replaced(pattern, text, by) {
  var out = '', from = 0;
  all(pattern, text).forEach(function (one) {
    var given = [].slice.call(one).concat([one.index, text], one.groups ? [one.groups] : []);
    out += text.slice(from, one.index) + (typeof by == 'function' ? String(by.apply(undefined, given)) : filled(String(by), one, text));
    from = one.index + one[0].length;
  });
  return out + text.slice(from);
}

function divided(pattern, text, most) {
  var parts = [], from = 0, limit = most === undefined ? 4294967295 : most >>> 0;
  var each = new window.RegExp(pattern.h2pBehind.source, pattern.h2pBehind.flags.replace(/[gy]/g, '') + 'g');
  all(each, text).forEach(function (one) {
    var end = one.index + one[0].length;
    // Nothing is divided where nothing is, at either end.
    if (!one[0] && (one.index === from || one.index >= text.length)) return;
    parts.push(text.slice(from, one.index));
    parts.push.apply(parts, one.slice(1));
    from = end;
  });
  parts.push(text.slice(from));
  return parts.slice(0, limit);
}

var ways = {
  match: function (pattern, text) {
    if (!pattern.global) return pattern.exec(text);
    var found = all(pattern, text).map(function (one) { return one[0]; });
    return found.length ? found : null;
  },
  matchAll: function (pattern, text) {
    var found = all(new window.RegExp(pattern), text);
    return found.values ? found.values() : found;
  },
  replace: replaced,
  replaceAll: replaced,
  search: function (pattern, text) {
    var before = pattern.lastIndex, found;
    pattern.lastIndex = 0;
    found = pattern.exec(text);
    pattern.lastIndex = before;
    return found ? found.index : -1;
  },
  split: divided
};
Object.keys(ways).forEach(function (name) {
  var native = String.prototype[name];
  if (!native) return;
  define(String.prototype, name, function (pattern) {
    if (pattern instanceof Native && pattern.h2pBehind) return ways[name](pattern, String(this), arguments[1]);
    return native.apply(this, arguments);
  });
});

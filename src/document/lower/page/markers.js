// `::marker`: the engine gives markers the looks of their items. So an item takes those of its
// marker, and what is in it keeps its own; markers with contents of their own are written.

function markerValues(rec) {
  var out = {}, name, value;
  for (name in rec.marker.v) {
    value = rec.marker.v[name];
    if (hasVariable(value, name)) value = substitute(rec.e, value, 0, rec.marker);
    if (value !== null) out[name] = modern(value);
  }
  return out;
}

// All items of a list are counted at once: each is asked for its number.
function itemNumber(li) {
  var list = li.parentNode, down = list.hasAttribute('reversed'), n = parseInt(list.getAttribute('start'), 10), items = [], i, own;
  if (li.__number !== undefined) return li.__number;
  for (i = list.firstElementChild; i; i = i.nextElementSibling) if (/^li$/i.test(i.tagName) || i === li) push(items, i);
  if (isNaN(n)) n = down ? items.length : 1;
  for (i = 0; i < items.length; i++) {
    own = parseInt(items[i].getAttribute('value'), 10);
    if (!isNaN(own)) n = own;
    items[i].__number = n;
    n += down ? -1 : 1;
  }
  return li.__number;
}

function numeral(n, kind) {
  var out = '', i, roman = [[1000, 'm'], [900, 'cm'], [500, 'd'], [400, 'cd'], [100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i']];
  if (/^decimal-leading-zero$/.test(kind)) return (n < 10 && n >= 0 ? '0' : '') + n;
  if (n < 1 || n > 3999) return '' + n;
  if (/roman$/.test(kind)) for (i = 0; i < roman.length; i++) while (n >= roman[i][0]) { out += roman[i][1]; n -= roman[i][0]; }
  else if (/(alpha|latin)$/.test(kind)) for (; n > 0; n = Math.floor((n - 1) / 26)) out = String.fromCharCode(97 + (n - 1) % 26) + out;
  else return '' + n;
  return /^upper/.test(kind) ? out.toUpperCase() : out;
}

// Signs of East Asia by their numbers: their digits, or one after the other.
var SIGNS = {
  'cjk-decimal': '〇一二三四五六七八九', 'cjk-earthly-branch': '子丑寅卯辰巳午未申酉戌亥', 'cjk-heavenly-stem': '甲乙丙丁戊己庚辛壬癸',
  hiragana: 'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑをん',
  katakana: 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲン',
  'hiragana-iroha': 'いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす',
  'katakana-iroha': 'イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス'
};

// What counts in digits with their places: which, and whether a one before a place is said always, never, or but
// for that of ten at the start. Chinese says where a place is empty.
var IN_PLACES = {
  'cjk-ideographic': ['零一二三四五六七八九', '十百千', 'later'],
  'japanese-informal': ['〇一二三四五六七八九', '十百千', 'never'],
  'japanese-formal': ['零壱弐参四伍六七八九', '拾百阡', 'always'],
  'korean-hangul-formal': ['영일이삼사오육칠팔구', '십백천', 'always'],
  'korean-hanja-informal': ['零一二三四五六七八九', '十百千', 'never'],
  'korean-hanja-formal': ['零壹貳參四五六七八九', '拾百千', 'always'],
  'simp-chinese-formal': ['零壹贰叁肆伍陆柒捌玖', '拾佰仟', 'always'],
  'trad-chinese-formal': ['零壹貳參肆伍陸柒捌玖', '拾佰仟', 'always']
};
IN_PLACES['simp-chinese-informal'] = IN_PLACES['trad-chinese-informal'] = IN_PLACES['cjk-ideographic'];

function signed(n, kind) {
  if (SIGNS.hasOwnProperty(kind)) return bySystem(n, /^cjk-d/.test(kind) ? 'numeric' : /^cjk/.test(kind) ? 'fixed' : 'alphabetic', SIGNS[kind].split(''), 1);
  if (!IN_PLACES.hasOwnProperty(kind) || n < 1 || n > 9999) return null;
  var own = IN_PLACES[kind], text = '' + n, out = '', gap = false, i, d, place;
  for (i = 0; i < text.length; i++) {
    d = +text.charAt(i);
    place = text.length - 1 - i;
    if (!d) { gap = true; continue; }
    if (gap && /chinese|^cjk/.test(kind)) out += own[0].charAt(0);
    gap = false;
    if (d > 1 || !place || own[2] === 'always' || own[2] === 'later' && (place > 1 || i)) out += own[0].charAt(d);
    if (place) out += own[1].charAt(place - 1);
  }
  return out;
}

// A number in a system of symbols; null where it has none.
function bySystem(n, kind, list, first) {
  var out = '', most = list.length, i, x = n, times;
  if (kind === 'cyclic') return list[((n - 1) % most + most) % most];
  if (kind === 'fixed') return list[n - first] === undefined ? null : list[n - first];
  if (n < 0 || kind !== 'numeric' && kind !== 'additive' && !n) return null;
  if (kind === 'symbolic') {
    for (i = 0; i < Math.ceil(n / most) && i < 60; i++) out += list[(n - 1) % most];
    return out;
  }
  if (kind === 'additive') {
    for (i = 0; i + 1 < most; i += 2) {
      if (!n && !+list[i]) return unquoted(list[i + 1]);
      times = +list[i] > 0 ? Math.floor(x / +list[i]) : 0;
      if (times > 200) return null;
      for (x -= times * +list[i]; times > 0; times--) out += unquoted(list[i + 1]);
    }
    return x || !n ? null : out;
  }
  if (kind === 'numeric' && most > 1) do { out = list[x % most] + out; x = Math.floor(x / most); } while (x > 0);
  else if (kind === 'alphabetic' && most > 1) for (; x > 0; x = Math.floor((x - 1) / most)) out = list[(x - 1) % most] + out;
  return out || null;
}

// What a marker says whose style an author has made up: `marker-of(system number prefix suffix pad symbols)`.
function madeMarker(item, value) {
  var inner = value.substring(value.indexOf('marker-of(') + 10), parts, list = [], i, n = itemNumber(item), text;
  parts = words(inner.substring(0, inner.lastIndexOf(')')));
  for (i = 5; i < parts.length; i++) push(list, parts[0] === 'additive' ? parts[i] : unquoted(parts[i]));
  if (parts[0] === 'extends') { text = signed(n, list[0]); if (text === null) text = numeral(n, list[0]); }
  else text = bySystem(n, parts[0], list, +parts[1]);
  if (text === null) text = '' + n;
  for (i = text.length; parts[0] !== 'fixed' && parts[4] !== '""' && i < +parts[1] && i < 20; i++) text = unquoted(parts[4]) + text;
  return unquoted(parts[2]) + text + unquoted(parts[3]);
}

// What a marker says; null where that is known to the engine alone.
function markerText(li, content) {
  var out = '', bad = false;
  each(words(content), function (w) {
    var m;
    if (/^["']/.test(w)) {
      out += w.substring(1, w.length - 1).replace(/\\([\da-f]{1,6})\s?|\\(.)/gi, function (all, hex, sign) {
        var n = parseInt(hex, 16);
        return sign || (n > 0xffff ? String.fromCharCode(0xd800 + (n - 0x10000 >> 10), 0xdc00 + (n - 0x10000 & 1023)) : String.fromCharCode(n));
      });
    } else if ((m = /^counters?\(\s*list-item\s*(?:,\s*([\w-]+)\s*)?\)$/.exec(w))) out += numeral(itemNumber(li), m[1] || 'decimal');
    else if ((m = /^attr\(\s*([\w-]+)\s*\)$/.exec(w))) out += li.getAttribute(m[1]) || '';
    else bad = true;
  });
  return bad ? null : out;
}

function listMarkers() {
  var items = [], written = [], lost = false;
  each(records, function (rec) {
    if (rec.marker && style(rec.e).display === 'list-item') push(items, { e: rec.e, v: markerValues(rec) });
  });
  if (!items.length) return;
  freeze();
  each(items, function (it) {
    var own = it.v.content, cs = style(it.e), looks = {}, name, any = false;
    for (name in it.v) if (/^(color|font(-family|-weight|-style|-size)?)$/.test(name)) looks[name] = it.v[name];
    if (own !== undefined && own !== 'normal') {
      var text = own === 'none' ? '' : markerText(it.e, own);
      if (text === null) { lost = true; return; }
      if (!text) { set(it.e, 'list-style-type', 'none'); return; }
      it.e.__marked = true;
      push(written, { e: it.e, text: text, inside: cs.listStylePosition === 'inside', looks: looks });
      return;
    }
    // Larger ones would move their lines.
    delete looks['font-size'];
    delete looks.font;
    if (cs.listStyleType === 'none') return;
    var box, kept = {}, block = false, n;
    for (name in looks) { any = true; kept[name] = cs.getPropertyValue(name); }
    if (!any || !it.e.firstChild) return;
    for (n = it.e.firstElementChild; n; n = n.nextElementSibling) if (!/^(inline|inline-block|inline-table|none)$/.test(style(n).display)) block = true;
    box = doc.createElement(block ? 'h2p-i' : 'h2p-x');
    box.style.display = block ? 'block' : 'inline';
    while (it.e.firstChild) box.appendChild(it.e.firstChild);
    it.e.appendChild(box);
    for (name in looks) { set(box, name, kept[name]); set(it.e, name, looks[name]); }
  });
  placeMarkers(written);
  if (lost) throw '::marker counts what is counted elsewhere';
}

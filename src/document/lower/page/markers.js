// `::marker`: the engine gives markers the looks of their items. So an item takes those of its
// marker, and what is in it keeps its own; markers with contents of their own are written.

function markerValues(rec) {
  var out = {}, name, value;
  for (name in rec.marker.v) {
    value = rec.marker.v[name];
    if (hasVariable(value, name)) value = substitute(rec.e, value, 0);
    if (value !== null) out[name] = modern(value);
  }
  return out;
}

function itemNumber(li) {
  var list = li.parentNode, down = list.hasAttribute('reversed'), n = parseInt(list.getAttribute('start'), 10), items = [], i, own;
  for (i = list.firstElementChild; i; i = i.nextElementSibling) if (/^li$/i.test(i.tagName)) push(items, i);
  if (isNaN(n)) n = down ? items.length : 1;
  for (i = 0; i < items.length; i++) {
    own = parseInt(items[i].getAttribute('value'), 10);
    if (!isNaN(own)) n = own;
    if (items[i] === li) return n;
    n += down ? -1 : 1;
  }
  return n;
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

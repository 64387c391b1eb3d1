// `text-align-last`: the last line of a text gets a box of its own, or all of it where it has no
// other.
var MOST_ENDED = 400;

function lastLines() {
  var list = [];
  // It is inherited: those around an element come before it.
  each(all('*'), function (e) {
    var v = e.__h2p && e.__h2p.v['text-align-last'];
    if (v === undefined || /^(inherit|unset|revert(-layer)?)$/.test(v)) v = e.parentNode.__last;
    if (v === undefined || v === 'auto' || v === 'initial') return;
    e.__last = v;
    if (list.length < MOST_ENDED && isEnded(e)) push(list, { e: e, value: v, spread: style(e).textAlign === 'justify', lines: endsOf(e) });
  });
  each(list, alignLast);
}

// Whether an element is a box with lines of its own.
function isEnded(e) {
  return !replaced(e) && e.getClientRects().length > 0 && /^(block|list-item|table-cell|inline-block)$/.test(style(e).display) && isText(e);
}

// Where the first and the last line of a text begin.
function endsOf(e) {
  var first = null, last = null;
  each(rangeOf(e).getClientRects(), function (r) {
    if (!r.height || !r.width) return;
    if (!first || r.top < first.top) first = r;
    if (!last || r.top > last.top) last = r;
  });
  return first ? { top: last.top, single: last.top - first.top < last.height / 2 } : null;
}

function alignLast(x) {
  var box, part;
  if (!x.lines) return;
  if (x.lines.single && x.value !== 'justify') { set(x.e, 'text-align', x.value); return; }
  freeze();
  box = doc.createElement('h2p-i');
  set(box, 'display', 'block');
  while (x.e.firstChild) box.appendChild(x.e.firstChild);
  x.e.appendChild(box);
  if (x.lines.single) { spreadWords(box); return; }
  part = cut(box, x.lines.top);
  if (!part.firstChild) return;
  x.e.appendChild(part);
  set(part, 'text-indent', '0');
  if (x.spread) spread(box);
  if (x.value === 'justify') spreadWords(part); else set(part, 'text-align', x.value);
}

// The engine spreads no words further than 1024 dots: they are spaced instead.
function spreadWords(box) {
  var left = null, right = null, spaces = trim((box.textContent || '').replace(/[ \t\r\n]+/g, ' ')).replace(/[^ \u00a0]/g, '').length, room;
  each(rangeOf(box).getClientRects(), function (r) {
    if (!r.width) return;
    if (left === null || r.left < left) left = r.left;
    if (right === null || r.right > right) right = r.right;
  });
  room = rect(box).width - (right - left);
  if (left === null || !spaces || room < 0.5) return;
  set(box, 'white-space', 'nowrap');
  set(box, 'word-spacing', px(num(style(box).wordSpacing) + (room - 0.2) / spaces));
}

// The last line is one like others then; the line behind it takes no room.
function spread(box) {
  var end = doc.createElement('h2p-x'), n = box.lastChild;
  set(box, 'height', px(rect(box).height));
  // The space at the end of a line would be one in it.
  while (n && n.lastChild) n = n.lastChild;
  if (n && n.nodeType === 3 && !/^pre/.test(style(n.parentNode).whiteSpace)) n.nodeValue = n.nodeValue.replace(/[ \t\r\n]+$/, '');
  set(box, 'text-align', 'justify');
  end.setAttribute('style', 'display:inline-block!important;width:100%!important;height:0!important;font-size:0!important;line-height:0!important;vertical-align:top!important');
  box.appendChild(end);
}

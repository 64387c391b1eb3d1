// `writing-mode: vertical-*`: the engine turns the letters and forgets how much room they
// take. So the text is set in lines from left to right, in a box that is turned and as
// large as it is then. Letters of East Asia are turned back, each by itself.
// Not brackets and bars, which have forms for it that are as if they had been turned.
var UPRIGHT = /[\u1100-\u11ff\u2e80-\u2fff\u3001\u3002\u3005-\u3007\u3012\u3013\u3020-\u302f\u3031-\u309f\u30a1-\u30fb\u30fd-\u9fff\uac00-\ud7af\uf900-\ufaff\uff01-\uff07\uff0a-\uff0c\uff0e-\uff19\uff1f-\uff3a\uff3c\uff3e\uff40-\uff5a\uffe0-\uffe6]/;

var NOT_FIRST = /[\u3001\u3002\u3005\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u309d\u309e\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6\u30fb-\u30fe\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d]/;
var NOT_LAST = /[\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\uff08\uff3b\uff5b]/;

function verticals() {
  var found = [], lost = false;
  eachThatMaySay(['writing-mode'], function (rec) {
    var mode = get(rec.e, 'writing-mode'), e = rec.e, p, cs;
    if (!/^(vertical|sideways)-/.test(mode || '') && !/^tb/.test(mode || '')) return;
    for (p = e.parentNode; p && p.nodeType === 1; p = p.parentNode) if (p.__vertical) return;
    e.__vertical = true;
    cs = style(e);
    set(e, '-webkit-writing-mode', 'horizontal-tb');
    // What is turned in a line is a box in it, which may be moved.
    if (cs.display === 'inline' && !kind(e)) set(e, 'display', 'inline-block');
    if (!/\S/.test(e.textContent) || cs.display === 'none' || e.ownerSVGElement) return;
    if (kind(e) && !isOneItem(e) || e.querySelector('table,img,svg,canvas') || e === root || e === doc.body) { lost = true; return; }
    push(found, { e: e, mode: mode, cs: cs, upright: !/^sideways/.test(mode), places: turnedPlaces(e, cs) });
  });
  if (!found.length && !lost) return;
  freeze();
  each(found, function (x) {
    var e = x.e, cs = x.cs, box = doc.createElement('h2p-i'), f = frame(e, cs), high = length(get(e, 'height'), null, f.em), most = length(get(e, 'max-height'), null, f.em);
    if (high === null) high = fixedHeight(e);
    x.cell = cs.display === 'table-cell';
    x.free = /^(absolute|fixed)$/.test(cs.position);
    x.stretched = x.free && high === null && get(e, 'top', 'auto') !== 'auto' && get(e, 'bottom', 'auto') !== 'auto';
    if (high !== null && f.border) high = Math.max(0, high - f.v);
    x.high = x.cell ? null : x.stretched ? Math.max(0, rect(e).height - f.v) : high;
    x.frame = f;
    // Its lines stand side by side, and so each of them would be on both pages.
    set(e, 'page-break-inside', 'avoid');
    while (e.firstChild) box.appendChild(e.firstChild);
    if (x.upright) uprightLetters(box, num(cs.letterSpacing), e);
    x.holder = e;
    if (x.cell) {
      x.holder = doc.createElement('h2p-i');
      x.holder.style.display = 'block';
      standInCell(x);
      e.appendChild(x.holder);
    }
    set(box, 'display', 'block');
    set(box, 'position', 'absolute');
    if (x.places[0]) set(box, 'text-align', x.places[0] < 1 ? 'center' : 'right');
    if (x.high !== null) set(box, 'width', px(x.high));
    else if (most !== null) set(box, 'max-width', px(most));
    if (x.high === null) set(box, 'white-space', most === null ? 'nowrap' : 'normal');
    x.holder.appendChild(box);
    x.box = box;
  });
  each(found, function (x) { var r = rect(x.box); x.w = x.box.offsetWidth || r.width; x.h = x.box.offsetHeight || r.height; if (!turnedAround(x.e)) { x.w = r.width; x.h = r.height; } });
  each(found, function (x) {
    var e = x.holder, own = e === x.e, f = own ? x.frame : { h: 0, v: 0, pl: 0, pt: 0, border: false }, back = x.mode === 'sideways-lr', name = x.free ? 'height' : 'min-height', value;
    // An item of a grid fills its columns.
    var across = own && kind(e.parentNode) === 'grid' && get(e, 'width', 'auto') === 'auto' ? 'min-width' : 'width';
    if (get(x.e, 'width', 'auto') === 'auto' || !own) set(e, across, px(x.h + (f.border ? f.h : 0)));
    if (x.high === null) {
      value = px(x.w + (f.border ? f.v : 0));
      set(e, name, value);
      if (own && !x.free) say(record(e), name, value);
    }
    if (own && x.cs.display === 'block' && !x.free) say(record(e), across, px(x.h + (f.border ? f.h : 0)));
    if (!own || x.cs.position === 'static') set(e, 'position', 'relative');
    var right = own && !back && !/lr$/.test(x.mode) && (x.places[1] || 1), down = own && !back && x.high === null && x.places[0] || 0;
    // It may become larger than its text.
    set(x.box, 'left', right ? right * 100 + '%' : px(f.pl + (back ? 0 : x.h)));
    if (right) set(x.box, 'margin-left', px(right === 1 ? -f.pr : x.h / 2 + (f.pl - f.pr) / 2));
    set(x.box, 'top', down ? down * 100 + '%' : px(f.pt + (back ? x.w : 0)));
    if (down) set(x.box, 'margin-top', px(down === 1 ? -x.w - f.pb : (f.pt - f.pb - x.w) / 2));
    set(x.box, 'width', px(x.w + 0.1));
    set(x.box, '-webkit-transform-origin', '0 0');
    inlineStyles += '-webkit-transform';
    set(x.box, '-webkit-transform', 'rotate(' + (back ? -90 : 90) + 'deg)');
    x.box.setAttribute('class', 'h2pturned');
  });
  if (lost) throw 'writing-mode of what is more than text';
}

// Whether a flexible box or a grid has nothing but a text in it, which may be in lines or in one element.
function isOneItem(e) {
  for (var n = e.firstChild, own = 0, texts = 0; n; n = n.nextSibling) {
    if (n.nodeType === 1 && !/^br$/i.test(n.tagName)) { if (kind(n)) return false; own++; } else if (n.nodeType === 1 || n.nodeType === 3 && /\S/.test(n.nodeValue)) texts++;
  }
  return own ? own === 1 && !texts : true;
}

// Where a text stands in a box that is larger: half or all the way down, and half the way across where it is in the
// middle. A flexible box or a grid that has nothing but a text says it in its own words.
function turnedPlaces(e, cs) {
  var isGrid = kind(e) === 'grid', down = cs.textAlign, across = '';
  if (kind(e)) {
    down = get(e, isGrid ? 'justify-items' : 'justify-content', '') + get(e, 'justify-content', '');
    across = get(e, 'align-items', '') + (isGrid ? get(e, 'align-content', '') : '');
    say(record(e), 'display', /^inline/.test(get(e, 'display', '')) ? 'inline-block' : 'block');
    set(e, 'display', record(e).v.display);
  }
  return [/center/.test(down) ? 0.5 : /right|end/.test(down) ? 1 : 0, /center/.test(across) ? 0.5 : 0];
}

// What is told to a cell of its lines is told from above, and of its block from the right.
function standInCell(x) {
  var align = x.cs.textAlign, at = x.cs.verticalAlign;
  set(x.e, 'vertical-align', /center/.test(align) ? 'middle' : /right|end/.test(align) ? 'bottom' : 'top');
  set(x.holder, 'margin', at === 'middle' ? '0 auto' : (at === 'bottom') === /lr$/.test(x.mode) ? '0 0 0 auto' : '0 auto 0 0');
}

function turnedAround(e) {
  for (; e && e.nodeType === 1; e = e.parentNode) if ((style(e).webkitTransform || 'none') !== 'none') return true;
  return false;
}

// A height that the style says in words of the engine.
function fixedHeight(e) {
  var own = writtenAs(e, 'height');
  return own ? length(own, null, num(style(e).fontSize)) : null;
}

// Whether all letters of a text stand upright, and not only those of East Asia.
function standsUpright(n, holder) {
  for (var e = n.parentNode; e && e.nodeType === 1; e = e.parentNode) {
    var v = get(e, 'text-orientation', '');
    if (v && v !== 'inherit') return v === 'upright';
    if (e === holder) return false;
  }
  // The box that they are moved into stands nowhere yet.
  return get(holder, 'text-orientation') === 'upright';
}

// How much of a line that goes down a letter takes. Fonts of Korean and Latin do not say it: it is what reaches above
// and below their lines, each of them in whole pixels.
function roomDown(c, stands, em) {
  if (/[\u1100-\u11ff\u3131-\u318e\uac00-\ud7af]/.test(c)) return em ? px(Math.round(em * 0.92) + Math.round(em * 0.23)) : '1.15em';
  return !stands || UPRIGHT.test(c) ? '1em' : '1.15em';
}

function uprightLetters(box, space, holder) {
  var walker = doc.createTreeWalker(box, 4, null, false), n, texts = [];
  while ((n = walker.nextNode())) if (UPRIGHT.test(n.nodeValue) || /\S/.test(n.nodeValue) && standsUpright(n, holder)) push(texts, n);
  each(texts, function (n) {
    var upright = standsUpright(n, holder) ? /\S/ : UPRIGHT, em = n.parentNode === box ? num(style(holder).fontSize) : 0;
    var all = doc.createDocumentFragment(), plain = '', tied = null, last = null, i, c, one, stands;
    for (i = 0; i < n.nodeValue.length; i++) {
      c = n.nodeValue.charAt(i);
      stands = upright.test(c);
      if (!stands && !NOT_FIRST.test(c) && !NOT_LAST.test(c)) { plain += c; tied = last = null; continue; }
      if (plain) all.appendChild(doc.createTextNode(plain));
      plain = '';
      one = doc.createElement('h2p-x');
      inlineStyles += '-webkit-transform';
      one.setAttribute('style', 'display:inline-block;width:' + roomDown(c, stands, em) + ';line-height:1;text-align:center;text-indent:0;letter-spacing:0;' + (space ? 'margin-right:' + px(space) + ';' : '') + (stands ? '-webkit-transform:rotate(-90deg)' : '') + (/[\u3001\u3002\uff0c\uff0e]/.test(c) ? ' translate(.6em,-.6em)' : ''));
      one.appendChild(doc.createTextNode(c));
      // No line begins with what closes, or ends with what opens.
      if (last && (NOT_FIRST.test(c) || NOT_LAST.test(n.nodeValue.charAt(i - 1)))) {
        if (!tied) {
          tied = doc.createElement('h2p-x');
          tied.setAttribute('style', 'display:inline-block;white-space:nowrap');
          all.replaceChild(tied, last);
          all.insertBefore(doc.createElement('wbr'), tied);
          tied.appendChild(last);
        }
        tied.appendChild(one);
      } else {
        if (tied) all.appendChild(doc.createElement('wbr'));
        tied = null;
        all.appendChild(one);
      }
      last = one;
    }
    if (plain) all.appendChild(doc.createTextNode(plain));
    n.parentNode.replaceChild(all, n);
  });
}

// What stands in an empty field is written as its value would be: the engine writes it at the
// top of the field.
function placeholders() {
  var rules = null;
  each(all('input[placeholder]'), function (e) {
    var text = e.getAttribute('placeholder');
    if (!text || e.value || /^(number|password|date|time|month|week|range|color|checkbox|radio|file|hidden|submit|button|reset|image)$/i.test(e.getAttribute('type') || '')) return;
    rules = rules || placeholderRules();
    set(e, 'color', '#757575');
    each(rules, function (rule) {
      if (matches(e, rule[0])) each(['color', 'font-style', 'font-weight', 'text-align', 'letter-spacing'], function (name) {
        var v = rule[1].getPropertyValue(name);
        if (v) set(e, name, v);
      });
    });
    e.value = text;
  });
}

function placeholderRules() {
  var list = [];
  ruleLists(function (sheet, rules) {
    each(rules, function (rule) {
      if (rule.type !== 1 || !/-input-placeholder/.test(rule.selectorText || '')) return;
      each(words(rule.selectorText, ','), function (selector) {
        var m = /^([^]*?)::-webkit-input-placeholder$/.exec(selector);
        if (m) push(list, [m[1] || '*', rule.style]);
      });
    });
  });
  return list;
}

// Browsers keep room beside the text of a choice whatever padding it has, and where a border or
// a background is its own it is grey by itself.
function selects() {
  var list = [], open = [];
  each(doc.getElementsByTagName('select'), function (e) {
    if (!e.getClientRects().length) return;
    if (e.multiple || e.size > 1) { if (!isDressed(e)) push(open, { e: e, place: standingOf(e), width: widthSaid(e) }); return; }
    var cs = style(e), said = { padding: false, border: false, round: false, background: false, bare: false };
    function look(s) {
      if (s.paddingLeft) said.padding = true;
      if (s.borderTopStyle || s.borderTopColor) said.border = true;
      if (s.borderTopLeftRadius) said.round = true;
      if (s.backgroundColor) said.background = true;
      if (s.webkitAppearance === 'none') said.bare = true;
    }
    each(view.getMatchedCSSRules(e) || [], function (rule) { if (!isOfBrowser(rule.parentStyleSheet)) look(rule.style); });
    look(e.style);
    if (!said.bare) push(list, [e, num(cs.paddingLeft), num(cs.paddingRight), said]);
  });
  each(list, function (x) {
    if (x[3].padding) {
      set(x[0], 'padding-left', px(x[1] + 4));
      set(x[0], 'padding-right', px(x[2] + 16));
    }
    if (x[3].border && !x[3].background) set(x[0], 'background-color', '#efefef');
    if (x[3].border && !x[3].round) set(x[0], '-webkit-border-radius', '0');
  });
  each(open, writeList);
}

// Whether a document gives a control another look than that of browsers, or another height. What
// is an item is sized by what it is in.
function isDressed(e) {
  return !!e.parentNode.__h2p && kind(e.parentNode) !== null || isSaid(e, function (own) { return own.borderTopStyle || own.paddingLeft || own.backgroundColor || own.fontSize || own.height || own.webkitAppearance; });
}

// How it stands among others.
function standingOf(e) {
  var cs = style(e), css = 'display:' + (cs.display === 'block' ? 'block' : 'inline-block') + ';margin:' + [cs.marginTop, cs.marginRight, cs.marginBottom, cs.marginLeft].join(' ');
  each(['float', 'clear', 'position', 'top', 'right', 'bottom', 'left'], function (name) {
    var v = cs.getPropertyValue(name);
    if (v && v !== 'auto' && v !== 'none' && v !== 'static') css += ';' + name + ':' + v;
  });
  return css;
}

// The width that a document gives a list, borders and all. Shares stay shares: what they are of may
// be laid out later.
function widthSaid(e) {
  var said = '';
  if (hasNoWidth(e)) return '';
  isSaid(e, function (own) { said = own.width || said; });
  said = e.style.width || said;
  return '-webkit-box-sizing:border-box;box-sizing:border-box;width:' + (/%$/.test(said) ? said : px(rect(e).width)) + ';';
}

// What is seen instead of a control that the engine draws as a desktop of its time did.
function standIn(x, css) {
  var box = doc.createElement('h2p-x');
  box.setAttribute('style', x.place + ';white-space:nowrap;overflow:hidden;font:400 13.3333px Arial;line-height:normal;color:#000;text-align:left;text-indent:0;letter-spacing:normal;' + css);
  x.e.parentNode.insertBefore(box, x.e);
  set(x.e, 'display', 'none');
  return box;
}

function lineIn(box, text, css) {
  var line = doc.createElement('h2p-x');
  line.setAttribute('style', css);
  line.appendChild(doc.createTextNode(text));
  box.appendChild(line);
}

// As many lines of a list as are seen at once.
var MOST_SEEN = 60;

function writeList(x) {
  var e = x.e, rows = Math.min(MOST_SEEN, parseInt(e.getAttribute('size'), 10) > 0 ? parseInt(e.getAttribute('size'), 10) : 4);
  var box = standIn(x, x.width + 'vertical-align:text-bottom;background:#fff;border:1px solid #767676;border-radius:2px;padding:0 2px;height:' + (17 * rows + (x.width ? 2 : 0)) + 'px');
  function put(e, css) {
    var grey = e.selected ? ';background:#cecece;margin:0 -1px;padding:0 1px' : '';
    if (rows-- > 0) lineIn(box, trim(e.label || e.textContent || ''), 'display:block;height:17px;line-height:17px' + grey + css);
  }
  for (var n = e.firstElementChild; n && rows > 0; n = n.nextElementSibling) {
    if (!/^optgroup$/i.test(n.tagName)) { put(n, ''); continue; }
    put(n, ';font-weight:bold');
    for (var o = n.firstElementChild; o && rows > 0; o = o.nextElementSibling) put(o, ';padding-left:18px');
  }
}

function writeFile(x) {
  var box = standIn(x, 'width:' + px(x.width));
  lineIn(box, x.e.multiple ? 'Choose Files' : 'Choose File', 'display:inline-block;background:#efefef;border:1px solid #767676;border-radius:3px;padding:2px 7px;margin-right:4px');
  box.appendChild(doc.createTextNode('No file chosen'));
}

// Whether a style sheet is what a browser says by itself.
function isOfBrowser(sheet) {
  if (!sheet || sheet.h2pOwn !== undefined) return !!sheet && sheet.h2pOwn;
  sheet.h2pOwn = false;
  each(sheet.cssRules || [], function (rule) { if (/^select\[multiple\], ?select\[size\]$/.test(rule.selectorText || '')) sheet.h2pOwn = true; });
  return sheet.h2pOwn;
}

// The title of a group of fields stands on its border, and is no item of it.
var OF_CONTAINERS = /^(display|flex-(direction|wrap|flow)|(row|column)-gap|(align|justify)-(items|content)|grid-(template|auto).*)$/;

function innerFieldsets() {
  each(doc.getElementsByTagName('fieldset'), function (e) {
    var legend = e.firstElementChild, box, n, next, name, inner, rec = e.__h2p;
    if (!rec || !kind(e) || !legend || !/^legend$/i.test(legend.tagName)) return;
    box = doc.createElement('h2p-x');
    for (n = e.firstChild; n; n = next) { next = n.nextSibling; if (n !== legend) box.appendChild(n); }
    e.appendChild(box);
    inner = record(box);
    for (name in rec.v) if (OF_CONTAINERS.test(name)) { inner.v[name] = rec.v[name]; inner.p[name] = rec.p[name]; delete rec.v[name]; }
    set(box, 'display', 'block');
    set(e, 'display', 'block');
  });
}

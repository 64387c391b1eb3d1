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
  var list = [];
  each(doc.getElementsByTagName('select'), function (e) {
    if (e.multiple || e.size > 1 || !e.getClientRects().length) return;
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

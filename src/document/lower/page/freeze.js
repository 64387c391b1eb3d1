// What the page is laid out for: rules of the other medium do not hold.
var MEDIUM = 'print';

// Goes through all lists of rules that hold. The engine takes the page for one on the
// screen until it prints.
function ruleLists(f) {
  function look(sheet) {
    var rules, i;
    try { rules = sheet.cssRules; } catch (e) { return; }
    if (!rules || sheet.disabled) return;
    for (i = rules.length - 1; i >= 0; i--) {
      var medium = rules[i].type === 4 && rules[i].media.mediaText;
      if (medium === MEDIUM || medium === 'all') look(rules[i]);
    }
    f(sheet, rules);
  }
  each(doc.styleSheets, look);
}

function onPaper() {
  each(doc.styleSheets, function (sheet) {
    var rules;
    try { rules = sheet.cssRules; } catch (e) { return; }
    each(rules || [], function (rule) {
      var media = rule.type === 4 && rule.media, medium = media && media.mediaText;
      if (medium === 'print' || medium === 'screen') media.mediaText = medium === 'print' ? 'all' : 'not all';
    });
  });
}

// How changes to rules are taken back, where they are to be.
var unfreeze = null;

function dropRule(sheet, at, text) {
  sheet.deleteRule(at);
  if (unfreeze) push(unfreeze, function () { sheet.insertRule(text, at); });
}

function putRule(sheet, at, text) {
  sheet.insertRule(text, at);
  if (unfreeze) push(unfreeze, function () { sheet.deleteRule(at); });
}

// Before elements are wrapped: selectors that depend on how elements stand to each
// other are replaced by classes on what they match now.
function freeze() {
  var count = 0, fresh = [];
  if (freeze.done) return;
  freeze.done = true;
  ruleLists(function (sheet, rules) {
    for (var i = rules.length - 1; i >= 0; i--) {
      var rule = rules[i];
      if (rule.type !== 1 || !rule.selectorText) continue;
      if (!structural(rule.selectorText)) continue;
      var parts = words(rule.selectorText, ','), body = bodyOf(rule.style), kept = [], j;
      dropRule(sheet, i, rule.selectorText + '{' + body + '}');
      for (j = parts.length - 1; j >= 0; j--) {
        if (!structural(parts[j])) { putRule(sheet, i, parts[j] + '{' + body + '}'); continue; }
        var m = /^([^]*?)(::?(?:before|after|first-line|first-letter|selection|-webkit-[a-z-]+))?$/.exec(unweighted(parts[j]));
        var found = all(m[1] || '*');
        if (!found.length) continue;
        var name = 'h2pf' + count++, s = specificity(m[1]), selector = '', k;
        // A class that stands for a container's condition is that one class more already.
        if (/\.h2p-q\d/.test(m[1])) s[1]--;
        each(found, function (e) { push(fresh, [e, name]); });
        // As heavy as it was, and a class more, as all other selectors are.
        for (k = 0; k <= Math.min(s[1], 9); k++) selector += '.' + name;
        for (k = 0; k < Math.min(s[0], 48); k++) selector += ':not(#h2p)';
        for (k = 0; k < Math.min(s[2], 9); k++) selector += ':not(h2p)';
        putRule(sheet, i, selector + (m[2] || '') + '{' + body + '}');
      }
    }
  });
  each(fresh, function (f) {
    addClass(f[0], f[1]);
  });
}

// A selector without the class that all weigh more. The engine leaves out the star before it.
function unweighted(selector) {
  return selector.replace(/(^|[\s>+~])(:not\(\.h2p\))/g, '$1*').replace(/:not\(\.h2p\)/g, '');
}

// What a rule says of `content`. The engine tells strings without their marks where they
// are words, and all that is more than a string in words that it does not know.
function contentIn(s) {
  var v = s.content, m = /^h2pn(\d+)$/.exec(s.webkitAnimationName || '');
  if (!v) return '';
  if (m && contentIn.list && contentIn.list[m[1]] !== undefined) return contentIn.list[m[1]];
  return quoted(v);
}

function quoted(v) {
  if (/^["']|\(|^(none|normal|inherit|initial|(no-)?(open|close)-quote)$/.test(v)) return v;
  return '"' + v.replace(/[\\"]/g, '\\$&') + '"';
}

function bodyOf(s) {
  var body = s.cssText, content = contentIn(s);
  if (content) body += ';content:' + content + (s.getPropertyPriority('content') ? '!important' : '');
  return body + layersOf(s, 'background') + layersOf(s, '-webkit-mask');
}

// Layers of pictures: what the rule does not say of one is told as `initial`, or as
// nothing, which no list may have in it.
var LAYERS = { image: 'none', size: 'auto', attachment: 'scroll', 'position-x': '0%', 'position-y': '0%', origin: 'padding-box', clip: 'border-box' };

function layersOf(s, name) {
  var body = '', part, image = s.getPropertyValue(name + '-image');
  if (!image || image === 'initial' || image === 'none') return '';
  function list(part, otherwise) {
    var v = s.getPropertyValue(name + '-' + part), values = [];
    if (!v || !/initial|,\s*(,|$)/.test(v)) return null;
    each(words(v, ','), function (x) { push(values, x && x !== 'initial' ? x : otherwise); });
    return values;
  }
  function add(part, values) {
    body += ';' + name + '-' + part + ':' + values.join() + (s.getPropertyPriority(name + '-image') ? '!important' : '');
  }
  for (part in LAYERS) {
    var values = list(part, LAYERS[part]);
    if (values) add(part, values);
  }
  var x = list('repeat-x', 'repeat'), y = list('repeat-y', 'repeat');
  if (x || y) {
    x = x || words(s.getPropertyValue(name + '-repeat-x'), ',');
    y = y || words(s.getPropertyValue(name + '-repeat-y'), ',');
    for (var i = 0; i < x.length; i++) x[i] = x[i] === y[i] ? x[i] : x[i] === 'repeat' && y[i] !== 'repeat' ? 'repeat-x' : y[i] === 'repeat' ? 'repeat-y' : x[i];
    add('repeat', x);
  }
  return body;
}

// Attribute selectors and quotes may hold any sign.
function bare(selector) { return selector.replace(/\[[^\]]*\]/g, '[]').replace(/"[^"]*"|'[^']*'/g, ''); }

function structural(selector) {
  return /[>+~]|:(first|last|only|nth)-|:empty/.test(bare(selector).replace(/::?first-l\w+/g, ''));
}

function specificity(selector) {
  var s = bare(selector).replace(/:not\(([^()]*)\)/g, ' $1 ');
  function count(re) { var m = s.match(re); return m ? m.length : 0; }
  var ids = count(/#[^\s>+~.#:\[(]+/g), pseudo = count(/::[\w-]+/g);
  s = s.replace(/::[\w-]+/g, '').replace(/#[^\s>+~.#:\[()]+/g, '');
  var classes = count(/\.[^\s>+~.#:\[()]+|\[\]|:[\w-]+/g);
  s = s.replace(/\([^)]*\)/g, ' ').replace(/\.[^\s>+~.#:\[()]+|\[\]|:[\w-]+/g, '');
  return [ids, classes, count(/[a-z][\w-]*/gi) + pseudo];
}

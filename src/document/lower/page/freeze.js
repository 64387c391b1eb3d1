// Before elements are wrapped: selectors that depend on how elements stand to each
// other are replaced by classes on what they match now.
function freeze() {
  var count = 0, fresh = [];
  each(doc.styleSheets, function (sheet) {
    var rules;
    try { rules = sheet.cssRules; } catch (e) { return; }
    if (!rules || sheet.disabled) return;
    for (var i = rules.length - 1; i >= 0; i--) {
      var rule = rules[i];
      if (rule.type !== 1 || !rule.selectorText) continue;
      if (!structural(rule.selectorText)) continue;
      var parts = words(rule.selectorText, ','), body = rule.style.cssText, kept = [], j;
      sheet.deleteRule(i);
      for (j = parts.length - 1; j >= 0; j--) {
        if (!structural(parts[j])) { sheet.insertRule(parts[j] + '{' + body + '}', i); continue; }
        var m = /^([^]*?)(::?(?:before|after|first-line|first-letter|selection|-webkit-[a-z-]+))?$/.exec(parts[j]);
        var found = all(m[1] || '*');
        if (!found.length) continue;
        var name = 'h2pf' + count++, s = specificity(m[1]), selector = '', k;
        each(found, function (e) { push(fresh, [e, name]); });
        // As heavy as it was, and a class more, as all other selectors are.
        for (k = 0; k <= Math.min(s[1], 9); k++) selector += '.' + name;
        for (k = 0; k < Math.min(s[0], 48); k++) selector += ':not(#h2p)';
        for (k = 0; k < Math.min(s[2], 9); k++) selector += ':not(h2p)';
        sheet.insertRule(selector + (m[2] || '') + '{' + body + '}', i);
      }
    }
  });
  each(fresh, function (f) {
    var e = f[0];
    if (typeof e.className === 'string') e.className += ' ' + f[1];
    else e.setAttribute('class', (e.getAttribute('class') || '') + ' ' + f[1]);
  });
}

// Attribute selectors and quotes may hold any sign.
function bare(selector) { return selector.replace(/\[[^\]]*\]/g, '[]').replace(/"[^"]*"|'[^']*'/g, ''); }

function structural(selector) {
  return /[>+~]|:(first|last|only|nth)-|:empty/.test(bare(selector).replace(/::?first-l\w+/g, ''));
}

function specificity(selector) {
  var s = bare(selector).replace(/:not\(/g, '(');
  function count(re) { var m = s.match(re); return m ? m.length : 0; }
  var ids = count(/#[^\s>+~.#:\[(]+/g), pseudo = count(/::[\w-]+/g);
  s = s.replace(/::[\w-]+/g, '').replace(/#[^\s>+~.#:\[()]+/g, '');
  var classes = count(/\.[^\s>+~.#:\[()]+|\[\]|:[\w-]+/g);
  s = s.replace(/\([^)]*\)/g, ' ').replace(/\.[^\s>+~.#:\[()]+|\[\]|:[\w-]+/g, '');
  return [ids, classes, count(/[a-z][\w-]*/gi) + pseudo];
}

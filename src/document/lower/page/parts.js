// What is counted where an element is cut in two. The engine tells counters in what is written
// only, and not in the style that is computed.
function counterRules() {
  if (counterRules.list) return counterRules.list;
  var list = counterRules.list = [], order = 0;
  ruleLists(function (sheet, rules) {
    each(rules, function (rule) {
      var text = rule.type === 1 ? rule.style.cssText : '';
      if (!/counter-(reset|increment)/.test(text)) return;
      each(words(rule.selectorText, ','), function (selector) {
        var m = /^([^]*?)(?:::?(before|after))?$/.exec(selector), s = specificity(m[1]);
        push(list, { base: m[1] || '*', side: m[2] || '', text: text, weight: s[0] * 1e6 + s[1] * 1e3 + s[2], order: order++ });
      });
    });
  });
  sort(list, function (a, b) { return a.weight - b.weight || a.order - b.order; });
  return list;
}

function countersOf(e, side, property) {
  var found = '', said = new RegExp('(?:^|[\\s;])' + property + ':\\s*([^;]+)'), m;
  each(counterRules(), function (rule) {
    if (rule.side === side && (m = said.exec(rule.text)) && matches(e, rule.base)) found = m[1];
  });
  if (!side && e.style && (m = said.exec(e.style.cssText))) found = m[1];
  return counterPairs(found.replace(/!important/g, ''), property === 'counter-reset' ? 0 : 1);
}

// The second part of an element: it is counted once, its counters go on, and what stands before
// and behind its contents is there once.
function goesOn(e, copy) {
  var reset = '';
  if (/^h2p-/i.test(e.tagName)) return;
  if (hasFirst(e)) addClass(copy, 'h2pgoeson');
  each(countersOf(e, '', 'counter-reset'), function (pair) { reset += pair.name + ' ' + (pair.n + counted(e, pair.name)) + ' '; });
  if (reset) set(copy, 'counter-reset', trim(reset));
  if (countersOf(e, '', 'counter-increment').length) set(copy, 'counter-increment', 'none');
  each(['before', 'after'], function (side) {
    var cs = pseudoStyle(e, side);
    if (cs.content && !/^(none|normal)$/.test(cs.content) && !/^(absolute|fixed)$/.test(cs.position)) addClass(side === 'before' ? copy : e, 'h2pno' + side);
  });
}

// The elements that have first letters or first lines of their own: the second part of one has none.
function firstRules() {
  if (firstRules.list) return firstRules.list;
  var list = firstRules.list = [];
  ruleLists(function (sheet, rules) {
    each(rules, function (rule) {
      if (rule.type === 1 && rule.selectorText.indexOf(':first-l') >= 0) each(words(rule.selectorText, ','), function (selector) {
        var m = /^([^]*?)::?first-(letter|line)$/.exec(selector);
        if (m) push(list, { base: trim(m[1]).replace(/(^|[>+~]\s*)$/, '$1*'), part: m[2], text: rule.style.cssText });
      });
    });
  });
  if (list.length) addStyles('.h2pgoeson:first-line,.h2pgoeson:first-letter{font:inherit!important;color:inherit!important;letter-spacing:inherit!important;text-transform:inherit!important;text-decoration:none!important;text-shadow:none!important;background:none!important}' +
    '.h2pgoeson:first-letter{float:none!important;margin:0!important;padding:0!important;border:0!important}');
  return list;
}

function hasFirst(e, part) {
  var list = firstRules(), i;
  for (i = 0; i < list.length; i++) if ((!part || list[i].part === part) && matches(e, list[i].base)) return true;
  return false;
}

function saidOfLetter(e, name) {
  var box = doc.createElement('h2p-i'), text = '';
  each(firstRules(), function (rule) { if (rule.part === 'letter' && matches(e, rule.base)) text += rule.text + ';'; });
  box.setAttribute('style', text);
  return box.style.getPropertyValue(name) || 'auto';
}

// How many characters of a text stand in a first letter: what is measured of the text begins
// behind them.
function inFirstLetter(text) {
  var e = text.parentNode, walker, n;
  if (!firstRules().length) return 0;
  while (e && e !== doc.body && style(e).display === 'inline') e = e.parentNode;
  if (!e || !hasFirst(e, 'letter')) return 0;
  walker = doc.createTreeWalker(e, 4, null, false);
  while ((n = walker.nextNode()) && !/\S/.test(n.nodeValue));
  return n === text ? /^\s*[\u2018-\u201f"'(\[{\u00ab\u3008-\u3011]*\S[.,:;!?'"\u2019\u201d)]*/.exec(text.nodeValue)[0].length : 0;
}

// How far a counter is counted in an element.
function counted(e, name) {
  var sum = 0, n;
  function count(side) {
    each(countersOf(n, side, 'counter-increment'), function (pair) { if (pair.name === name) sum += pair.n; });
  }
  function begins(pairs) {
    for (var i = 0; i < pairs.length; i++) if (pairs[i].name === name) return true;
    return false;
  }
  for (n = e.firstElementChild; n; n = n.nextElementSibling) {
    if (style(n).display === 'none' || begins(countersOf(n, '', 'counter-reset'))) continue;
    count('');
    count('before');
    sum += counted(n, name);
    count('after');
  }
  return sum;
}

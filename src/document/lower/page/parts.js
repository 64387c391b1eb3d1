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
  each(countersOf(e, '', 'counter-reset'), function (pair) { reset += pair.name + ' ' + (pair.n + counted(e, pair.name)) + ' '; });
  if (reset) set(copy, 'counter-reset', trim(reset));
  if (countersOf(e, '', 'counter-increment').length) set(copy, 'counter-increment', 'none');
  each(['before', 'after'], function (side) {
    var cs = pseudoStyle(e, side);
    if (cs.content && !/^(none|normal)$/.test(cs.content) && !/^(absolute|fixed)$/.test(cs.position)) addClass(side === 'before' ? copy : e, 'h2pno' + side);
  });
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

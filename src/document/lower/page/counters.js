// Counters that nothing resets count from the first element that counts, among those that
// have the same parent. Items of rows and columns get parents of their own: so what they
// are in resets the counter.
function keepCounters(boxes) {
  var counted = [], reset = {}, found = [];
  // The engine tells the values of these in no other way.
  function namesIn(rule, property) {
    var out = [], m = new RegExp('(?:^|[\\s;])' + property + ':\\s*([^;]+)').exec(rule.style.cssText);
    each(words(m ? m[1].replace('!important', '') : ''), function (w) { if (!/^([-+]?\d+|none|initial|inherit)$/.test(w)) push(out, w); });
    return out;
  }
  ruleLists(function (sheet, rules) {
    each(rules, function (rule) {
      if (rule.type !== 1) return;
      each(namesIn(rule, 'counter-reset'), function (name) { reset[name] = true; });
      var names = namesIn(rule, 'counter-increment');
      if (names.length && !/:(before|after)/.test(rule.selectorText)) push(counted, [rule.selectorText, names]);
    });
  });
  each(all('[style*="counter-reset"]'), function (e) {
    each(namesIn(e, 'counter-reset'), function (name) { reset[name] = true; });
  });
  each(counted, function (x) {
    each(x[1], function (name) {
      if (reset.hasOwnProperty(name)) return;
      var begun = null;
      each(all(x[0]), function (e) {
        if (begun && (begun === e.parentNode || begun.compareDocumentPosition(e) & 16)) return;
        begun = e.parentNode;
        if (begun && boxes.indexOf(begun) >= 0) push(found, [begun, name]);
      });
    });
  });
  each(found, function (x) {
    var own = x[0].__counters = (x[0].__counters || style(x[0]).getPropertyValue('counter-reset') || '').replace(/^none$/, '') + ' ' + x[1];
    set(x[0], 'counter-reset', trim(own));
  });
}

// What gives what is in it parents of its own.
function holders() {
  var list = [];
  each(containers, function (c) { push(list, c.e); });
  each(columnBoxes(), function (x) { push(list, x[0]); });
  return list;
}

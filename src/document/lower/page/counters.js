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

// Names of counters with their numbers.
function counterPairs(value, otherwise) {
  var out = [];
  if (!value) return out;
  each(words(value || ''), function (w) {
    if (!/^[-+]?\d+$/.test(w)) { if (!/^(none|initial|inherit|unset)$/.test(w)) push(out, { name: w, n: otherwise }); }
    else if (out.length) out[out.length - 1].n = +w;
  });
  return out;
}

// The engine counts forwards only, and sets no counter. Where one is to go back or is set, each
// element that changes it begins it anew with the value that it has there.
function exactCounters() {
  var own = {}, any = false, scopes = {}, list = [], rules = sideRules('h2pk');
  function note(pair) { any = own[pair.name] = true; }
  function blocks(rec) { return [rec.v, rec.before && rec.before.v, rec.after && rec.after.v]; }
  each(records, function (rec) {
    each(blocks(rec), function (v) {
      if (!v) return;
      each(counterPairs(v['counter-increment'], 1), function (pair) { if (pair.n < 0) note(pair); });
      each(counterPairs(v['counter-set'], 0), note);
    });
  });
  if (!any) return;
  each(records, function (rec) {
    var told = false;
    each(blocks(rec), function (v) { if (v && (v['counter-reset'] || v['counter-increment'] || v['counter-set'])) told = true; });
    if (told && rec.e.getClientRects().length) push(list, rec);
  });
  sort(list, function (a, b) { return a.e.compareDocumentPosition(b.e) & 4 ? -1 : 1; });
  function current(name, holder) {
    var open = scopes[name] = scopes[name] || [], top;
    while ((top = open[open.length - 1]) && top.holder !== holder && !(top.holder.compareDocumentPosition(holder) & 16)) open.length--;
    return open;
  }
  // What stands before or behind the contents of an element is in it.
  function count(v, holder) {
    var kept = { reset: '', increment: '' }, values = {}, open, name, text = '', touched = false;
    each(counterPairs(v['counter-reset'], 0), function (pair) {
      if (!own[pair.name]) { kept.reset += ' ' + pair.name + ' ' + pair.n; return; }
      open = current(pair.name, holder);
      if (open.length && open[open.length - 1].holder === holder) open[open.length - 1].n = pair.n;
      else push(open, { holder: holder, n: pair.n });
      values[pair.name] = pair.n;
    });
    function change(pairs, sets) {
      each(pairs, function (pair) {
        if (!own[pair.name]) { if (!sets) kept.increment += ' ' + pair.name + ' ' + pair.n; return; }
        open = current(pair.name, holder);
        if (!open.length) push(open, { holder: holder, n: 0 });
        var top = open[open.length - 1];
        values[pair.name] = top.n = sets ? pair.n : top.n + pair.n;
      });
    }
    change(counterPairs(v['counter-increment'], 1), false);
    change(counterPairs(v['counter-set'], 0), true);
    for (name in values) { text += ' ' + name + ' ' + values[name]; touched = true; }
    return touched ? { reset: trim(kept.reset + text), increment: trim(kept.increment) || 'none' } : null;
  }
  each(list, function (rec) {
    var said = count(rec.v, rec.e.parentNode);
    if (said) { set(rec.e, 'counter-reset', said.reset); set(rec.e, 'counter-increment', said.increment); }
    each(['before', 'after'], function (side) {
      said = rec[side] && count(rec[side].v, rec.e);
      if (said) rules.add(rec.e, side, 'counter-reset:' + said.reset + '!important;counter-increment:' + said.increment + '!important');
    });
  });
  rules.write();
}

// What gives what is in it parents of its own.
function holders() {
  var list = [];
  each(containers, function (c) { push(list, c.e); });
  each(columnBoxes(), function (x) { push(list, x[0]); });
  return list;
}

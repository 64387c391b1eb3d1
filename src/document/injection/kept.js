// Keeps for the service what a page may replace, before any script of it runs: its timers, its
// clock, and what tells how a page is laid out. A page without a console, or whose timers throw, is
// printed as any other.
(function () {
  var w = window, later = w.setTimeout, now = w.Date.now, text = w.JSON.stringify, teller = w.console, log = teller.log;
  // Of functions that are called for something else, what calls them may be gone as well.
  log.call = log.call;
  Object.defineProperty(w, 'h2pKept', { value: Object.freeze({
    later: function (run, after) { return later(run, after); },
    now: function () { return now(); },
    text: function (value) { return text(value); },
    log: function (line) { log.call(teller, line); }
  }) });
})();

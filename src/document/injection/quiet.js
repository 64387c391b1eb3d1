// Tells whether a page is at rest: no timer shorter than a second is to come, no request has no
// answer, no picture is on its way. Frames are timers here. What goes on for ever is given
// up: timers after five seconds by the page's clock, the network after thirty.
(function () {
  var w = window, waits = {}, waiting = 0, requests = 0, SHORT = 1000, RESTLESS = 5000, SLOW = 30000;
  // Pages look whether what they call is the browser's own.
  function like(name, own) {
    var text = w[name].toString();
    own.toString = function () { return text; };
    w[name] = own;
  }
  // They are counted, since `for in` would also find what pages add to all objects.
  function wait(id) {
    if (waits[id] === true) return;
    waits[id] = true;
    waiting++;
  }
  function over(id) {
    if (waits[id] !== true) return;
    delete waits[id];
    waiting--;
  }
  function starts(name, once) {
    var start = w[name];
    like(name, function (run, after) {
      var given = [].slice.call(arguments), id;
      if (once) given[0] = function () {
        over(id);
        return typeof run === 'function' ? run.apply(w, arguments) : w.eval(String(run));
      };
      id = start.apply(w, given);
      if (!(after >= SHORT)) wait(id);
      return id;
    });
  }
  function ends(name) {
    var end = w[name];
    like(name, function (id) {
      over(id);
      return end.call(w, id);
    });
  }
  starts('setTimeout', true);
  starts('setInterval');
  ends('clearTimeout');
  ends('clearInterval');
  var request = w.XMLHttpRequest && w.XMLHttpRequest.prototype, send = request && request.send;
  if (send) request.send = function () {
    var self = this, ended = false;
    function end() {
      if (!ended) requests--;
      ended = true;
    }
    requests++;
    ['load', 'error', 'abort'].forEach(function (name) { self.addEventListener(name, end, false); });
    try {
      return send.apply(self, arguments);
    } finally {
      if (self.readyState === 4) end();
    }
  };
  function isBusy(elapsed) {
    var images = document.images, i;
    if (elapsed < SLOW) {
      if (requests > 0) return true;
      for (i = 0; i < images.length; i++) if (!images[i].complete) return true;
    }
    return elapsed < RESTLESS && waiting > 0;
  }
  Object.defineProperty(w, 'h2pIsBusy', { value: isBusy });
})();

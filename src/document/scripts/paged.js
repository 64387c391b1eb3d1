// Stands for Paged.js: the service makes the pages of a document itself. What a page does before
// and after it is done.
(function (w) {
  var config = w.PagedConfig || {}, flow = { pages: [], total: 0, performance: 0, size: {} };
  function Handler() {}
  function Previewer() {}
  Previewer.prototype = {
    preview: function () { return Promise.resolve(flow); },
    registerHandlers: function () {}, on: function () {}, off: function () {}, emit: function () {}
  };
  function nothing() {}
  w.Paged = { Handler: Handler, Previewer: Previewer, registerHandlers: nothing, initializeHandlers: nothing };
  w.PagedPolyfill = new Previewer();
  document.addEventListener('DOMContentLoaded', function () {
    Promise.resolve(config.before && config.before()).then(function () {
      if (config.after) return config.after(config.auto === false ? undefined : flow);
    });
  }, false);
})(window);

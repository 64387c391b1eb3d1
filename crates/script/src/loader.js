// Runs modules in their order. Each is a script that has handed over a function: see module.rs.
(function (w) {
var made = {}, next, missing, tables = {}, href = w.location.href;
// What `import.meta` is: all files lie in one folder.
function meta(name) {
  return {url: name.charAt(0) === '#' ? href : href.replace(/[^\/]*$/, '') + encodeURIComponent(name), resolve: function (other) {
    var link = w.document.createElement('a');
    link.href = other;
    return link.href;
  }};
}
// That it is not there was told when the page was read, where it was seen then.
function failure(error, told) {
  if (told) missing = error;
  return error;
}
function resolve(from, name) {
  var table = tables[from] || {}, found = table.hasOwnProperty(name) ? table[name] : String(name).split(/[?#]/)[0].split('/').pop();
  if (!found || !made.hasOwnProperty(found)) throw failure(new TypeError('Module ' + name + ' is not there'), table.hasOwnProperty(name));
  return found;
}
function define(exports, getters) {
  for (var name in getters) Object.defineProperty(exports, name, {enumerable: true, configurable: true, get: getters[name]});
}
function all(exports, from) {
  var getters = {};
  function take(name) { getters[name] = function () { return from[name]; }; }
  for (var name in from) if (name !== 'default' && !Object.prototype.hasOwnProperty.call(exports, name)) take(name);
  define(exports, getters);
}
function run(name) {
  var module = made[name], table = tables[name] || {}, first = module.first, at = 0, ended;
  if (module.failed) throw module.failed.error;
  if (module.begun) return module.pending;
  module.begun = true;
  function require(other) { return made[resolve(name, other)].exports; }
  require.define = define;
  require.all = all;
  function later(other) {
    if (/^(data|blob):/i.test(other) && w.h2pImport) return w.h2pImport(other);
    return Promise.resolve().then(function () {
      var found = resolve(name, other), pending = run(found);
      return pending ? pending.then(function () { return made[found].exports; }) : made[found].exports;
    });
  }
  function go() {
    while (at < first.length) {
      var pending = run(resolve(name, first[at++]));
      if (pending) return pending.then(go);
    }
    return module.body.call(undefined, module.exports, require, later, meta(name));
  }
  function fail(error) { module.failed = {error: error}; throw error; }
  try { ended = go(); } catch (error) { fail(error); }
  if (ended) module.pending = ended.then(function () { module.pending = undefined; }, fail);
  return module.pending;
}
w.__h2pModule = function (body) { made[next] = {body: body, exports: {}, first: []}; };
w.__h2pModule.next = function (name) { next = name; };
w.__h2pModule.run = function (given, names, last) {
  tables = given.names;
  for (var name in given.first) if (made.hasOwnProperty(name)) made[name].first = given.first[name];
  if (last) delete w.__h2pModule;
  function report(error) { if (error !== missing) setTimeout(function () { throw error; }, 0); }
  names.forEach(function (name) {
    try {
      var pending = made.hasOwnProperty(name) && run(name);
      if (pending) pending.then(undefined, report);
    } catch (error) { report(error); }
  });
};
})(window);

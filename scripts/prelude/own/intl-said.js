'use strict';
// What languages say of one kind, which their modules bring: of a language that has none, English.
var known = {};
exports.add = function (kind, language, data) { (known[kind] = known[kind] || {})[language] = data; };
exports.of = function (kind, tag, language) {
  var all = known[kind] || {};
  return all[tag] || all[language] || all.en;
};

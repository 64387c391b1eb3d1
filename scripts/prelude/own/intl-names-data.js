'use strict';
var known = {};
exports.add = function (language, data) { known[language] = data; };
exports.of = function (tag, language) { return known[tag] || known[language] || known.en; };

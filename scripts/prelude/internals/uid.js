'use strict';
// Without chance: the same page gives the same bytes.
var last = 0;

module.exports = function (key) {
  return 'Symbol(' + (key === undefined ? '' : key) + ')_' + (++last).toString(36) + 'h2p';
};

'use strict';
// Names of an object that are numbers come before all others, from the least on. The engine has all
// in the order in which they came.
var NUMBER = /^(?:0|[1-9]\d{0,9})$/;

function isNumber(name) {
  var first = name.charCodeAt(0);
  return first >= 48 && first <= 57 && NUMBER.test(name) && name < 4294967295;
}

module.exports = function (names) {
  var last = -1, others = false, i, numbers;
  for (i = 0; i < names.length; i++) {
    if (!isNumber(names[i])) others = true;
    else if (others || +names[i] < last) break;
    else last = +names[i];
  }
  if (i === names.length) return names;
  numbers = names.filter(isNumber).sort(function (a, b) { return a - b; });
  return numbers.concat(names.filter(function (name) { return !isNumber(name); }));
};

'use strict';
// Custom properties of style sheets that scripts write: a value without `var()`.
var kept = {}, count = -1, length = 0;

function look() {
  var sheets = document.getElementsByTagName('style'), size = 0, i;
  for (i = 0; i < sheets.length; i++) size += sheets[i].textContent.length;
  if (sheets.length == count && size == length) return;
  count = sheets.length;
  length = size;
  for (i = 0; i < sheets.length; i++) {
    sheets[i].textContent.replace(/(--[\w-]+)\s*:\s*([^;{}]+)/g, function (all, name, value) {
      if (!/light-dark\(/.test(value) || !kept[name]) kept[name] = value.replace(/\s+$/, '');
    });
  }
}

exports.plain = function (value) {
  var text = String(value), times = 0;
  if (text.indexOf('var(') < 0) return value;
  look();
  while (/var\(/.test(text) && times++ < 20) {
    text = text.replace(/var\(\s*(--[\w-]+)\s*(?:,\s*((?:[^()]|\([^()]*\))*))?\)/, function (all, name, otherwise) {
      return kept.hasOwnProperty(name) ? kept[name] : otherwise === undefined ? '' : otherwise;
    });
  }
  return text.replace(/light-dark\(\s*((?:[^(),]|\([^()]*\))*),(?:[^()]|\([^()]*\))*\)/g, '$1');
};

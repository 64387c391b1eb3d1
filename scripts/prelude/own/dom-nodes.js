'use strict';
// One node of what `append` and its kin are given: nodes and texts.
module.exports = function (given) {
  var fragment, i;
  function node(value) {
    return value && value.nodeType ? value : document.createTextNode(String(value));
  }
  if (given.length == 1) return node(given[0]);
  fragment = document.createDocumentFragment();
  for (i = 0; i < given.length; i++) fragment.appendChild(node(given[i]));
  return fragment;
};

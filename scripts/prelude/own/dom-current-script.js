'use strict';
// While the page is read, the script that runs is the last one there is; then come those that waited, and
// each is told when it has run.
var done = [];
function ended(event) { if (event.target && event.target.nodeName == 'SCRIPT') done.push(event.target); }
document.addEventListener('load', ended, true);
document.addEventListener('error', ended, true);
document.addEventListener('DOMContentLoaded', function () { done = null; }, true);
require('../own/add').getter(document, 'currentScript', function () {
  var all = document.getElementsByTagName('script'), i;
  if (document.readyState == 'loading') return all.length ? all[all.length - 1] : null;
  for (i = 0; done && i < all.length; i++) if (all[i].defer && all[i].src && done.indexOf(all[i]) < 0) return all[i];
  return null;
});

'use strict';
// While the page is read, the script that runs is the last one there is.
require('../own/add').getter(document, 'currentScript', function () {
  var all = document.getElementsByTagName('script');
  return document.readyState == 'loading' && all.length ? all[all.length - 1] : null;
});

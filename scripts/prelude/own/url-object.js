'use strict';
var add = require('../own/add').value;
var native = window.webkitURL;

add(window.URL, 'createObjectURL', function (blob) {
  return blob && blob.h2pUrl || native.createObjectURL(blob);
});
add(window.URL, 'revokeObjectURL', function (url) { if (/^blob:/.test(url)) native.revokeObjectURL(url); });

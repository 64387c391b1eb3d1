'use strict';
// The engine has no list of fonts; they are there when the page is.
var add = require('../own/add');
require('../modules/es.promise');

function loaded() {
  return document.readyState == 'complete' ? Promise.resolve(fonts) : new Promise(function (done) {
    window.addEventListener('load', function () { done(fonts); }, false);
  });
}

var faces = [];
var fonts = {
  status: 'loaded', size: 0, onloading: null, onloadingdone: null, onloadingerror: null,
  load: function () { return loaded().then(function () { return faces; }); },
  check: function () { return true; },
  add: function (face) { faces.push(face); fonts.size = faces.length; return fonts; },
  clear: function () { faces.length = 0; },
  'delete': function () { return false; },
  has: function (face) { return faces.indexOf(face) >= 0; },
  forEach: function (run, self) { faces.forEach(run, self); },
  addEventListener: function () {}, removeEventListener: function () {}
};
add.getter(fonts, 'ready', loaded);
add.getter(document, 'fonts', function () { return fonts; });

add.value(window, 'FontFace', function FontFace(family, source, descriptors) {
  var self = this, style = document.createElement('style'), key, text = '';
  this.family = family;
  this.status = 'unloaded';
  for (key in descriptors) text += key.replace(/[A-Z]/g, function (c) { return '-' + c.toLowerCase(); }).replace(/^(weight|style|stretch)$/, 'font-$1') + ':' + descriptors[key] + ';';
  this.load = function () {
    style.textContent = '@font-face{font-family:"' + family + '";src:' + source + ';' + text + '}';
    if (typeof source == 'string') document.documentElement.firstChild.appendChild(style);
    self.status = 'loaded';
    return Promise.resolve(self);
  };
  this.loaded = Promise.resolve(this);
});

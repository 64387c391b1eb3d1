'use strict';
// What methods of a list make is of the list's class.
var define = require('../internals/define-built-in');
var list = Array.prototype;

['map', 'filter', 'slice', 'splice', 'concat', 'flat', 'flatMap'].forEach(function (name) {
  var native = list[name];
  if (native) define(list, name, function () {
    var count = this.length, made = native.apply(this, arguments), make = this instanceof Array && this.constructor, kind, own, i;
    if (!make || make === Array || typeof make != 'function' || !(make.prototype instanceof Array)) return made;
    kind = window.Symbol && window.Symbol.species && make[window.Symbol.species];
    if (kind === null || kind === Array) return made;
    own = new (kind || make)(name == 'map' ? count : name == 'slice' || name == 'splice' ? made.length : 0);
    for (i = 0; i < made.length; i++) if (i in made) own[i] = made[i];
    own.length = made.length;
    return own;
  });
});

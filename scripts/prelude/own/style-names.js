'use strict';
// Properties that the engine knows with a prefix.
var define = require('../internals/define-built-in');
var tools = require('../own/add');
var prototype = window.CSSStyleDeclaration && CSSStyleDeclaration.prototype, style = document.documentElement.style;
var names = 'transform transformOrigin transformStyle perspective transition transitionProperty transitionDuration transitionDelay transitionTimingFunction animation animationName animationDuration animationDelay userSelect columnCount columnGap columnWidth columns columnRule columnSpan maskImage mask backfaceVisibility appearance boxReflect hyphens writingMode'.split(' ');
var dashed = {};

names.forEach(function (name) {
  var own = 'webkit' + name.charAt(0).toUpperCase() + name.slice(1), dash = name.replace(/[A-Z]/g, function (c) { return '-' + c.toLowerCase(); });
  if (name in style || !(own in style)) return;
  dashed[dash] = '-webkit-' + dash;
  tools.getter(prototype, name, function () { return this[own]; }, function (value) { this[own] = value; });
});
tools.getter(prototype, 'cssFloat', function () { return this['float']; }, function (value) { this['float'] = value; });

['setProperty', 'getPropertyValue', 'removeProperty', 'getPropertyPriority'].forEach(function (method) {
  var native = prototype[method];
  define(prototype, method, function (name) {
    var given = [].slice.call(arguments), told;
    if (dashed.hasOwnProperty(name)) given[0] = dashed[name];
    // Without a priority there is none.
    if (method == 'setProperty') {
      given[1] = given[1] === null || given[1] === undefined ? '' : String(given[1]);
      given[2] = given[2] || '';
    }
    told = native.apply(this, given);
    return told === null && method != 'setProperty' ? '' : told;
  }, { enumerable: true });
});

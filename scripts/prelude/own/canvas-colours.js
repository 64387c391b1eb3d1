'use strict';
// Colours of today as the engine's canvases know them. `context.fillStyle` cannot be given another
// setter: so what scripts set there goes through this (crates/script/src/inks.rs).
var define = require('../internals/define-built-in');
var KNOWN = /^(#[0-9a-f]{3}|#[0-9a-f]{6}|[a-z]+)$/i, made = {};

function byte(value) { return Math.round(Math.min(255, Math.max(0, value))); }
function written(r, g, b, alpha) {
  r = byte(r);
  g = byte(g);
  b = byte(b);
  return alpha < 1 ? 'rgba(' + r + ', ' + g + ', ' + b + ', ' + Math.max(0, Math.round(alpha * 1000) / 1000) + ')' : '#' + (16777216 + r * 65536 + g * 256 + b).toString(16).slice(1);
}

function hex(text) {
  var wide = text.length > 5, at = [0, 1, 2, 3].map(function (i) {
    var part = wide ? text.substr(1 + i * 2, 2) : text.charAt(1 + i);
    return parseInt(wide ? part : part + part, 16);
  });
  return written(at[0], at[1], at[2], at[3] / 255);
}

function hue(text) {
  var value = parseFloat(text);
  return /grad$/.test(text) ? value * 0.9 : /rad$/.test(text) ? value * 180 / Math.PI : /turn$/.test(text) ? value * 360 : value || 0;
}
// A share of `whole`, or a number.
function share(text, whole) { return text == 'none' ? 0 : /%$/.test(text) ? parseFloat(text) / 100 * whole : parseFloat(text); }

function hsl(h, s, l) {
  return [0, 8, 4].map(function (n) {
    var k = (n + h / 30) % 12;
    k = k < 0 ? k + 12 : k;
    return 255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  });
}
function hwb(h, w, b) {
  return hsl(h, 1, 0.5).map(function (value) { return w + b >= 1 ? 255 * w / (w + b) : value * (1 - w - b) + 255 * w; });
}
function linear(rgb) {
  return rgb.map(function (value) { return 255 * (value > 0.0031308 ? 1.055 * Math.pow(value, 1 / 2.4) - 0.055 : 12.92 * value); });
}
function oklab(l, a, b) {
  var x = Math.pow(l + 0.3963377774 * a + 0.2158037573 * b, 3), y = Math.pow(l - 0.1055613458 * a - 0.0638541728 * b, 3), z = Math.pow(l - 0.0894841775 * a - 1.291485548 * b, 3);
  return linear([4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z, -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z, -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z]);
}
function lab(l, a, b) {
  var fy = (l + 16) / 116, at = [fy + a / 500, fy, fy - b / 200].map(function (f, i) {
    return (Math.pow(f, 3) > 0.008856 ? Math.pow(f, 3) : (116 * f - 16) / 903.3) * [0.96422, 1, 0.82521][i];
  }), x = at[0], y = at[1], z = at[2];
  return linear([3.1338561 * x - 1.6168667 * y - 0.4906146 * z, -0.9787684 * x + 1.9161415 * y + 0.033454 * z, 0.0719453 * x - 0.2289914 * y + 1.4052427 * z]);
}
function polar(chroma, angle) { return [chroma * Math.cos(angle * Math.PI / 180), chroma * Math.sin(angle * Math.PI / 180)]; }

function parsed(kind, at) {
  var part, light;
  switch (kind) {
    case 'rgb': return at.map(function (text) { return share(text, 255); });
    case 'hsl': return hsl(hue(at[0]), share(at[1], 100) / 100, share(at[2], 100) / 100);
    case 'hwb': return hwb(hue(at[0]), share(at[1], 100) / 100, share(at[2], 100) / 100);
    case 'oklab': return oklab(share(at[0], 1), share(at[1], 0.4), share(at[2], 0.4));
    case 'oklch':
      part = polar(share(at[1], 0.4), hue(at[2]));
      return oklab(share(at[0], 1), part[0], part[1]);
    case 'lab': return lab(share(at[0], 100), share(at[1], 125), share(at[2], 125));
    case 'lch':
      light = share(at[0], 100);
      part = polar(share(at[1], 150), hue(at[2]));
      return lab(light, part[0], part[1]);
  }
}

function understood(text) {
  var found, at, alpha, rgb;
  if (/^#([0-9a-f]{4}|[0-9a-f]{8})$/i.test(text)) return hex(text);
  found = /^(rgb|hsl|hwb|oklab|oklch|lab|lch)a?\(\s*([^()]*?)\s*\)$/i.exec(text);
  if (!found) return null;
  at = found[2].toLowerCase().split(/[\s,\/]+/);
  if (at.length < 3) return null;
  alpha = at.length > 3 ? share(at[3], 1) : 1;
  rgb = parsed(found[1].toLowerCase(), at.slice(0, 3));
  return rgb.some(isNaN) || alpha !== alpha ? null : written(rgb[0], rgb[1], rgb[2], alpha);
}

function ink(value) {
  var text, own;
  if (typeof value != 'string' || KNOWN.test(value)) return value == 'rebeccapurple' ? '#663399' : value;
  own = made['-' + value];
  if (own !== undefined) return own;
  text = value.replace(/^\s+|\s+$/g, '');
  return made['-' + value] = understood(text) || value;
}
define(window, 'h2pInk', ink);

var stop = window.CanvasGradient && CanvasGradient.prototype.addColorStop;
if (stop) define(CanvasGradient.prototype, 'addColorStop', function (at, colour) { return stop.call(this, at, ink(colour)); });

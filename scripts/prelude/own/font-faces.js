'use strict';
// Fonts that scripts ask for by rules of theirs: text in one that cannot be had stays unseen in the engine, where
// browsers take the next of the list. A font that lies beside the document is found by the last part of its
// address. What comes of other hosts is left as it is: scripts may not read it.
var MOST = 100, tried = {}, count = 0;

function isThere(address) {
  var request;
  if (tried[address] !== undefined) return tried[address];
  if (/^data:|^https?:/i.test(address) || count++ >= MOST) return true;
  try {
    request = new XMLHttpRequest();
    request.open('GET', address, false);
    request.send();
    return tried[address] = (request.status === 0 || request.status === 200) && request.responseText.length > 0;
  } catch (error) { return tried[address] = false; }
}

function lastPart(address) { return address.split(/[?#]/)[0].replace(/^.*\//, ''); }

/** What becomes of a rule. */
function settled(text) {
  var sources = [], beside;
  text.replace(/url\((["']?)([^"')]*)\1\)/g, function (all, quote, address) { sources.push(address); });
  if (!sources.length || sources.some(isThere)) return text;
  beside = sources.map(lastPart).filter(function (name) { return name && isThere(name); })[0];
  return beside ? text.replace(/src:[^;}]*/, 'src: url("' + beside + '")') : '';
}

// A rule that is changed in its sheet changes nothing of what the engine waits for: another sheet takes its place.
function settle(style) {
  var changed = false, other, text = [].map.call(style.sheet.cssRules, function (rule) {
    var own = rule.type === 5 ? settled(rule.cssText) : rule.cssText;
    changed = changed || own !== rule.cssText;
    return own;
  });
  if (!changed) return false;
  other = style.cloneNode(false);
  other.appendChild(document.createTextNode(text.join('\n')));
  style.parentNode.replaceChild(other, style);
  return true;
}

require('../own/rest').when(function () {
  return [].slice.call(document.getElementsByTagName('style')).filter(function (style) {
    return style.sheet && style.sheet.cssRules && !style.hasAttribute('data-h2p-own') && settle(style);
  }).length > 0;
});

// Which elements have something said of them by a rule or in their attribute: the style of each
// takes longer to ask for than all selectors together.

// A style sheet that comes with the request stands in no list.
var hasUserStyle = false;
// What attributes say, before any are written: reading those again takes long.
var inlineStyles = '';

function readInlineStyles() {
  each(all('[style]'), function (e) { inlineStyles += e.getAttribute('style').toLowerCase() + ';'; });
}

// Of more rules in a sheet the texts take longer than what they spare.
var MANY_RULES = 400;

// In their order; all elements where nobody can tell. What the word stands in may be inherited.
function mentioned(word, property) {
  var every = doc.getElementsByTagName('*'), selectors = [], unknown = hasUserStyle, found = [], inherits = new RegExp(property + '[^;]*inherit');
  function look(rules) {
    if (rules.length > MANY_RULES) { unknown = true; return; }
    each(rules, function (rule) {
      if (rule.type === 4) { look(rule.cssRules); return; }
      var text = rule.type === 1 ? rule.style.cssText : rule.cssText, has = text.indexOf(word) >= 0;
      if (rule.type === 3 || inherits.test(text) || rule.type !== 1 && has) unknown = true;
      else if (has) push(selectors, rule.selectorText);
    });
  }
  each(doc.styleSheets, function (sheet) {
    var rules = null, text, owner = sheet.ownerNode;
    // What scripts inserted stands in no text.
    if (owner && !root.h2pOriginals && /^style$/i.test(owner.tagName)) {
      text = owner.textContent.toLowerCase();
      if (text.indexOf(word) < 0 && text.indexOf('@import') < 0 && !inherits.test(text)) return;
    }
    try { rules = sheet.cssRules; } catch (e) { }
    if (rules) look(rules); else unknown = true;
  });
  if (unknown || inherits.test(inlineStyles)) return every;
  // What stands before or behind elements may have become one.
  if (inlineStyles.indexOf(word) >= 0 || /:(before|after)/.test(selectors.join())) push(selectors, '[style*="' + word + '"]');
  each(selectors, function (list) {
    each(words(list, ','), function (selector) {
      each(all(selector), function (e) { e.__mentioned = word; push(found, e); });
    });
  });
  if (found.length < 2) return found;
  found = [];
  each(every, function (e) { if (e.__mentioned === word) push(found, e); });
  return found;
}

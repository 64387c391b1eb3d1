// Styles that scripts have written, once the page has settled: style sheets that are not marked
// as the document's own, files that scripts link to, and attributes. What is known of them
// (`late`) is put in their place; the rest is told, as far as it has something in it that the
// engine does not know. The engine keeps the texts of both as they were written.
function written(late, most) {
  // What scripts found the page laid out by is none of theirs.
  if (document.documentElement.h2pClose) document.documentElement.h2pClose();
  var NAMES = 'flex|grid|row|column|columns|justify|align|place|inset|object|aspect|order|gap|translate|rotate|scale|transform|text-decoration|text-wrap|text-align-last|' +
    'tab-size|line-clamp|break|clip-path|mask|filter|mix-blend-mode|writing-mode|font-variant|font-feature|inline|block|(margin|padding|border)-(inline|block|start|end)|' +
    '(min|max)-(inline|block)|all|quotes|hyphens';
  // No part of it may look far ahead: what it looks at is a stranger's.
  var SIGNS = new RegExp('(^|[{;])\\s{0,99}((display|position|word-break|overflow)\\s*:\\s*(inline-)?(flex|grid|contents|flow-root|sticky|fixed|keep-all|clip)|(' + NAMES + ')(-[a-z-]{1,30})?\\s*:|overflow-wrap|--)' +
    '|(^|[^\\w-])(var|calc|min|max|clamp|env|color|color-mix|light-dark|ok?l(ab|ch)|hwb|conic-gradient|(repeating-)?(linear|radial)-gradient|image-set)\\(' +
    '|:(is|where|has|not|any-link)\\(|@(layer|supports|container|scope|property|font-face|import|page)|@media[^{]{0,200}[<>]|&' +
    '|\\d(vw|vh|vmin|vmax|[dsl]v[hw]|ch|lh|rlh|q|cq[whib])\\b|(min|max|fit)-content|[\\s:,(]#([0-9a-f]{4}|[0-9a-f]{8})\\b(?!\\s*[{.:#>+~[])|(rgb|hsl)a?\\([^),]{0,40}[\\s/]|:\\s*(unset|revert)', 'i');
  var sheets = [], styles = [], seen = {}, size = 0, full = false, fresh = false, keep = false, list, i, e, text, known;
  function key(s) {
    for (var sum = 0, at = 0; at < s.length; at++) sum = (sum * 31 + s.charCodeAt(at)) % 4294967296;
    return s.length + ':' + sum;
  }
  function found(map, key) { return late && Object.prototype.hasOwnProperty.call(late[map], key) ? late[map][key] : null; }
  function isModern(s) {
    var out = '', at = 0, open, end;
    while ((open = s.indexOf('/*', at)) >= 0) {
      end = s.indexOf('*/', open + 2);
      out += s.substring(at, open) + ' ';
      at = end < 0 ? s.length : end + 2;
    }
    return SIGNS.test(out + s.substring(at));
  }
  function tell(list, what) {
    fresh = true;
    if (!full) size += JSON.stringify(what).length;
    if (size > most || list.length >= 5000) full = true;
    else list[list.length] = what;
  }
  // What became of an attribute, where it is known.
  function look(text) {
    if (text.length > 10000) { full = fresh = true; return null; }
    if (seen['x' + text] === undefined) seen['x' + text] = isModern(text) ? key(text) : '';
    if (!seen['x' + text]) return null;
    var known = found('styles', seen['x' + text]);
    if (known === null && seen['x' + text] !== 'told') {
      seen['x' + text] = 'told';
      tell(styles, text);
    }
    return known;
  }
  function putSheet(css) {
    var sheet = document.createElement('style');
    sheet.setAttribute('data-h2p-own', '');
    sheet.appendChild(document.createTextNode(css));
    e.parentNode.insertBefore(sheet, e.nextSibling);
    if (!keep) e.parentNode.removeChild(e);
  }
  // Its rules as a script wrote them, without those that it had before.
  function rulesOf(e) {
    for (var at = 0, out = ''; at < e.h2pRules.length; at++) if (!keep || e.h2pRules[at] !== e.textContent) out += e.h2pRules[at] + '\n';
    return out;
  }
  list = document.querySelectorAll('style,link[rel~="stylesheet"][href]');
  for (i = 0; i < list.length; i++) {
    e = list[i];
    if (e.disabled || e.sheet && e.sheet.disabled) continue;
    var media = e.getAttribute('media') || '', href = e.nodeName === 'LINK' ? e.getAttribute('href') : null;
    if (href !== null && /^[a-z-]+:|^\/\//i.test(href)) continue;
    // One of the document has as many letters as it was given.
    var length = e.getAttribute('data-h2p-own');
    keep = length !== null && !!e.h2pRules;
    if (length !== null && !keep && (length === '' || +length === e.textContent.length)) continue;
    text = href !== null ? '' : e.h2pRules ? rulesOf(e) : e.textContent;
    if (text.length > most) full = fresh = true;
    if (text.length > most || href === null && !isModern(text)) continue;
    known = found('sheets', href === null ? key(text) : 'href ' + href);
    if (known !== null) putSheet(known);
    else if (href === null) tell(sheets, { css: text, media: media });
    else if (!late) tell(sheets, { href: href, media: media });
  }
  list = document.querySelectorAll('[style]');
  for (i = 0; i < list.length; i++) {
    e = list[i];
    text = e.getAttribute('style');
    known = look(text);
    if (known === null) continue;
    e.setAttribute('style', known[0]);
    if (known[1] !== null) e.setAttribute('data-h2p', known[1]);
  }
  // What they said when they were measured (src/document/injection/window.js).
  list = document.documentElement.h2pNoted;
  if (!late) for (text in list) look(text.substring(1));
  return fresh ? { sheets: sheets, styles: styles, full: full } : null;
}

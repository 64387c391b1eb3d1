// Whether a page must be laid out that needs it only where its contents do not fit, or where
// something is in it whose size the engine does not know. It is asked before the helper is
// read. A page without a height has no end.
function isNeeded(width, height) {
  var root = document.documentElement, body = document.body || root, own = root.style.width, box, end, wide, i, list;
  root.style.setProperty('width', width + 'px', 'important');
  box = root.getBoundingClientRect();
  end = Math.max(box.bottom, body.getBoundingClientRect().bottom) - box.top;
  wide = Math.max(root.scrollWidth, body.scrollWidth) > width + 1;
  if (own) root.style.width = own; else root.style.removeProperty('width');
  if (wide || height && end >= height - 1) return true;
  list = document.querySelectorAll('[data-h2p-sized],[data-h2p-width],[data-h2p-height]');
  for (i = 0; i < list.length; i++) if (!hasSides(list[i])) return true;
  for (i = 0; i < document.images.length; i++) if (document.images[i].complete && !document.images[i].naturalWidth) return true;
  list = document.getElementsByTagName('td');
  for (i = 0; i < list.length && i < 500; i++) if (isBroken(list[i])) return true;
  list = document.querySelectorAll('td[rowspan],th[rowspan]');
  for (i = 0; i < list.length && i < 200; i++) if (list[i].rowSpan > 1 && isFilled(list[i])) return true;
  return isPlacedOnPaper(body);
}

// Whether a cell that reaches over several rows is as high as what is in it.
function isFilled(cell) {
  var style = window.getComputedStyle(cell, null), range = document.createRange(), size = parseFloat(style.fontSize);
  range.selectNodeContents(cell);
  return range.getBoundingClientRect().height + parseFloat(style.paddingTop) + parseFloat(style.paddingBottom) >= cell.clientHeight - 0.6 * size && cell.clientHeight > 3 * size;
}

// Whether something is placed in nothing but the paper, and by its height: the engine takes all
// pages for one box, as high as what is in them.
function isPlacedOnPaper(body) {
  var styles = document.getElementsByTagName('style'), list, style, said = document.querySelector('[style*="absolute"]') || document.querySelector('link[rel~="stylesheet"]'), i, e;
  for (i = 0; i < styles.length && !said; i++) said = styles[i].textContent.indexOf('absolute') >= 0;
  list = said ? body.getElementsByTagName('*') : [];
  for (i = 0; i < list.length && i < 2000; i++) {
    style = window.getComputedStyle(list[i], null);
    if (style.position !== 'absolute' || style.bottom === 'auto' && !/%$/.test(style.top) || list[i].ownerSVGElement) continue;
    for (e = list[i].parentNode; e && e.nodeType === 1; e = e.parentNode) {
      style = window.getComputedStyle(e, null);
      if (style.position !== 'static' || (style.webkitTransform || 'none') !== 'none') break;
    }
    if (!e || e.nodeType !== 1) return true;
  }
  return false;
}

// Whether a line may have been broken in a cell, so that its table may have given columns less
// than they would like.
function isBroken(cell) {
  if (!/\S\s+\S/.test(cell.textContent || '')) return false;
  var style = window.getComputedStyle(cell, null), around = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
  return cell.clientHeight - around > 2.2 * parseFloat(style.fontSize);
}

// Whether all that is said of a drawing's sides are lengths, and something is said of both.
function hasSides(e) {
  var rules = window.getMatchedCSSRules(e) || [], said = { width: [], height: [] }, side, i;
  for (side in said) {
    if (e.style[side]) said[side].push(e.style[side]);
    for (i = 0; i < rules.length; i++) if (rules[i].style[side]) said[side].push(rules[i].style[side]);
    if (!said[side].length || /auto|%/.test(said[side].join(' '))) return false;
  }
  return true;
}

// Whether a page must be laid out that needs it only where its contents do not fit, or where
// something is in it whose size the engine does not know. It is asked before the helper is
// read. A page without a height has no end; whether round corners or boxes may cut something
// off, style sheets tell.
function isNeeded(width, height, corners, cuts) {
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
  list = document.getElementsByTagName('svg');
  for (i = 0; i < list.length && i < 500; i++) if (hasOwnLetters(list[i]) || hasAutoSide(list[i]) || hasShare(list[i]) || hasSymbol(list[i])) return true;
  if (document.querySelector('svg [opacity],svg [style*="opacity"]')) return true;
  list = document.getElementsByTagName('td');
  for (i = 0; i < list.length && i < 500; i++) if (isBroken(list[i])) return true;
  list = document.getElementsByTagName('table');
  for (i = 0; i < list.length && i < 200; i++) if (hasFixedCells(list[i]) || hasGreatestWidth(list[i])) return true;
  list = document.querySelectorAll('li>table:first-child');
  for (i = 0; i < list.length && i < 200; i++) if (!/\S/.test(list[i].previousSibling ? list[i].previousSibling.textContent : '')) return true;
  list = document.querySelectorAll('td[rowspan],th[rowspan]');
  for (i = 0; i < list.length && i < 200; i++) if (list[i].rowSpan > 1 && isFilled(list[i])) return true;
  list = corners || cuts ? body.getElementsByTagName('*') : [];
  for (i = 0; i < list.length && i < 1000; i++) if (corners && hasCornersToCut(list[i]) || cuts && hidesText(list[i])) return true;
  return isPlacedOnPaper(body);
}

// Whether a box with round corners clips what is in it, and one of both is painted alone.
function hasCornersToCut(e) {
  var style = window.getComputedStyle(e, null), inside, i;
  if (style.overflowX === 'visible' || !/[1-9]/.test([style.borderTopLeftRadius, style.borderTopRightRadius, style.borderBottomLeftRadius, style.borderBottomRightRadius].join())) return false;
  if (style.position !== 'static') return true;
  inside = e.getElementsByTagName('*');
  for (i = 0; i < inside.length && i < 200; i++) if (window.getComputedStyle(inside[i], null).position !== 'static') return true;
  return false;
}

// Whether a box hides text that does not fit into it, which is not printed.
function hidesText(e) {
  var over = e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1;
  return over && e.clientHeight > 0 && window.getComputedStyle(e, null).overflowX !== 'visible' && /\S/.test(e.textContent || '');
}

// Whether a drawing has letters of a size of its own, which the engine takes for as many times smaller
// as it has dots in a pixel.
function hasOwnLetters(svg) {
  var around = svg.parentNode;
  if (svg.ownerSVGElement || around.nodeType !== 1) return false;
  return parseFloat(window.getComputedStyle(svg, null).fontSize) < 0.5 * parseFloat(window.getComputedStyle(around, null).fontSize);
}

// Whether a drawing has sides of its own, of which a style makes nothing: `auto` is no size to the engine.
function hasAutoSide(svg) {
  if (svg.ownerSVGElement || !(parseFloat(svg.getAttribute('width')) > 0 && parseFloat(svg.getAttribute('height')) > 0)) return false;
  var style = window.getComputedStyle(svg, null);
  return svg.getClientRects().length > 0 && !(parseFloat(style.width) > 0 && parseFloat(style.height) > 0);
}

// Whether a script has told a drawing to be as large as a share of what it is in, which it is not to the engine.
function hasShare(svg) {
  return !svg.ownerSVGElement && /%/.test(svg.style.width + svg.style.height);
}

// Whether a drawing shows a symbol, and is not as large as its attributes say, which the symbol is.
function hasSymbol(svg) {
  var style;
  if (svg.ownerSVGElement || svg.getAttribute('viewBox') || !svg.getElementsByTagName('use').length) return false;
  style = window.getComputedStyle(svg, null);
  return parseFloat(style.width) > 0 && (Math.abs(parseFloat(style.width) - parseFloat(svg.getAttribute('width'))) > 1 || Math.abs(parseFloat(style.height) - parseFloat(svg.getAttribute('height'))) > 1);
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

// Whether a line has been broken in a cell, so that its table may have given columns less than
// they would like.
function isBroken(cell) {
  if (!/\S\s+\S/.test(cell.textContent || '')) return false;
  var style = window.getComputedStyle(cell, null), around = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
  return cell.clientHeight - around > 2.2 * parseFloat(style.fontSize) && hasBrokenLine(cell);
}

// Whether what stands in a line goes on in a further one where neither a block nor a `<br>` has it
// begin one.
function hasBrokenLine(cell) {
  var walker = document.createTreeWalker(cell, 5, null, false), range = document.createRange(), rtl = window.getComputedStyle(cell, null).direction === 'rtl';
  // The blocks that a node is in, each with what came last in its lines.
  var blocks = [{ e: cell, last: null }], left = 1000, block, node, display, isBox, rects, i;
  while ((node = walker.nextNode())) {
    // To look through more takes longer than the helper.
    if (!left--) return true;
    while (blocks.length > 1 && !(blocks[blocks.length - 1].e.compareDocumentPosition(node) & 16)) blocks.length--;
    block = blocks[blocks.length - 1];
    rects = [];
    if (node.nodeType === 1) {
      display = window.getComputedStyle(node, null).display;
      isBox = /^(-webkit-)?inline-/.test(display) || /^(img|svg|input|select|canvas)$/i.test(node.tagName);
      if (isBox) rects = [node.getBoundingClientRect()];
      else if (display !== 'inline' || /^br$/i.test(node.tagName)) block.last = null;
      if (isBox || display !== 'inline') blocks[blocks.length] = { e: node, last: null };
    } else if (/\S/.test(node.data) && !node.parentNode.ownerSVGElement) {
      range.selectNodeContents(node);
      rects = range.getClientRects();
    }
    for (i = 0; i < rects.length; i++) {
      if (isBelow(rects[i], block.last, rtl)) return true;
      block.last = rects[i];
    }
  }
  return false;
}

// Whether something stands in a line below that of what came last: lower, and not behind it.
function isBelow(box, last, rtl) {
  return last && box.top > last.top + last.height / 2 && (rtl ? box.right > last.left + 1 : box.left < last.right - 1);
}

// Whether a table has a greatest width, which the engine ignores.
function hasGreatestWidth(table) {
  var width = window.getComputedStyle(table, null).maxWidth;
  return width !== 'none' && width !== '';
}

// Whether the columns of a table are fixed by cells of which a width is said, and that have more
// around them.
function hasFixedCells(table) {
  var cells = table.rows.length ? table.rows[0].cells : [], style, i, edges;
  if (window.getComputedStyle(table, null).tableLayout !== 'fixed') return false;
  for (i = 0; i < cells.length; i++) {
    style = window.getComputedStyle(cells[i], null);
    edges = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight) + parseFloat(style.borderLeftWidth) + parseFloat(style.borderRightWidth);
    if (edges && style.webkitBoxSizing !== 'border-box' && (cells[i].getAttribute('width') || saidOf(cells[i], 'width').length)) return true;
  }
  return false;
}

// What rules and the element itself say of a property.
function saidOf(e, property) {
  var rules = window.getMatchedCSSRules(e) || [], said = e.style[property] ? [e.style[property]] : [], i;
  for (i = 0; i < rules.length; i++) if (rules[i].style[property]) said[said.length] = rules[i].style[property];
  return said;
}

// Whether all that is said of a drawing's sides are lengths, and something is said of both.
function hasSides(e) {
  var sides = ['width', 'height'], said, i;
  for (i = 0; i < sides.length; i++) {
    said = saidOf(e, sides[i]);
    if (!said.length || /auto|%/.test(said.join(' '))) return false;
  }
  return true;
}

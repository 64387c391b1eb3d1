// `opacity`: the engine paints what fades as a picture, and at times forgets to fade it.
// Where nothing but text and colours is in it, they are faded themselves.
function onWhite(part, alpha) { return Math.round(part * alpha + 255 * (1 - alpha)); }

function faded(value, by, opaque) {
  var colours = /rgba?\(\s*([\d.]+)[, ]+([\d.]+)[, ]+([\d.]+)(?:[,\/ ]+([\d.]+))?\s*\)/g;
  return value.replace(colours, function (all, r, g, b, a) {
    a = (a === undefined ? 1 : num(a)) * by;
    if (!opaque) return 'rgba(' + r + ',' + g + ',' + b + ',' + Math.round(a * 1000) / 1000 + ')';
    return 'rgb(' + onWhite(r, a) + ',' + onWhite(g, a) + ',' + onWhite(b, a) + ')';
  });
}

// What is painted behind the contents of an element, by what is behind it; null where that is not
// of one colour.
function groundOn(around, colour) {
  var c = colourParts(colour);
  if (!c || !c[3]) return around;
  if (c[3] >= 1) return c;
  return around && seenOver(around, c);
}

// What fades does so as one: what is behind shines through it, and not what it covers itself.
function fadedOn(value, by, ground, back) {
  if (!ground || !back) return faded(value, by);
  return value.replace(/rgba?\([^)]*\)/g, function (text) {
    var c = colourParts(text), own;
    if (!c || !c[3]) return text;
    own = seenOver(ground, c);
    c = seenOver(back, [own[0], own[1], own[2], by]);
    return 'rgb(' + Math.round(c[0]) + ',' + Math.round(c[1]) + ',' + Math.round(c[2]) + ')';
  });
}

function isPainted(e) {
  var media = /^(img|svg|canvas|video|object|embed|iframe|input|select|textarea|button|meter|progress)$/i;
  if (media.test(e.tagName)) return true;
  var cs = style(e);
  if (cs.backgroundImage !== 'none' || cs.webkitBoxReflect && cs.webkitBoxReflect !== 'none') return true;
  return cs.display === 'list-item' && cs.listStyleImage !== 'none';
}

// What the engine fades itself, it fades only behind a border that it has just painted.
function painted(e) {
  var p = e.parentNode;
  if (!p || p.nodeType !== 1 || !/^(block|inline|inline-block|list-item|table-cell)$/.test(style(p).display)) return;
  var box = doc.createElement('h2p-o');
  each(['width', 'height', 'padding', 'margin'], function (name) { set(box, name, '0'); });
  set(box, 'position', 'absolute');
  set(box, 'display', 'block');
  var behind = colourBehind(p) || [255, 255, 255];
  set(box, 'border', Math.max(0.3, 1.1 / DOTS) + 'px solid rgb(' + Math.round(behind[0]) + ',' + Math.round(behind[1]) + ',' + Math.round(behind[2]) + ')');
  // It is painted on each page on which the box is.
  var cs = style(e);
  if (cs.position === 'absolute') each(['top', 'right', 'bottom', 'left'], function (side) { set(box, side, cs[side]); });
  set(box, 'height', px(rect(e).height));
  if (e.__painted) e.__painted.parentNode.removeChild(e.__painted);
  e.__painted = p.insertBefore(box, e);
}

function fade() {
  var list = [], mixed = [];
  eachThatMaySay(['opacity'], function (rec) {
    var by = parseFloat(get(rec.e, 'opacity', '1'));
    if (by < 1 && rec.e.getClientRects().length && !rec.e.ownerSVGElement) push(list, [rec.e, Math.max(0, by)]);
  });
  each(list, function (x) {
    var top = x[0], by = x[1], all = [top], found = top.getElementsByTagName('*'), plain = true, held = true, now = [], back;
    if (!by) { set(top, 'visibility', 'hidden'); return; }
    if (found.length > 5000) return;
    each(found, function (e) { push(all, e); });
    each(all, function (e) { if (plain && isPainted(e)) plain = false; });
    if (!plain) { push(mixed, top); return; }
    back = colourBehind(top.parentNode);
    each(all, function (e) {
      // Parents come before their children.
      var cs = style(e), own = [], around = e !== top && e.parentNode.__ground || null, ground = e.__ground = back && groundOn(around, cs.backgroundColor);
      if (e !== top && cs.position === 'absolute') held = false;
      // A text that lets something through may fade what is painted as a picture behind it.
      push(own, ['color', fadedOn(cs.color, by, ground || (around ? null : back), back)]);
      if (!/^rgba\(0, 0, 0, 0\)$|^transparent$/.test(cs.backgroundColor)) push(own, ['background-color', fadedOn(cs.backgroundColor, by, around, back)]);
      each(['top', 'right', 'bottom', 'left'], function (side) {
        var kind = cs.getPropertyValue('border-' + side + '-style');
        // Each dash that shines through would be a picture.
        if (kind === 'none' || !num(cs.getPropertyValue('border-' + side + '-width'))) return;
        var name = 'border-' + side + '-color';
        push(own, [name, ground && back ? fadedOn(cs.getPropertyValue(name), by, ground, back) : faded(cs.getPropertyValue(name), by, /^da|^do/.test(kind))]);
      });
      each(['text-shadow', '-webkit-box-shadow'], function (name) {
        var value = cs.getPropertyValue(name);
        if (value && value !== 'none') push(own, [name === 'text-shadow' ? name : 'box-shadow', faded(value, by)]);
      });
      push(now, own);
    });
    each(all, function (e) { delete e.__ground; });
    each(all, function (e, i) { each(now[i], function (one) { set(e, one[0], one[1]); }); });
    set(top, 'opacity', '1');
    // It goes on being painted after what is around it.
    if (!held || style(top).position !== 'static') return;
    if (/block$|^inline$|^list-item$/.test(style(top).display)) set(top, 'position', 'relative');
  });
  fadeBeside();
  fadeDrawings();
  // What is painted as a picture for its mask fades with a text before it that lets something through.
  each(mentioned('-webkit-mask', '-webkit-mask'), function (e) { if ((style(e).webkitMaskImage || 'none') !== 'none' && e.getClientRects().length && !e.ownerSVGElement) push(mixed, e); });
  if (!mixed.length) return;
  freeze();
  each(mixed, painted);
}

// Texts and shapes before and behind elements are faded as well.
function fadeBeside() {
  var rules = sideRules('h2pfade');
  eachThatMaySay(['opacity'], function (rec) {
    each(['before', 'after'], function (side) {
      var own = rec[side], by = own ? parseFloat(own.v.opacity) : 1, cs, back;
      if (!(by > 0 && by < 1) || !rec.e.getClientRects().length) return;
      cs = view.getComputedStyle(rec.e, ':' + side);
      // A text that lets something through may fade the next box that is painted as a picture with it.
      if (isTextBeside(cs)) {
        back = colourBehind(rec.e);
        rules.add(rec.e, side, 'color:' + (back ? fadedOn(cs.color, by, back, back) : faded(cs.color, by)) + '!important;opacity:1!important');
      } else if (isShapeBeside(cs)) rules.add(rec.e, side, fadedShape(cs, by));
    });
  });
  rules.write();
}

function isTextBeside(cs) {
  var plain = /^["']?[^"']/.test(cs.content || '') && !/^(none|normal|url\()/.test(cs.content) && cs.backgroundImage === 'none' && /^(transparent|rgba\(.*, 0\))$/.test(cs.backgroundColor) && (cs.webkitBoxShadow || 'none') === 'none' && (cs.textShadow || 'none') === 'none';
  each(SIDES, function (side) { if (num(cs.getPropertyValue('border-' + side + '-width'))) plain = false; });
  return plain;
}

// Shapes without a text, of colours and gradients, such as circles in the corners of a card.
function isShapeBeside(cs) {
  return /^(""|'')?$/.test(cs.content || '') && !/url\(|-webkit-canvas/.test(cs.backgroundImage) && (cs.webkitMaskImage || 'none') === 'none' && (cs.webkitBorderImage || 'none') === 'none';
}

function fadedShape(cs, by) {
  var body = 'opacity:1!important;background-color:' + faded(cs.backgroundColor, by) + '!important;', shadow = cs.webkitBoxShadow || 'none';
  if (cs.backgroundImage !== 'none') body += 'background-image:' + faded(cs.backgroundImage, by) + '!important;';
  if (shadow !== 'none') body += '-webkit-box-shadow:' + faded(shadow, by) + '!important;box-shadow:' + faded(shadow, by) + '!important;';
  each(SIDES, function (side) {
    var name = 'border-' + side + '-color';
    if (num(cs.getPropertyValue('border-' + side + '-width'))) body += name + ':' + faded(cs.getPropertyValue(name), by) + '!important;';
  });
  return body;
}

// In a drawing the engine fades nothing by itself: shapes do so by their fill and by the colour of
// their stroke, those of a group each for itself.
var MOST_FADED = 5000;

function fadeDrawings() {
  var faders = [], shapes = [], looks = 4 * MOST_FADED, left = MOST_FADED, now = [];
  function isShape(e) { return /^(path|circle|ellipse|rect|line|polyline|polygon|text|use)$/i.test(e.tagName); }
  function look(e) {
    if (!e.ownerSVGElement || e.h2pFaded || looks-- <= 0) return;
    e.h2pFaded = true;
    var by = parseFloat(style(e).opacity);
    if (by >= 0 && by < 1 && (isShape(e) || /^(g|a|svg)$/i.test(e.tagName))) push(faders, [e, by]);
  }
  each(all('svg [opacity],svg [style*="opacity"]'), look);
  eachThatMaySay(['opacity'], function (rec) { if (rec.v.opacity !== undefined) look(rec.e); });
  each(faders, function (x) {
    var inside = isShape(x[0]) ? [x[0]] : x[0].getElementsByTagName('*');
    left -= inside.length;
    if (left > 0) each(inside, function (e) {
      if (!isShape(e)) return;
      if (e.h2pBy === undefined) { e.h2pBy = 1; push(shapes, e); }
      e.h2pBy *= x[1];
    });
  });
  if (left <= 0) return;
  each(shapes, function (e) {
    var cs = style(e), stroke = cs.getPropertyValue('stroke'), c = /^(#|rgba?\()/.test(stroke) ? colour(stroke) : null, fill = parseFloat(cs.getPropertyValue('fill-opacity'));
    push(now, [e, (fill >= 0 ? fill : 1) * e.h2pBy, c && colourText([c[0], c[1], c[2], c[3] * e.h2pBy])]);
  });
  each(faders, function (x) { set(x[0], 'opacity', '1'); });
  each(now, function (x) {
    set(x[0], 'fill-opacity', Math.round(x[1] * 1000) / 1000);
    if (x[2]) set(x[0], 'stroke', x[2]);
  });
}

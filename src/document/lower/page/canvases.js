// The engine prints a canvas with one bit of transparency: the edges of what is drawn would be
// dark. What is behind it is painted under it where that is one colour.
function canvases() {
  each(all('canvas'), function (e) {
    var r = rect(e), back, context;
    if (!r.width || !r.height || !e.width || !e.height || liesOnOthers(e, r)) return;
    back = behind(e);
    if (!back) return;
    context = e.getContext('2d');
    if (!context) return;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = 'destination-over';
    context.globalAlpha = 1;
    context.shadowColor = 'transparent';
    context.fillStyle = back;
    context.fillRect(0, 0, e.width, e.height);
    context.restore();
  });
}

// The colour that shines through, null where it is not one.
function behind(e) {
  for (; e && e.nodeType === 1; e = e.parentNode) {
    var cs = style(e), c = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(cs.backgroundColor);
    if (cs.backgroundImage !== 'none' || num(cs.opacity) < 1) return null;
    if (c && (c[4] === undefined || +c[4] === 1)) return cs.backgroundColor;
    if (!c || +c[4] > 0) return null;
  }
  return '#ffffff';
}

// Whether it stands over something else: what comes before it, or behind it by its level.
function liesOnOthers(e, r) {
  var box = e, k, left = 800;
  function overlaps(other) {
    var q = rect(other);
    return q.width && q.height && q.left < r.right - 1 && q.right > r.left + 1 && q.top < r.bottom - 1 && q.bottom > r.top + 1;
  }
  function meets(next, isUnder) {
    for (var other = k[next]; other; other = other[next]) {
      // Among so many it is taken for one that does.
      if (--left < 0 || isUnder(other) && overlaps(other)) return true;
    }
    return false;
  }
  while (box && box !== doc.body && style(box).position === 'static') box = box.parentNode;
  if (!box || box === doc.body || box === root) return false;
  // From where it is placed up to what holds it.
  for (k = box; k && k !== doc.body && k.parentNode; k = k.parentNode) {
    if (meets('previousElementSibling', function () { return true; })) return true;
    if (meets('nextElementSibling', paintedBefore(paintLevel(k)))) return true;
  }
  return false;
}

// Static boxes are painted before those that are placed, whatever comes first.
function paintLevel(e) {
  var cs = style(e);
  return cs.position === 'static' ? -.5 : parseInt(cs.zIndex, 10) || 0;
}
function paintedBefore(level) {
  return function (other) { return paintLevel(other) < level; };
}

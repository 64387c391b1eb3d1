(function (width) {
  var body = document.body;
  if (!body) return;
  // The engine takes the box of the body for the whole.
  var style = window.getComputedStyle(body, null);
  function grow(side) {
    var length = (parseFloat(style['padding' + side]) || 0) + (parseFloat(style['margin' + side]) || 0);
    body.style.setProperty('padding-' + side.toLowerCase(), length + 'px', 'important');
    body.style.setProperty('margin-' + side.toLowerCase(), '0', 'important');
  }
  grow('Top');
  grow('Bottom');
  // Nor may it be too low for what is in it.
  var height = parseFloat(style.height);
  body.style.setProperty('height', 'auto', 'important');
  if (parseFloat(style.height) < height) body.style.setProperty('min-height', height + 'px', 'important');
  // Nor does the engine count what reaches out of that box.
  var highest = 0, lowest = 0, root = document.documentElement, rootStyle = root.style.cssText, more;
  function reach(node, isPositioned) {
    var child, style, box, isOut;
    for (child = node.firstElementChild; child; child = child.nextElementSibling) {
      style = window.getComputedStyle(child, null);
      if (style.display === 'none') continue;
      isOut = style.position === 'absolute' || style.position === 'fixed';
      // The page that it stands at the foot of is not there yet.
      if (isOut && style.top === 'auto' && style.bottom !== 'auto') continue;
      box = child.getBoundingClientRect();
      if (box.height > 0) {
        lowest = Math.max(lowest, box.bottom);
        if (!isOut && !isPositioned) highest = Math.min(highest, box.top);
      }
      if (style.overflow === 'visible') reach(child, isOut || isPositioned);
    }
  }
  // The window has no width yet, in which each word would have a line of its own.
  root.style.cssText += ';position:relative!important;width:' + width + 'px!important';
  reach(body, false);
  more = lowest - body.getBoundingClientRect().bottom;
  root.style.cssText = rootStyle;
  function pad(side, more) {
    if (more <= 0) return;
    var padding = parseFloat(window.getComputedStyle(body, null)['padding' + side]) || 0;
    body.style.setProperty('padding-' + side.toLowerCase(), padding + more + 'px', 'important');
  }
  pad('Bottom', more);
  pad('Top', -highest);
})
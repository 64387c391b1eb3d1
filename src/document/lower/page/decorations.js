// Lines under text that have a colour, a style, a thickness or a place of their own. The engine
// draws a line in the colour of what has it, so that is coloured, and what is in it is not.
// Others are borders of a box with letters so small that it ends where the line is to be.
function decorations() {
  var list = [];
  eachThatMaySay(['text-decoration-color', 'text-decoration-style', 'text-decoration-thickness', 'text-underline-offset'], function (rec) {
    var e = rec.e, own = { colour: get(e, 'text-decoration-color'), kind: get(e, 'text-decoration-style'), size: get(e, 'text-decoration-thickness'), offset: get(e, 'text-underline-offset') }, cs, n, name, any = false;
    for (name in own) {
      if (own[name] !== undefined && /^(auto|from-font|solid|currentcolor|inherit)$/i.test(own[name])) own[name] = undefined;
      if (own[name] !== undefined) any = true;
    }
    if (!any || !e.firstChild || e.ownerSVGElement || kind(e)) return;
    cs = style(e);
    if (!/^(inline|inline-block|block|list-item|table-cell)$/.test(cs.display) || !/under|over|through/.test(own.lines = cs.textDecoration || '')) return;
    for (n = e.firstElementChild; n; n = n.nextElementSibling) if (!/^(inline|none)$/.test(style(n).display)) return;
    own.e = e;
    own.em = num(cs.fontSize);
    own.thick = own.size === undefined ? null : length(own.size, own.em, own.em);
    own.down = own.offset === undefined ? null : length(own.offset, own.em, own.em);
    push(list, own);
  });
  if (!list.length) return;
  freeze();
  each(list, function (own) {
    var e = own.e, cs = style(e), colour = cs.color, box = doc.createElement('h2p-x');
    own.drawn = /underline/.test(own.lines) && (own.kind !== undefined || own.thick !== null || own.down !== null);
    own.line = cs.lineHeight;
    while (e.firstChild) box.appendChild(e.firstChild);
    own.box = box;
    if (own.drawn) {
      own.under = doc.createElement('h2p-x');
      own.probe = doc.createElement('h2p-x');
      own.probe.setAttribute('style', 'display:inline-block;width:0;height:0');
      own.under.appendChild(box);
      box.appendChild(own.probe);
      set(e, 'text-decoration', trim(own.lines.replace('underline', '')) || 'none');
      e.appendChild(own.under);
    } else e.appendChild(box);
    if (own.colour !== undefined && (!own.drawn || /over|through/.test(own.lines))) {
      each(SIDES, function (side) { if (num(cs.getPropertyValue('border-' + side + '-width'))) set(e, 'border-' + side + '-color', cs.getPropertyValue('border-' + side + '-color')); });
      set(box, 'color', colour);
      set(e, 'color', own.colour);
    }
    own.text = colour;
  });
  each(list, function (own) { if (own.drawn) own.deep = rect(own.box).bottom - rect(own.probe).bottom; });
  each(list, function (own) {
    if (!own.drawn) return;
    var thick = own.thick === null ? Math.max(1, own.em / 10) : Math.max(1, own.thick), down = own.down === null ? Math.max(1, Math.ceil(thick / 2)) : own.down;
    // Waves are dots.
    var kind = own.kind === 'wavy' ? 'dotted' : own.kind || 'solid';
    own.want = down;
    own.letters = own.em * Math.max(0.05, Math.min(4, down / Math.max(0.5, own.deep)));
    own.border = kind === 'double' ? thick * 3 : thick;
    set(own.under, 'font-size', px(own.letters));
    set(own.under, 'line-height', '0');
    set(own.under, 'border-bottom', own.border + 'px ' + kind + ' ' + (own.colour || own.text));
    set(own.box, 'font-size', px(own.em));
    set(own.box, 'line-height', own.line);
  });
  // How deep letters of that size are is rounded.
  each(list, function (own) { if (own.drawn) own.deep = rect(own.under).bottom - own.border - rect(own.probe).bottom; });
  each(list, function (own) {
    if (!own.drawn) return;
    own.box.removeChild(own.probe);
    if (own.deep > 0.2) set(own.under, 'font-size', px(Math.max(0.5, own.letters * own.want / own.deep)));
  });
}

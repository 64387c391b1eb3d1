// `text-wrap: balance`: lines are as short as they can be while there are no more of them. The
// text gets a box of its own, which stands where its lines would.
var MOST_LINES = 6, MOST_BALANCED = 80;

function balanceTexts() {
  var list = [];
  eachThatMaySay(['text-wrap-style'], function (rec) {
    var e = rec.e, cs;
    if (get(e, 'text-wrap-style') !== 'balance' || list.length >= MOST_BALANCED || !e.getClientRects().length) return;
    cs = style(e);
    if (/^(block|list-item|table-cell)$/.test(cs.display) && cs.whiteSpace === 'normal' && e.firstChild && isText(e)) push(list, e);
  });
  each(list, balanceText);
}

function balanceText(e) {
  var cs = style(e), f = frame(e, cs), room = rect(e).width - f.h, box, high, least, most, guard, middle, align;
  // Lines of headings are often no higher than their letters.
  var lines = endsOf(e);
  if (!lines || lines.single || rect(e).height - f.v > MOST_LINES * 2 * f.em) return;
  freeze();
  box = doc.createElement('h2p-i');
  set(box, 'display', 'block');
  while (e.firstChild) box.appendChild(e.firstChild);
  e.appendChild(box);
  high = rect(box).height;
  set(box, 'width', px(room / 2));
  for (least = 0, most = room, guard = 0; guard < 12 && most - least > 0.5; guard++) {
    middle = (least + most) / 2;
    set(box, 'width', px(middle));
    if (rect(box).height > high + 1) least = middle; else most = middle;
  }
  set(box, 'width', px(most));
  align = cs.textAlign;
  if (/center$/.test(align)) { set(box, 'margin-left', 'auto'); set(box, 'margin-right', 'auto'); }
  else if (/right$/.test(align) || /^(start|-webkit-auto|auto)$/.test(align) && cs.direction === 'rtl' || align === 'end' && cs.direction !== 'rtl') set(box, 'margin-left', 'auto');
}

// Pictures that fill, cover or keep a ratio.
var EMPTY = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

function ratios() {
  each(records, function (rec) {
    var e = rec.e, v = get(e, 'aspect-ratio');
    if (!v || v === 'auto') return;
    var m = /([\d.]+)\s*(?:\/\s*([\d.]+))?/.exec(v);
    if (!m || !e.getClientRects().length) return;
    var ratio = +m[1] / (m[2] === undefined ? 1 : +m[2]), picture = /^(img|svg|canvas|video)$/i.test(e.tagName);
    if (!(ratio > 0) || ratio === Infinity) return;
    if (picture && /^auto/.test(v)) return;
    var f = frame(e), r = rect(e), h = get(e, 'height', 'auto'), w = get(e, 'width', 'auto');
    if (h === 'auto') {
      var x = f.border ? r.width / ratio : (r.width - f.h) / ratio;
      // Contents that need more may have more.
      set(e, picture ? 'height' : 'min-height', px(x));
    } else if (w === 'auto') set(e, 'width', px(f.border ? r.height * ratio : (r.height - f.v) * ratio));
  });
}

function fits() {
  var list = [];
  each(records, function (rec) {
    var e = rec.e, fit = get(e, 'object-fit');
    if (!fit || fit === 'fill' || !/^img$/i.test(e.tagName) || !e.src) return;
    var f = frame(e), r = rect(e);
    if (r.width && r.height && e.naturalWidth) push(list, [e, fit, f, r]);
  });
  each(list, function (x) {
    var e = x[0], fit = x[1], f = x[2], r = x[3], w = r.width - f.h, h = r.height - f.v;
    if (Math.abs(w / h - e.naturalWidth / e.naturalHeight) < 0.004 && fit !== 'none') return;
    var size = fit;
    if (fit === 'none') size = e.naturalWidth + 'px ' + e.naturalHeight + 'px';
    if (fit === 'scale-down') size = e.naturalWidth <= w && e.naturalHeight <= h ? e.naturalWidth + 'px ' + e.naturalHeight + 'px' : 'contain';
    set(e, 'background-image', 'url("' + e.src.replace(/"/g, '%22') + '")');
    set(e, 'background-repeat', 'no-repeat');
    set(e, 'background-position', get(e, 'object-position', '50% 50%'));
    set(e, 'background-size', size);
    set(e, 'background-origin', 'content-box');
    set(e, 'background-clip', 'content-box');
    set(e, 'width', px(f.border ? r.width : w));
    set(e, 'height', px(f.border ? r.height : h));
    e.src = EMPTY;
  });
}

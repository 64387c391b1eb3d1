/* Draws the charts of the report into inline SVG, from the data in the page. ES5, as the engine wants it. */
(function () {
  'use strict';

  var INK = '#22303d', QUIET = '#5f6b76', LINE = '#dfe4e8', NAVY = '#14304f', BLUE = '#4a86b5', AMBER = '#e6a02e', GRAY = '#b3bcc4';
  var SERIES = [NAVY, BLUE, AMBER];
  var data = JSON.parse(document.getElementById('data').textContent);

  function svg(id, width, height) {
    var root = node(null, 'svg', { width: width, height: height, viewBox: '0 0 ' + width + ' ' + height });
    document.getElementById(id).appendChild(root);
    return root;
  }

  function node(parent, name, attributes) {
    var it = document.createElementNS('http://www.w3.org/2000/svg', name), key;
    for (key in attributes) it.setAttribute(key, attributes[key]);
    if (parent) parent.appendChild(it);
    return it;
  }

  function text(parent, x, y, words, more) {
    var it = node(parent, 'text', { x: x, y: y, 'font-family': 'Carlito', 'font-size': 11.5, fill: QUIET }), key;
    for (key in more) it.setAttribute(key, more[key]);
    it.appendChild(document.createTextNode(words));
    return it;
  }

  function line(parent, x1, y1, x2, y2, color, width) {
    return node(parent, 'line', { x1: x1, y1: y1, x2: x2, y2: y2, stroke: color || LINE, 'stroke-width': width || 0.8 });
  }

  function sum(list) {
    var total = 0, i;
    for (i = 0; i < list.length; i++) total += list[i];
    return total;
  }

  function grouped(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
  }

  /* Horizontal lines of a scale, with their numbers at the left. */
  function scale(root, left, right, y, ticks, unit) {
    for (var i = 0; i < ticks.length; i++) {
      line(root, left, y(ticks[i]), right, y(ticks[i]), ticks[i] === 0 ? QUIET : LINE);
      text(root, left - 7, y(ticks[i]) + 4, grouped(ticks[i]) + (i === ticks.length - 1 && unit ? unit : ''), { 'text-anchor': 'end' });
    }
  }

  /* Revenue: a stacked bar for each quarter */
  function bars(id, quarters, segments) {
    var width = 626, height = 322, left = 28, right = 520, top = 18, bottom = 292;
    var root = svg(id, width, height), step = (right - left) / quarters.length, thick = step * 0.58;
    function y(value) { return bottom - (bottom - top) * value / 35; }
    scale(root, left, right, y, [0, 10, 20, 30], '');
    for (var i = 0; i < quarters.length; i++) {
      var values = quarters[i].values, at = 0, x = left + step * i + (step - thick) / 2, last = i === quarters.length - 1;
      for (var s = 0; s < values.length; s++) {
        node(root, 'rect', { x: x, y: y((at + values[s]) / 1000) + 0.6, width: thick, height: y(at / 1000) - y((at + values[s]) / 1000) - 0.6, fill: SERIES[s] });
        if (last) {
          var middle = y((at + values[s] / 2) / 1000);
          line(root, x + thick + 4, middle, right + 8, middle, GRAY);
          text(root, right + 13, middle - 2, segments[s], { fill: INK, 'font-weight': 'bold' });
          text(root, right + 13, middle + 12, grouped(values[s]));
        }
        at += values[s];
      }
      text(root, x + thick / 2, y(at / 1000) - 5, (at / 1000).toFixed(1), { 'text-anchor': 'middle', fill: last ? NAVY : QUIET, 'font-weight': last ? 'bold' : 'normal' });
      text(root, x + thick / 2, bottom + 17, quarters[i].name, { 'text-anchor': 'middle', fill: last ? NAVY : QUIET, 'font-weight': last ? 'bold' : 'normal' });
    }
  }

  /* Shares: a ring */
  function donut(id, values) {
    var size = 200, center = size / 2, outer = 96, inner = 62, root = svg(id, size, size), total = sum(values), at = 0;
    function point(radius, share) {
      var angle = 2 * Math.PI * share - Math.PI / 2;
      return (center + radius * Math.cos(angle)).toFixed(2) + ' ' + (center + radius * Math.sin(angle)).toFixed(2);
    }
    for (var i = 0; i < values.length; i++) {
      var from = at / total, to = (at + values[i]) / total, large = to - from > 0.5 ? 1 : 0;
      node(root, 'path', {
        d: 'M' + point(outer, from) + 'A' + outer + ' ' + outer + ' 0 ' + large + ' 1 ' + point(outer, to) +
          'L' + point(inner, to) + 'A' + inner + ' ' + inner + ' 0 ' + large + ' 0 ' + point(inner, from) + 'Z',
        fill: SERIES[i], stroke: '#fff', 'stroke-width': 1.6
      });
      text(root, 0, 0, Math.round(1000 * values[i] / total) / 10 + '%', {
        x: point(79, (from + to) / 2).split(' ')[0], y: +point(79, (from + to) / 2).split(' ')[1] + 4,
        'text-anchor': 'middle', fill: i === 2 ? INK : '#fff', 'font-weight': 'bold', 'font-size': 11
      });
      at += values[i];
    }
    text(root, center, center + 3, grouped(total), { 'text-anchor': 'middle', 'font-family': 'Caladea', 'font-size': 25, 'font-weight': 'bold', fill: NAVY });
    text(root, center, center + 19, 'KRW m', { 'text-anchor': 'middle' });
  }

  /* Generation: three lines over the months */
  function lines(id, months, series) {
    var width = 626, height = 250, left = 28, right = 530, top = 14, bottom = 218;
    var root = svg(id, width, height), step = (right - left) / (months.length - 1);
    function x(month) { return left + step * month; }
    function y(value) { return bottom - (bottom - top) * value / 30; }
    /* A number that keeps the lines behind it at a distance */
    function label(x, y, words) {
      text(root, x, y, words, { 'text-anchor': 'middle', 'font-weight': 'bold', stroke: '#f4f1e8', 'stroke-width': 5, 'stroke-linejoin': 'round' });
      text(root, x, y, words, { 'text-anchor': 'middle', 'font-weight': 'bold', fill: NAVY });
    }
    node(root, 'rect', { x: x(5.5), y: top, width: x(8.5) - x(5.5), height: bottom - top, fill: '#f4f1e8' });
    text(root, x(7), bottom - 8, 'Q3', { 'text-anchor': 'middle', 'font-weight': 'bold', fill: '#a8741c' });
    scale(root, left, right, y, [0, 10, 20, 30], '');
    for (var m = 0; m < months.length; m++) text(root, x(m), bottom + 17, months[m], { 'text-anchor': 'middle' });
    for (var i = 0; i < series.length; i++) {
      var it = series[i], path = '', main = i === series.length - 1, last = it.values.length - 1;
      for (m = 0; m <= last; m++) path += (m ? 'L' : 'M') + x(m).toFixed(1) + ' ' + y(it.values[m]).toFixed(1);
      var drawn = node(root, 'path', { d: path, fill: 'none', stroke: [GRAY, BLUE, NAVY][i], 'stroke-width': main ? 2.6 : 1.4, 'stroke-linejoin': 'round', 'stroke-linecap': 'round' });
      if (i === 1) drawn.setAttribute('stroke-dasharray', '4 4');
      if (main) for (m = 0; m <= last; m++) {
        node(root, 'circle', { cx: x(m), cy: y(it.values[m]), r: 3.2, fill: '#fff', stroke: NAVY, 'stroke-width': 1.8 });
        if (m > 5) label(x(m), y(it.values[m]) + (it.values[m] < series[1].values[m] ? 19 : -10), it.values[m].toFixed(1));
      }
      if (main) text(root, x(last) + 10, y(it.values[last]) + 4, it.name, { 'font-weight': 'bold', fill: NAVY });
      else text(root, right + 8, y(it.values[last]) + (i ? 0 : 8), it.name, { fill: [QUIET, BLUE][i] });
    }
  }

  /* A day: what the sun gave, and what went to the grid */
  function day(id, sun, fed) {
    var width = 626, height = 214, left = 28, right = 606, top = 14, bottom = 182;
    var root = svg(id, width, height);
    function x(hour) { return left + (right - left) * hour / 24; }
    function y(value) { return bottom - (bottom - top) * value / 16; }
    function curve(values) {
      var path = '';
      for (var i = 0; i < values.length; i++) path += (i ? 'L' : 'M') + x(i / 2).toFixed(1) + ' ' + y(values[i]).toFixed(1);
      return path;
    }
    node(root, 'path', { d: curve(sun) + 'L' + x(24) + ' ' + bottom + 'L' + x(0) + ' ' + bottom + 'Z', fill: '#f6dca9' });
    node(root, 'path', { d: curve(fed) + 'L' + x(24) + ' ' + bottom + 'L' + x(0) + ' ' + bottom + 'Z', fill: '#c6d9e8' });
    var both = [];
    for (var i = 0; i < sun.length; i++) both.push(Math.min(sun[i], fed[i]));
    node(root, 'path', { d: curve(both) + 'L' + x(24) + ' ' + bottom + 'L' + x(0) + ' ' + bottom + 'Z', fill: '#e3dfcf' });
    scale(root, left, right, y, [0, 5, 10, 15], '');
    node(root, 'path', { d: curve(sun), fill: 'none', stroke: AMBER, 'stroke-width': 2.2, 'stroke-linejoin': 'round' });
    node(root, 'path', { d: curve(fed), fill: 'none', stroke: NAVY, 'stroke-width': 2.2, 'stroke-linejoin': 'round' });
    for (var hour = 0; hour <= 24; hour += 3) {
      line(root, x(hour), bottom, x(hour), bottom + 4, QUIET);
      text(root, x(hour), bottom + 17, (hour < 10 ? '0' : '') + hour + ':00', { 'text-anchor': 'middle' });
    }
    text(root, x(12.2), y(9.6), 'charging', { 'text-anchor': 'middle', fill: '#a8741c', 'font-weight': 'bold' });
    text(root, x(19.6), y(5), 'discharging', { 'text-anchor': 'middle', fill: NAVY, 'font-weight': 'bold' });
    text(root, x(9.5), y(11.6), 'Solar output', { 'text-anchor': 'end', fill: '#a8741c' });
    text(root, x(18.6), y(8.1), 'Fed into the grid', { fill: NAVY });
  }

  /* Regions: a lying bar for each, summed up from the rows of the table of plants */
  function regions(id, table) {
    var rows = document.getElementById(table).getElementsByTagName('tr'), names = [], sums = {}, most = 0, i;
    for (i = 0; i < rows.length; i++) {
      var cells = rows[i].getElementsByTagName('td');
      if (cells.length !== 8) continue;
      var name = cells[0].textContent;
      if (!sums[name]) { names.push(name); sums[name] = { Solar: 0, Wind: 0 }; }
      sums[name][cells[2].textContent] += parseFloat(cells[5].textContent);
      most = Math.max(most, sums[name].Solar + sums[name].Wind);
    }
    var left = 110, step = 25, thick = 14, root = svg(id, 626, step * names.length + 6);
    function width(value) { return 440 * value / most; }
    for (i = 0; i < names.length; i++) {
      var it = sums[names[i]], y = step * i + 4;
      text(root, 0, y + 11, names[i], { fill: INK, 'font-size': 12.5 });
      node(root, 'rect', { x: left, y: y, width: width(it.Solar), height: thick, fill: AMBER });
      node(root, 'rect', { x: left + width(it.Solar), y: y, width: width(it.Wind), height: thick, fill: BLUE });
      text(root, left + width(it.Solar + it.Wind) + 7, y + 11, (it.Solar + it.Wind).toFixed(1), { 'font-weight': 'bold', fill: NAVY });
    }
    node(root, 'rect', { x: 540, y: step * names.length - 35, width: 11, height: 11, fill: AMBER });
    text(root, 557, step * names.length - 26, 'Solar');
    node(root, 'rect', { x: 540, y: step * names.length - 17, width: 11, height: 11, fill: BLUE });
    text(root, 557, step * names.length - 8, 'Wind');
  }

  bars('revenue', data.revenue, data.segments);
  donut('segments', data.revenue[data.revenue.length - 1].values);
  lines('generation', data.months, data.generation);
  day('day', data.day.sun, data.day.fed);
  regions('regions', 'plants');
}());

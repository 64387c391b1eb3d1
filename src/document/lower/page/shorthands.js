// Shorthands of layout whose variables the page has put in: what they set, and to what
// (declarations/shorthand.rs has those that are known before). Null for all else.
function longhandsOf(name, value) {
  var all = words(value), parts;
  if (name === 'flex') return flexibility(all);
  if (name === 'flex-flow') {
    return [['flex-direction', (/\b(row|column)(-reverse)?\b/.exec(value) || ['row'])[0]], ['flex-wrap', (/\b(nowrap|wrap(-reverse)?)\b/.exec(value) || ['nowrap'])[0]]];
  }
  if (/^(grid-)?gap$/.test(name)) return [['row-gap', all[0]], ['column-gap', all[1] || all[0]]];
  if (/^place-(content|items|self)$/.test(name)) {
    parts = alignmentsOf(all);
    return [['align' + name.substring(5), parts[0]], ['justify' + name.substring(5), parts[1] || parts[0]]];
  }
  if (name === 'inset') return [['top', all[0]], ['right', all[1] || all[0]], ['bottom', all[2] || all[0]], ['left', all[3] || all[1] || all[0]]];
  if (!/^grid-(row|column|area)$/.test(name)) return null;
  parts = value.split('/');
  each(parts, function (part, i) { parts[i] = trim(part); });
  if (name === 'grid-area') {
    all = parts[1] || sameLine(parts[0]);
    return [['grid-row-start', parts[0]], ['grid-column-start', all], ['grid-row-end', parts[2] || sameLine(parts[0])], ['grid-column-end', parts[3] || sameLine(all)]];
  }
  return [[name + '-start', parts[0]], [name + '-end', parts[1] || sameLine(parts[0])]];
}

function flexibility(all) {
  var numbers = [], basis, auto = /^auto$/.test(all[0]);
  if (all.length === 1 && /^(none|auto|initial)$/.test(all[0])) return [['flex-grow', auto ? '1' : '0'], ['flex-shrink', all[0] === 'none' ? '0' : '1'], ['flex-basis', 'auto']];
  each(all, function (word) { if (numbers.length < 2 && /^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) push(numbers, word); else basis = word; });
  return [['flex-grow', numbers[0] || '1'], ['flex-shrink', numbers[1] || '1'], ['flex-basis', basis || '0%']];
}

// `safe center` is one value.
function alignmentsOf(all) {
  var found = [], before = '';
  each(all, function (word) {
    if (/^(first|last|safe|unsafe|legacy)$/.test(word)) { before = word + ' '; return; }
    push(found, before + word);
    before = '';
  });
  return found;
}

// A line that is not told is that of the same name, or found by itself.
function sameLine(line) { return /^[a-z_-][^\s]*$/i.test(line) && !/^(span|-\d+)$/i.test(line) ? line : 'auto'; }

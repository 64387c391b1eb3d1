let {a, b: [c = 1, ...d] = [], ...e} = {}, f = (g, {h} = {}, ...i) => ({h, [g]: i?.[0] ?? `j${a}`});
for (const [k, l] of Object.entries(e)) { { let a = k; f(() => a, l,) } }
a ||= b &&= c ??= 0b11 + 1_0;
try { f`x${1}
` } catch { }

'use strict';
// The engine's constructors are objects without a name, and their prototypes do not know them.
Object.getOwnPropertyNames(window).forEach(function (name) {
  var made, hidden = { value: name, configurable: true, writable: true };
  if (!/^[A-Z]\w+[a-z]$/.test(name)) return;
  try {
    made = window[name];
    if (!made || typeof made != 'object' || !made.prototype) return;
    if (made.name === undefined) Object.defineProperty(made, 'name', hidden);
    hidden.value = made;
    if (made.prototype.constructor === Object) Object.defineProperty(made.prototype, 'constructor', hidden);
  } catch (e) {}
});

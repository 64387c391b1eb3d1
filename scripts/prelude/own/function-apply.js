'use strict';
// The engine takes arrays and arguments alone for a list: others are made one once it has refused them.
var native = Function.prototype.apply, slice = Array.prototype.slice;
Object.defineProperty(Function.prototype, 'apply', {
  value: function (self, list) {
    if (list === null || list === undefined) return native.call(this, self);
    try {
      return native.call(this, self, list);
    } catch (error) {
      if (list instanceof Array || !(list.length >= 0) || Object.prototype.hasOwnProperty.call(list, 'callee')) throw error;
      var items = [], i;
      try { items = slice.call(list); } catch (e) { for (i = 0; i < list.length; i++) items[i] = list[i]; }
      items.length = list.length;
      return native.call(this, self, items);
    }
  },
  writable: true, configurable: true
});

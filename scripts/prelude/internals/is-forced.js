'use strict';
module.exports = function (name, detected) {
  if (typeof detected != 'function') return !!detected;
  try { return !!detected(); } catch (e) { return true; }
};

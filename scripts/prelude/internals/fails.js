'use strict';
module.exports = function (run) {
  try { return !!run(); } catch (e) { return true; }
};

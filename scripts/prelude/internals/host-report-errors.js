'use strict';
// What nobody catches is told as what a script throws: it becomes a warning.
module.exports = function (text, reason) {
  var error = arguments.length > 1 ? reason : text;
  setTimeout(function () { throw error; }, 0);
};

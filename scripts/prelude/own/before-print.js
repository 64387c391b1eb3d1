'use strict';
// Pages make themselves ready for paper when they are told that they are printed.
require('../own/rest').when(function () {
  var event = document.createEvent('Event'), body = document.body, attribute = body && body.getAttribute('onbeforeprint');
  event.initEvent('beforeprint', false, false);
  try {
    if (typeof window.onbeforeprint == 'function') window.onbeforeprint.call(window, event);
    else if (attribute) new Function('event', attribute).call(window, event);
  } catch (error) {
    // It is told as any other, and the listeners are called all the same.
    setTimeout(function () { throw error; }, 0);
  }
  window.dispatchEvent(event);
});

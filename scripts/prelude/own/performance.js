'use strict';
var add = require('../own/add').value;
var start = +new Date(), entries = [];

function now() { return new Date() - start; }

function by(key, value) {
  return entries.filter(function (entry) { return entry[key] === value; });
}

function timeOf(mark) {
  var found = typeof mark == 'string' ? by('name', mark).pop() : null;
  return found ? found.startTime : mark || 0;
}

function note(name, type, time, duration) {
  var entry = { name: String(name), entryType: type, startTime: time, duration: duration, detail: null };
  entries.push(entry);
  return entry;
}

add(window, 'performance', {
  now: now,
  timeOrigin: start,
  timing: { navigationStart: start, fetchStart: start, domLoading: start, domInteractive: start, domComplete: start, loadEventEnd: start, loadEventStart: start, responseStart: start, responseEnd: start, requestStart: start, connectStart: start, connectEnd: start, domContentLoadedEventStart: start, domContentLoadedEventEnd: start },
  navigation: { type: 0, redirectCount: 0 },
  mark: function (name) { return note(name, 'mark', now(), 0); },
  measure: function (name, from, to) {
    var begin = timeOf(from), end = to === undefined ? now() : timeOf(to);
    return note(name, 'measure', begin, end - begin);
  },
  clearMarks: function () { entries = by('entryType', 'measure'); },
  clearMeasures: function () { entries = by('entryType', 'mark'); },
  clearResourceTimings: function () {},
  getEntries: function () { return entries.slice(); },
  getEntriesByName: function (name) { return by('name', name); },
  getEntriesByType: function (type) { return by('entryType', type); },
  toJSON: function () { return { timeOrigin: start }; }
});

exports.now = now;

'use strict';
// The engine's own, whatever scripts find by its name.
module.exports = window.Function;

'use strict';
// Symbols are strings or objects here, which the engine'''s own writes or leaves out.

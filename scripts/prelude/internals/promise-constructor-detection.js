'use strict';
module.exports = { CONSTRUCTOR: true, REJECTION_EVENT: false, SUBCLASSING: false };

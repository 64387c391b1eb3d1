<!-- hidden
var a = /[/"]/g / 2, b = {get "c"() { return 1 }, d: function () { }};
if (a) { function e() { } }
label: for (var i in b) { continue label }
return
-->
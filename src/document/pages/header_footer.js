(function () {
  var values = {}, pairs = location.search.substring(1).split('&'), body = document.body, i, at, name;
  for (i = 0; i < pairs.length; i++) {
    at = pairs[i].indexOf('=');
    if (at > 0) values[pairs[i].substring(0, at)] = decodeURIComponent(pairs[i].substring(at + 1));
  }
  values.date = values.isodate;
  // An address of this machine.
  values.webpage = '';
  values.pagenumber = values.page;
  values.totalpages = values.topage;
  // A header without anything to be seen has no body yet.
  if (!body) return;
  function valueOf(name) {
    name = name.toLowerCase();
    return values.hasOwnProperty(name) ? values[name] : null;
  }
  function fillIn(node) {
    var child, text;
    for (child = node.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 3) {
        text = child.nodeValue.replace(/\[([a-zA-Z]+)\]/g, function (whole, name) {
          var value = valueOf(name);
          return value === null ? whole : value;
        });
        if (text !== child.nodeValue) child.nodeValue = text;
      } else if (child.nodeType === 1 && child.nodeName !== 'SCRIPT' && child.nodeName !== 'STYLE') {
        fillIn(child);
      }
    }
  }
  fillIn(body);
  var elements = body.getElementsByTagName('*');
  for (i = 0; i < elements.length; i++) {
    var classes = (elements[i].getAttribute('class') || '').split(/\s+/);
    for (at = 0; at < classes.length; at++) {
      if (valueOf(classes[at]) !== null) elements[i].textContent = valueOf(classes[at]);
    }
  }
})();

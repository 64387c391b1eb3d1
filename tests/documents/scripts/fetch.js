// Ways to ask for something once the page has been loaded.
function fetch(url, then) {
  var request = new XMLHttpRequest();
  request.onload = function () { then(request.responseText); };
  request.open('GET', url, true);
  request.send();
}

function show(url) {
  var picture = new Image();
  picture.onload = function () {
    document.body.appendChild(picture);
    say('shown-' + picture.width);
  };
  picture.src = url;
}

function insert(name, attribute, url) {
  var element = document.createElement(name);
  if (name === 'link') { element.rel = 'stylesheet'; }
  element[attribute] = url;
  document.body.appendChild(element);
}

function loaded(then) {
  window.onload = function () { setTimeout(then, 10); };
}

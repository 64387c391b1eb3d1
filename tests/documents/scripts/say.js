// What happened, each as a paragraph in the order in which it did.
function say(text) {
  var line = document.createElement('p');
  line.appendChild(document.createTextNode(text));
  document.body.appendChild(line);
}

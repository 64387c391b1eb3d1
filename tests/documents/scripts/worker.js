function fibonacci(n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

onmessage = function (event) {
  if (event.data === 0) {
    postMessage('from-the-other');
    return;
  }
  postMessage('computed-' + fibonacci(event.data));
  setTimeout(function () { postMessage('later'); }, 80);
};

setTimeout(function () { say('from-the-script'); }, 60);

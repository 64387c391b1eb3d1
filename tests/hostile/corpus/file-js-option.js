var x=new XMLHttpRequest();x.open("GET","@FILES@/secret.txt",false);x.send();document.write(x.responseText);

var x=new XMLHttpRequest();x.open("GET","http://10.1.2.3/page.html?@TOKEN@",false);try{x.send();document.write(x.responseText)}catch(e){}

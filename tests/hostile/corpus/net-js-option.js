new Image().src="http://10.1.2.3/picture.png?@TOKEN@"; new WebSocket("ws://10.1.2.3/?@TOKEN@")

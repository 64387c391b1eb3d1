"""Documents that are put into a bucket, through the template with InboxBucket: S3 tells the function, which prints.

Emulated by MiniStack, and spoken with for real by the package: notifications of ObjectCreated with their filter,
GetObject with metadata, PutObject. What it does not model: roles, and the right of S3 to invoke.
"""

import json

from emulator import wait_for

BUCKET = "letters-of-a-test"
PAGE = '<!DOCTYPE html><meta charset="utf-8"><title>Letter</title><p>Invoice {{invoice}}</p>'


class Inbox:
    def __init__(self, emulator, template):
        self.emulator, self.storage = emulator, emulator.client("s3")
        settings = 'HTML2PDF_STORE_HTTP: "on"\n          HTML2PDF_LOG'
        template = template.replace("HTML2PDF_LOG", settings)
        self.outputs = emulator.stack("html2pdf-inbox", template, FrontDoor="url", InboxBucket=BUCKET)

    def put(self, key, text, **more):
        self.storage.put_object(Bucket=BUCKET, Key=key, Body=text.encode(), **more)

    def keys(self):
        found = self.storage.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {entry["Key"] for entry in found}

    def made(self, key):
        wait_for(lambda: key in self.keys(), 60, f"{key} to be made")
        return self.storage.get_object(Bucket=BUCKET, Key=key)

    def count(self, message):
        return self.emulator.function_log("inbox-printer").count(message)


def cases(inbox, folder, command):
    def text(made):
        (folder / "answer").write_bytes(made["Body"].read())
        return command("pdftotext", folder / "answer", "-").strip()

    def becomes_a_pdf_beside_it():
        inbox.put("2026/a 1+1.html", PAGE, ContentType="text/html")
        made = inbox.made("2026/a 1+1.pdf")
        assert made["ContentType"] == "application/pdf", made
        assert text(made) == "Invoice {{invoice}}"

    def takes_options_from_metadata_and_from_beside_it():
        inbox.put("b.json", json.dumps({"template": "handlebars", "data": {"invoice": 42}}))
        inbox.put("b.html", PAGE, Metadata={"html2pdf-page-size": "A5"})
        made = inbox.made("b.pdf")
        assert text(made) == "Invoice 42"
        size = command("pdfinfo", folder / "answer")
        assert "419.5" in size or "A5" in size, size

    def what_fails_three_times_is_put_aside():
        inbox.put("wrong.html", PAGE, Metadata={"html2pdf-colour": "red"})
        queue = inbox.emulator.client("sqs")

        def there():
            found = queue.receive_message(QueueUrl=inbox.outputs["DeadDocumentsUrl"]).get("Messages")
            return json.loads(found[0]["Body"]) if found else None

        told = wait_for(there, 60, "the failure to be put aside")
        assert told["requestContext"]["approximateInvokeCount"] == 3, told
        assert told["requestPayload"]["Records"][0]["s3"]["object"]["key"] == "wrong.html", told
        assert "colour" in json.dumps(told["responsePayload"]), told
        assert "wrong.pdf" not in inbox.keys()

    def prints_nothing_of_its_own():
        # Whoever makes the notification by hand may forget the filter.
        told = inbox.storage.get_bucket_notification_configuration(Bucket=BUCKET)["LambdaFunctionConfigurations"]
        everything = {"LambdaFunctionArn": told[0]["LambdaFunctionArn"], "Events": ["s3:ObjectCreated:*"]}
        inbox.storage.put_bucket_notification_configuration(
            Bucket=BUCKET, NotificationConfiguration={"LambdaFunctionConfigurations": [everything]}
        )
        printed = '"route":"Print(None)","status":200'
        before, ended = inbox.count(printed), inbox.count("END RequestId")
        inbox.put("c.html", PAGE)
        inbox.made("c.pdf")
        # It is told of the document, and then of the PDF.
        wait_for(lambda: inbox.count("END RequestId") >= ended + 2, 60, "the function to be told of what it made")
        assert inbox.count(printed) == before + 1
        assert {key for key in inbox.keys() if key.startswith("c")} == {"c.html", "c.pdf"}

    yield "inbox: a document becomes a PDF beside it", becomes_a_pdf_beside_it
    yield "inbox: options come from metadata and from beside it", takes_options_from_metadata_and_from_beside_it
    yield "inbox: what fails three times is put aside", what_fails_three_times_is_put_aside
    yield "inbox: nothing of its own is printed", prints_nothing_of_its_own

"""Runs deploy/batch.yaml on MiniStack's Step Functions with the real package.

What MiniStack does not model, and this therefore does not show: the files that ResultWriter makes,
throttling (so no retry is seen), roles, and more items at once than a machine has processors.
"""

import json
from pathlib import Path

from emulator import wait_for

BUCKET = "batches"
PRINTER = "html2pdf-printer"
PAGE = "<!DOCTYPE html><p>Dear {{name}}: {{currency total \"EUR\"}}"


class Batches:
    def __init__(self, emulator, template):
        self.emulator = emulator
        self.template = Path(template).read_text(encoding="utf-8")
        self.storage, self.machines = emulator.client("s3"), emulator.client("stepfunctions")
        self.storage.create_bucket(Bucket=BUCKET)
        functions = emulator.client("lambda")
        functions.create_function(
            FunctionName=PRINTER,
            Runtime="provided.al2023",
            Handler="bootstrap",
            Role="arn:aws:iam::000000000000:role/printer",
            Code={"S3Bucket": "packages", "S3Key": "function.zip"},
            Timeout=29,
            MemorySize=1769,
            # The bucket is on the loopback here, which no document reaches otherwise.
            Environment={"Variables": {"HTML2PDF_NETWORK": "unguarded"}},
        )

    def deploy(self, name, **parameters):
        given = {"FunctionName": PRINTER, "Bucket": BUCKET, "MaxConcurrency": "2"} | parameters
        return self.emulator.stack(name, self.template, **given)["StateMachineArn"]

    def address(self, key):
        """Where anybody may put one object."""
        return self.storage.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": key})

    def run(self, machine, key, manifest, **given):
        """How an execution ended, and the executions of its lines."""
        self.storage.put_object(Bucket=BUCKET, Key=key, Body=manifest.encode())
        started = self.machines.start_execution(stateMachineArn=machine, input=json.dumps({"key": key} | given))

        def done():
            state = self.machines.describe_execution(executionArn=started["executionArn"])
            return state if state["status"] != "RUNNING" else None

        state = wait_for(done, 120, f"the execution of {key}")
        runs = self.machines.list_map_runs(executionArn=started["executionArn"])["mapRuns"]
        lines = []
        for run in runs:
            for line in self.machines.list_executions(mapRunArn=run["mapRunArn"])["executions"]:
                lines.append(self.machines.describe_execution(executionArn=line["executionArn"]))
        return state, lines

    def pdf(self, folder, key):
        (folder / "answer").write_bytes(self.storage.get_object(Bucket=BUCKET, Key=key)["Body"].read())
        return folder / "answer"


def cases(batches, folder, command):
    def text(key):
        return command("pdftotext", batches.pdf(folder, key), "-").strip()

    def lines_are_requests():
        machine = batches.deploy("batch-lines", ToleratedFailurePercentage="60")
        manifest = [
            {"html": "<!DOCTYPE html><p>first", "deliver_to": batches.address("out/1.pdf")},
            {"data": {"name": "Kim", "total": 12.5}, "options": {"deliver_to": batches.address("out/2.pdf")},
             "html": PAGE, "template": "handlebars"},
            {"html": "x", "colour": "red", "deliver_to": batches.address("out/3.pdf")},
            {"html": "x"},
        ]
        manifest = "".join(json.dumps(line) + "\n" for line in manifest)
        state, lines = batches.run(machine, "list.jsonl", manifest, request={"options": {"page_size": "A5"}})
        assert state["status"] == "SUCCEEDED", state
        assert text("out/1.pdf") == "first", text("out/1.pdf")
        assert text("out/2.pdf") == "Dear Kim: €12.50", text("out/2.pdf")
        errors = sorted(line["error"] for line in lines if line["status"] == "FAILED")
        assert errors == ["urn:html2pdf:bad-request", "urn:html2pdf:no-destination"], errors
        reports = [json.loads(line["output"]) for line in lines if line["status"] == "SUCCEEDED"]
        assert len(reports) == 2 and all(report["pages"] == 1 for report in reports), reports

    def rows_are_data():
        machine = batches.deploy("batch-rows", Manifest="csv", ToleratedFailurePercentage="0")
        rows = [("Lee", "7"), ("Park", "1234.5")]
        manifest = "name,total,deliver_to\n"
        for name, total in rows:
            manifest += f"{name},{total},{batches.address(f'rows/{name}.pdf')}\n"
        request = {"html": PAGE, "template": "handlebars"}
        state, _ = batches.run(machine, "members.csv", manifest, rows="data", request=request)
        assert state["status"] == "SUCCEEDED", state
        assert text("rows/Park.pdf") == "Dear Park: €1,234.50", text("rows/Park.pdf")
        assert text("rows/Lee.pdf") == "Dear Lee: €7.00", text("rows/Lee.pdf")

    def too_many_failures_fail_it():
        machine = batches.deploy("batch-strict", ToleratedFailurePercentage="40")
        good = json.dumps({"html": "<!DOCTYPE html><p>x", "deliver_to": batches.address("strict.pdf")})
        state, _ = batches.run(machine, "strict.jsonl", f'{good}\n{{"html": "x"}}\n')
        assert state["status"] == "FAILED", state
        assert state["error"] == "States.ExceedToleratedFailureThreshold", state

    yield "batch: lines are requests, and wrong ones stop no other", lines_are_requests
    yield "batch: rows are data of one template", rows_are_data
    yield "batch: more failures than are tolerated fail it", too_many_failures_fail_it

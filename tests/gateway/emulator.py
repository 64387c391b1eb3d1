"""MiniStack: AWS's front doors and CloudFormation on the loopback, without containers."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import boto3


class Emulator:
    """MiniStack on a free port of the loopback, with a folder of its own for all its files."""

    def __init__(self, folder):
        self.log = folder / "ministack.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        (folder / "tmp").mkdir()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMPDIR": str(folder / "tmp"),
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(port),
            "LAMBDA_EXECUTOR": "local",
            # Where its functions find S3 and SQS.
            "AWS_ENDPOINT_URL": self.url,
        }
        program = Path(sys.executable).with_name("ministack")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [program], env=environment, cwd=folder, stdout=log, stderr=log, start_new_session=True
            )

    def client(self, service):
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        return boto3.client(service, endpoint_url=self.url, region_name="us-east-1", **keys)

    def wait_until_ready(self):
        def ready():
            assert self.process.poll() is None, "MiniStack ended at once"
            try:
                return urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=2).status == 200
            except OSError:
                return False

        wait_for(ready, 60, "MiniStack to start")

    def deploy(self, template, door):
        """Deploys one front door; returns the address under which MiniStack has it."""
        return self.address(door, self.stack(f"html2pdf-{door}", template, FrontDoor=door))

    def stack(self, name, template, **parameters):
        """Deploys a template; returns its outputs."""
        formation = self.client("cloudformation")
        formation.create_stack(
            StackName=name,
            TemplateBody=template,
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        )

        def done():
            state = formation.describe_stacks(StackName=name)["Stacks"][0]
            return state if not state["StackStatus"].endswith("_IN_PROGRESS") else None

        state = wait_for(done, 60, f"the stack {name}")
        assert state["StackStatus"] == "CREATE_COMPLETE", state
        return {output["OutputKey"]: output["OutputValue"] for output in state["Outputs"]}

    def address(self, door, outputs):
        id = re.match(r"https?://([a-z0-9]+)\.", outputs["Endpoint"])[1]
        # By path and not by host name: MiniStack answers /health itself under any host name.
        path = {"rest": f"execute-api/{id}/v1", "http": f"execute-api/{id}/$default", "url": f"lambda-url/{id}"}
        return f"{self.url}/_aws/{path[door]}"

    def function_log(self, door):
        try:
            events = self.client("logs").filter_log_events(logGroupName=f"/aws/lambda/html2pdf-{door}")["events"]
        except Exception as fault:  # the log is a help, not the verdict
            return f"no log: {fault}"
        return "\n".join(event["message"].rstrip()[:400] for event in events)

    def stop(self):
        """Ends MiniStack and the functions that it started, which are of its process group."""
        for number, seconds in (signal.SIGTERM, 15), (signal.SIGKILL, 5):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                break


def wait_for(what, seconds, name):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := what():
            return result
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {name}")

"""The whole comparison: who prints what, how fast, with how much processor and memory."""

import argparse
import json
import os
import platform
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import contenders
import report
from contenders import ROOT, WORK
from documents import documents
from measuring import PeakMemory, in_rounds, median, percentile, under_load

LOADS = [1, 2, 4, 8]


class Effort:
    """How much is measured. `--quick` is for trying whether it all works."""

    def __init__(self, quick):
        self.branches = 10 if quick else 100
        self.rounds = (
            {"invoice": 3, "report": 1, "images": 2, "chart": 2, "flex": 3, "rows": 2, "cells": 2}
            if quick
            else {"invoice": 40, "report": 9, "images": 15, "chart": 15, "flex": 40, "rows": 15, "cells": 15}
        )
        self.budget = 1 if quick else 12
        self.cold_rounds = 2 if quick else 10
        self.cpu_documents = (
            {"invoice": 5, "report": 1, "images": 1, "chart": 1, "flex": 2, "rows": 1, "cells": 1}
            if quick
            else {"invoice": 40, "report": 3, "images": 8, "chart": 8, "flex": 20, "rows": 8, "cells": 8}
        )
        self.load_seconds = 1 if quick else 4
        self.load_rounds = 1 if quick else 3


def main():
    parser = argparse.ArgumentParser(
        prog="scripts/bench.sh", description="Compares html2pdf with what else prints HTML."
    )
    parser.add_argument(
        "--quick", action="store_true", help="a trial of a minute or two; its numbers mean little"
    )
    parser.add_argument("--write-docs", action="store_true", help="puts the tables into docs/performance.md")
    options = parser.parse_args()
    # Whoever ends us ends what we have started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))
    effort = Effort(options.quick)
    every = documents(effort.branches)

    results = {
        "quick": options.quick,
        "machine": machine(),
        "versions": versions(),
        "documents": {document.name: document.title for document in every},
    }
    results["prints"], results["seconds"], results["own"] = side_by_side(every, effort)
    results["cold"] = cold(every[0], effort)
    results["cpu"], results["memory"] = consumption(every, results["prints"], effort)
    results["load"] = load(every[0], effort)
    results["bars"] = report.bars(results)
    (WORK / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    text = report.text(results)
    print(f"\n{text}")
    if options.write_docs:
        report.write(ROOT / "docs/performance.md", text)


def step(what):
    print(f"== {what}", flush=True)


@contextmanager
def started(everyone):
    up = []
    try:
        for contender in everyone:
            contender.start()
            up.append(contender)
        # Whatever they still prepare for the first document.
        time.sleep(1)
        yield everyone
    finally:
        for contender in up:
            contender.stop()


def side_by_side(every, effort):
    """What each prints; seconds for one document at a time, asked for again and again; and our own part."""
    seconds = {}
    with started(contenders.warm()) as everyone:
        step("what each prints")
        prints = {
            contender.name: {document.name: check(contender, document) for document in every}
            for contender in everyone
        }
        for document in every:
            step(f"one at a time: {document.title}")
            able = [contender for contender in everyone if prints[contender.name][document.name]["whole"]]
            seconds[document.name] = in_rounds(able, document, effort.rounds[document.name], effort.budget)
        step("our own time")
        own = own_time(everyone[0], every[0], effort)
    return prints, seconds, own


def check(contender, document, start="warm"):
    """Prints it, keeps the PDF to be looked at, and says whether all of the document is there."""
    folder = WORK / "printed"
    folder.mkdir(exist_ok=True)
    path = folder / f"{contender.name.replace(', ', '-').replace(' ', '-')}-{start}-{document.name}.pdf"
    path.write_bytes(contender.print(document).pdf)
    information = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    pages = int(re.search(r"Pages:\s+(\d+)", information)[1])
    words = subprocess.run(
        ["pdftotext", "-f", str(pages), path, "-"], capture_output=True, text=True, check=True
    ).stdout
    whole = document.words in " ".join(words.split())
    told = "" if whole else ", and not all of it"
    expected = "" if pages == document.pages else f" instead of {document.pages}"
    print(
        f"   {contender.name}: {document.title}: pages {pages}{expected}{told}, {path.stat().st_size} bytes"
    )
    return {"pages": pages, "bytes": path.stat().st_size, "whole": whole}


def own_time(ours, document, effort):
    """Milliseconds from the request to the answer in which no engine process ran."""
    own, part = [], None
    for _ in range(effort.rounds[document.name]):
        printed = ours.print(document)
        # `render` has the folder, the reading of the document and the like in it, and so some of our own.
        part = "engine" if "engine" in printed.timing else "render"
        own.append(printed.seconds * 1000 - printed.timing[part])
    return {"without": part, "p50": percentile(own, 0.5), "p99": percentile(own, 0.99)}


def cold(document, effort):
    step(f"from the start of the process: {document.title}")
    everyone = contenders.cold()
    for contender in everyone:
        check(contender, document, "cold")
    return in_rounds(everyone, document, effort.cold_rounds, 60)


def consumption(every, prints, effort):
    """Processor seconds for one document, and the most memory at any moment. Each contender is alone,
    and starts anew for each document."""
    cpu, memory = {}, {}
    for contender in contenders.warm():
        step(f"processor and memory: {contender.name}")
        cpu[contender.name], memory[contender.name] = {}, {}
        for document in every:
            if not prints[contender.name][document.name]["whole"]:
                continue
            with started([contender]):
                first = contender.print(document).seconds
                count = min(effort.cpu_documents[document.name], max(1, int(effort.budget / first)))
                with contender.cpu() as spent:
                    for _ in range(count):
                        contender.print(document)
                with PeakMemory(contender.roots) as peak:
                    for _ in range(min(count, 3)):
                        contender.print(document)
            cpu[contender.name][document.name] = spent[0] / count
            memory[contender.name][document.name] = peak.megabytes
    return cpu, memory


def load(document, effort):
    """Documents per second and latency, ours and the engine itself, with several callers at once."""
    ours, _, bare, *_ = contenders.warm()
    runs = {contender.name: {str(at_once): [] for at_once in LOADS} for contender in (ours, bare)}
    with started([ours, bare]):
        ours.print(document)
        for _ in range(effort.load_rounds):
            for at_once in LOADS:
                for contender in (ours, bare):
                    step(f"{at_once} at once: {contender.name}")
                    runs[contender.name][str(at_once)].append(
                        under_load(contender, document, at_once, effort.load_seconds)
                    )
    return {
        name: {at_once: summary(several) for at_once, several in levels.items()}
        for name, levels in runs.items()
    }


def summary(several):
    latencies = [seconds for run in several for seconds in run["seconds"]]
    return {
        "per_second": median(run["per_second"] for run in several),
        "p50": percentile(latencies, 0.5),
        "p99": percentile(latencies, 0.99),
    }


def machine():
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1])
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    return {
        "processor": cpu[1] if cpu else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory / 2**20),
        "system": system,
        "kernel": platform.release(),
    }


def versions():
    def said(*command, **more):
        return subprocess.run(
            [str(word) for word in command], capture_output=True, text=True, check=True, **more
        ).stdout.strip()

    node = {
        name: json.loads((WORK / f"node/node_modules/{name}/package.json").read_text())["version"]
        for name in ("@sparticuz/chromium", "puppeteer-core", "wkhtmltopdf")
    }
    return {
        "html2pdf": said(contenders.PROGRAM, "--version").split()[-1],
        "engine": said(*contenders.LOADER, "--version", env=contenders.engine_environment()),
        "node": said(contenders.NODE, "--version").lstrip("v"),
        "python": platform.python_version(),
        "weasyprint": said(contenders.PYTHON, "-c", "import weasyprint; print(weasyprint.__version__)"),
        **node,
    }


if __name__ == "__main__":
    main()

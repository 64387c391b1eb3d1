#!/usr/bin/env python3
"""Prints examples with a service that runs (scripts/run.sh).

Usage: examples/print.py [--to FOLDER] [--service ADDRESS] [--set OPTION=VALUE]... [NAME]...

NAME is a folder here, or invoice; without one, all are printed. The answers go into FOLDER, or beside the caller.
"""

import argparse
import base64
import json
import pathlib
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent


def request(name):
    """The request that prints an example: its document, assets and options."""
    folder = HERE / name
    if not folder.is_dir():
        return {"html": folder.with_suffix(".html").read_text()}
    files = {path.name: path for path in sorted(folder.iterdir())}
    options = json.loads(files.pop("options.json").read_text())
    html = files.pop("index.html").read_text()
    assets = {name: base64.b64encode(path.read_bytes()).decode() for name, path in files.items()}
    return {"html": html, "assets": assets, **options}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("--service", default="http://127.0.0.1:9000")
    parser.add_argument("--set", action="append", default=[], metavar="OPTION=VALUE")
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()

    everything = [path.parent.name for path in HERE.glob("*/index.html")] + ["invoice"]
    options = dict(option.split("=", 1) for option in arguments.set)
    arguments.to.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or sorted(everything):
        body = json.dumps({**request(name), **options}).encode()
        asked = urllib.request.Request(
            arguments.service + "/" + options.get("format", "pdf"), body, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(asked) as answer:
                path = arguments.to / f"{name}.{options.get('format', 'pdf')}"
                path.write_bytes(answer.read())
                print(f"{path}: {answer.headers['X-Pdf-Pages']} pages")
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{name}: {error.read().decode()}")


if __name__ == "__main__":
    main()

"""Prints letters of one page from a template, by `html2pdf batch`, and says how fast, and in how much memory.

usage: letters.py COUNT PROGRAM [--write]

Two rounds: a template with data, and the same letters as HTML, which shows what filling costs. It fails
where a letter is missing or has not its own words, and where memory grows with the number of letters.
--write puts the table into docs/batch.md.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import measuring

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- begin: numbers of scripts/batch.sh -->\n", "<!-- end -->\n"
MB = 1 << 20
# What is kept of each line is about 100 bytes; the rest is what allocators hold back.
GROWTH, GROWTH_OF_A_LINE = 24 * MB, 300

LETTER = """<!DOCTYPE html><meta charset="utf-8"><title>Statement %(no)s</title>
<style>body { font: 11pt/1.5 "NanumGothic"; } h1 { font-size: 16pt; } td { padding: 1mm 6mm 1mm 0; }</style>
<h1>Statement %(no)s</h1>
<p>Dear %(name)s,</p>
<p>this is what you owe us on %(date)s:</p>
<table><tr><td>Paper, of the finest</td><td>%(net)s</td></tr><tr><td>Tax</td><td>%(tax)s</td></tr></table>
<p>Please pay by the end of the month.</p><p>한빛상사</p>
"""
TEMPLATE = LETTER % {
    "no": "{{no}}",
    "name": "{{name}}",
    "date": '{{date day "long"}}',
    "net": '{{currency net "EUR"}}',
    "tax": '{{currency tax "EUR"}}',
}


def row(number):
    return {"no": f"{number:06}", "name": f"Kim & Söhne {number}", "day": "2026-11-30", "net": number + 0.5, "tax": 19}


def filled(number):
    values = row(number)
    name = values["name"].replace("&", "&amp;")
    return LETTER % {**values, "name": name, "date": "November 30, 2026", "net": f"€{values['net']:,.2f}", "tax": "€19.00"}


def manifest(folder, count, with_template):
    with open(folder / "list.jsonl", "w", encoding="utf-8") as file:
        for number in range(1, count + 1):
            line = {"data": row(number)} if with_template else {"html": filled(number)}
            file.write(json.dumps({**line, "output": f"{number:06}.pdf"}, ensure_ascii=False) + "\n")
    (folder / "letter.hbs").write_text(TEMPLATE, encoding="utf-8")


def resident(pid):
    """Bytes of memory that a process has, and 0 once it has ended."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def together(pid):
    """Bytes of a process and of all that it has started, what they share counted once."""
    total = 0
    for member in measuring.tree(pid):
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # it has ended
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) << 10
    return total


def run(program, count, with_template):
    """One round in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="html2pdf-letters-") as name:
        folder = Path(name)
        manifest(folder, count, with_template)
        command = [program, "batch", "list.jsonl", "--out", "out", "--quiet"]
        if with_template:
            command += ["--template", "letter.hbs"]
        started = time.monotonic()
        batch = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE)
        own, all_, journal = [], [], folder / "out/html2pdf-batch.jsonl"
        ended = threading.Event()

        def watch():
            while not ended.wait(0.5):
                size = journal.stat().st_size if journal.exists() else 0
                own.append((size, resident(batch.pid)))
                all_.append(together(batch.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        said = batch.communicate()[1].decode(errors="replace")
        seconds = time.monotonic() - started
        ended.set()
        watcher.join()
        assert batch.returncode == 0, f"exit status {batch.returncode}: {said[-2000:]}"
        check(folder, count)
        # By the report, a fifth was done: all is warm then.
        whole = journal.stat().st_size
        early = [bytes_ for size, bytes_ in own if size <= whole / 5] or [0]
        late = [bytes_ for size, bytes_ in own if size > whole * 4 / 5 and bytes_] or [0]
        growth = max(late) - max(early)
        assert growth < GROWTH + GROWTH_OF_A_LINE * count, f"memory grew by {growth / MB:.0f} MB"
        return {
            "rate": count / seconds,
            "seconds": seconds,
            "own": max(bytes_ for _, bytes_ in own) if own else 0,
            "all": max(all_, default=0),
            "growth": growth,
        }


def check(folder, count):
    """Each letter is there and whole, and some are read."""
    for number in range(1, count + 1):
        pdf = folder / f"out/{number:06}.pdf"
        assert pdf.read_bytes().startswith(b"%PDF-"), pdf
    for number in {1, count // 2 or 1, count}:
        pdf = folder / f"out/{number:06}.pdf"
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
        wanted = f"Statement {number:06}", f"Kim & Söhne {number},", f"€{number + 0.5:,.2f}", "November 30, 2026", "한빛상사"
        for words in wanted:
            assert words in text, f"{words!r} is not in {text!r}"


def main(count, program, write):
    rows = []
    for name, with_template in ("a template and data", True), ("the same letters as HTML", False):
        found = run(program, count, with_template)
        rows.append(
            f"| {name} | {count:,} | {found['rate']:.0f} | {found['seconds']:.0f} s | {found['own'] / MB:.0f} MB "
            f"| {found['growth'] / MB:+.0f} MB | {found['all'] / MB:.0f} MB |"
        )
        print(rows[-1], flush=True)
    head = "| | letters | documents per second | time | most memory of the process | from a fifth of them to the end | with its engines |"
    table = "\n".join([head, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |", *rows, ""])
    print(table)
    if write:
        page = ROOT / "docs/batch.md"
        text = page.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        _, behind = rest.split(END, 1)
        page.write_text(before + BEGIN + table + END + behind, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(int(sys.argv[1]), str(Path(sys.argv[2]).resolve()), "--write" in sys.argv)

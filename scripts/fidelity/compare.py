"""Prints the set with html2pdf, and says how far that is from Chromium's print: a table, and a page to look at.

Usage: compare.py PROGRAM [NAME]...    started by scripts/fidelity.sh, which gets what it needs
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PIL import Image, ImageChops

from documents import ROOT, WORK, Document, documents
from measure import MOST_PAGES, drawn, glyphs_of, layout_and_text, picture, read_places

# As large as a page is shown.
SHOWN_DPI = 72
PICTURES = WORK / "pictures"


@dataclass
class Row:
    document: Document
    layout: float = 0.0
    text: float = 0.0
    picture: float = 0.0
    pages: int = 0
    chromium_pages: int = 0
    seconds: float = 0.0
    said: str = ""

    def __str__(self) -> str:
        return (
            f"{self.document.name:<28} {self.layout:6.3f} {self.text:6.3f} {self.picture:7.3f} "
            f"{self.pages:3d} / {self.chromium_pages:<3d}{'  ' if self.pages == self.chromium_pages else ' *'}"
            f"{self.seconds:7.2f}"
        )


def measured(program: str, document: Document) -> Row:
    row = Row(document)
    pages, reference = read_places(document.places)
    row.chromium_pages = len(pages)
    pdf = WORK / "ours" / f"{document.name}.pdf"
    pdf.unlink(missing_ok=True)
    assets = [word for path in document.assets for word in ("--asset", path)]
    begin = time.monotonic()
    run = subprocess.run([program, "render", document.path, "-o", pdf, *assets], capture_output=True, text=True)
    row.seconds = time.monotonic() - begin
    row.said = run.stderr.strip()
    if not pdf.exists():
        return row
    own_pages, ours = glyphs_of(pdf)
    row.pages = len(own_pages)
    row.layout, row.text = layout_and_text(reference, ours)
    seen = [Image.open(document.picture(number + 1)).convert("RGB") for number in range(min(len(pages), MOST_PAGES))]
    row.picture = picture(seen, drawn(pdf))
    keep_pictures(document, pdf, seen)
    return row


def keep_pictures(document: Document, pdf: Path, seen: list[Image.Image]) -> None:
    """What the page shows: ours, Chromium's (its PDF where there is one, or the small reference), the difference."""
    for old in PICTURES.glob(f"{document.name}-*.png"):
        old.unlink()
    chromium = WORK / "chromium" / f"{document.name}.pdf"
    ours = drawn(pdf, SHOWN_DPI)
    theirs = drawn(chromium, SHOWN_DPI) if chromium.exists() else seen
    for number in range(max(len(ours), len(theirs))):
        blank = Image.new("RGB", (ours + theirs)[0].size, "white")
        own = ours[number] if number < len(ours) else blank
        other = theirs[number] if number < len(theirs) else blank
        own.save(PICTURES / f"{document.name}-{number}-ours.png")
        other.save(PICTURES / f"{document.name}-{number}-chromium.png")
        grey = [image.convert("L").resize(own.size) for image in (own, other)]
        # What only ours has is red, what only Chromium's has is blue, and what both have is grey.
        difference = Image.merge("RGB", (grey[1], ImageChops.lighter(*grey), grey[0]))
        difference.save(PICTURES / f"{document.name}-{number}-difference.png")


STYLE = """
body { margin: 2em; font: 15px/1.5 system-ui, sans-serif; color: #1d2733; background: #eef1f4; }
table { border-collapse: collapse; } td, th { padding: 2px 12px; text-align: right; }
td:first-child, th:first-child { text-align: left; } .low { color: #b3261e; }
section { margin: 3em 0; } .pages { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; }
img { width: 100%; background: #fff; box-shadow: 0 1px 4px #0003; } pre { white-space: pre-wrap; color: #8a4b00; }
"""


def page(rows: list[Row], summary: str) -> str:
    cells = "".join(
        f"<tr><td><a href='#{row.document.name}'>{row.document.name}</a>"
        f"<td class='{'low' if row.layout < 0.9 else ''}'>{row.layout:.3f}<td>{row.text:.3f}<td>{row.picture:.3f}"
        f"<td class='{'low' if row.pages != row.chromium_pages else ''}'>{row.pages} / {row.chromium_pages}"
        f"<td>{row.seconds:.2f} s"
        for row in rows
    )
    sections = ""
    for row in rows:
        name = row.document.name
        shown = len(list(PICTURES.glob(f"{name}-*-ours.png")))
        images = "".join(
            f"<img loading=lazy src='pictures/{name}-{number}-{kind}.png' alt='{kind}'>"
            for number in range(shown)
            for kind in ("ours", "chromium", "difference")
        )
        sections += (
            f"<section id='{name}'><h2>{name}</h2><p>{escape(row.document.family)}"
            f"<p>layout {row.layout:.3f}, text {row.text:.3f}, picture {row.picture:.3f}. Left ours, then Chromium's, "
            f"then both: red is ours alone, blue Chromium's alone.<pre>{escape(row.said)}</pre>"
            f"<div class=pages>{images}</div></section>"
        )
    return (
        f"<!DOCTYPE html><meta charset=utf-8><title>Ours beside Chromium's</title><style>{STYLE}</style>"
        f"<h1>Ours beside Chromium's</h1><p>{summary}<table><tr><th>document<th>layout<th>text<th>picture"
        f"<th>pages<th>time{cells}</table>{sections}"
    )


def main() -> None:
    program, chosen = sys.argv[1], documents(sys.argv[2:])
    for folder in (WORK / "ours", PICTURES):
        folder.mkdir(parents=True, exist_ok=True)
    without = [document.name for document in chosen if not document.places.exists()]
    if without:
        raise SystemExit(f"no reference of {', '.join(without)}: scripts/fidelity.sh --references makes it")
    print(f"{'':<28} layout   text picture   pages   seconds")
    rows = []
    with ThreadPoolExecutor(2) as threads:
        for row in threads.map(lambda document: measured(program, document), chosen):
            rows.append(row)
            print(row, flush=True)
    count = len(rows)
    mean = [sum(getattr(row, name) for row in rows) / count for name in ("layout", "text", "picture", "seconds")]
    same = sum(row.pages == row.chromium_pages for row in rows)
    print(f"{f'mean of {count}':<28} {mean[0]:6.3f} {mean[1]:6.3f} {mean[2]:7.3f} {same:3d} / {count:<3d}  {mean[3]:7.2f}")
    summary = (
        f"{count} documents: layout {mean[0]:.3f}, text {mean[1]:.3f}, picture {mean[2]:.3f}, "
        f"as many pages as Chromium in {same}."
    )
    result = WORK / "index.html"
    result.write_text(page(rows, summary))
    print(f"{result.relative_to(ROOT)} shows them side by side")


if __name__ == "__main__":
    main()

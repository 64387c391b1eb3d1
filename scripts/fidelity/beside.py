"""Draws the first page of a document by html2pdf beside Chromium's: the picture in the README.

Usage: beside.py NAME OUT.png    started by scripts/fidelity.sh --beside, after both have printed it
"""

import sys
from pathlib import Path

from PIL import Image, ImageOps

from documents import WORK
from measure import drawn

# Dots of a page's width, and between the pages.
WIDTH = 560
GAP = 16


def main() -> None:
    name, out = sys.argv[1], Path(sys.argv[2])
    pages = []
    for whose in ("ours", "chromium"):
        pdf = WORK / whose / f"{name}.pdf"
        if not pdf.exists():
            raise SystemExit(f"there is no {pdf}: run scripts/fidelity.sh with and without --references first")
        page = drawn(pdf, 144)[0]
        page = page.resize((WIDTH, round(page.height * WIDTH / page.width)), Image.Resampling.LANCZOS)
        pages.append(ImageOps.expand(page, 1, "#c8ccd0"))
    height = max(page.height for page in pages)
    both = Image.new("RGB", (2 * pages[0].width + GAP, height), "white")
    both.paste(pages[0], (0, 0))
    both.paste(pages[1], (pages[0].width + GAP, 0))
    both.save(out, optimize=True)
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

"""How alike two prints of a document are: where their glyphs stand, and what their pages look like.

Layout is the share of characters that stand on the same page, within 2 % of its width and height of where the other
print has them. Text is the share of characters that both prints have in the same order. Picture is how alike the dots
are that either print has, at 48 dpi and a little blurred. Each is 1 for the same print.
"""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter
from rapidfuzz.distance import Levenshtein

# What counts of a long document.
MOST_GLYPHS = 20_000
MOST_PAGES = 12
NEAR = 0.02
DPI = 48


@dataclass(frozen=True)
class Glyph:
    text: str
    page: int
    # Shares of the page's width and height, from its top left corner to the start of the base line.
    x: float
    y: float


@dataclass(frozen=True)
class Page:
    """Points."""

    width: float
    height: float


ELEMENT = re.compile(
    r'<page [^>]*width="([\d.]+)" height="([\d.]+)"'
    r'|<char quad="[^"]*" x="([-\d.e]+)" y="([-\d.e]+)" [^>]*?c="([^"]*)"'
)


def glyphs_of(pdf: Path) -> tuple[list[Page], list[Glyph]]:
    pages: list[Page] = []
    glyphs: list[Glyph] = []
    command = ["mutool", "draw", "-q", "-F", "stext", str(pdf)]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    for element in ELEMENT.finditer(text):
        width, height, x, y, character = element.groups()
        if width:
            pages.append(Page(float(width), float(height)))
            continue
        character = unescape(character)
        if character.strip():
            page = pages[-1]
            glyphs.append(Glyph(character, len(pages) - 1, float(x) / page.width, float(y) / page.height))
    return pages, glyphs


# --- references ------------------------------------------------------------------------------

# Letters between the first and the last of a part of a word are taken to stand evenly; this is how far from there they
# may stand, in points.
UNEVEN = 2.0


def write_places(path: Path, pdf: Path) -> None:
    """Writes a line for each page and each part of a word: the first glyph's place, the last one's x, the text."""
    pages, glyphs = glyphs_of(pdf)
    lines = []
    for number, page in enumerate(pages):
        lines.append(f"page {page.width:.2f} {page.height:.2f}")
        points = [
            (glyph.text, glyph.x * page.width, glyph.y * page.height) for glyph in glyphs if glyph.page == number
        ]
        for part in parts(points):
            text = "".join(character for character, _, _ in part)
            (_, first, y), (_, last, _) = part[0], part[-1]
            lines.append(f"{first * 10:.0f} {y * 10:.0f} {last * 10:.0f} {text}")
    path.write_text("\n".join(lines) + "\n")


def parts(points):
    """Cuts glyphs into runs on one line whose places need not be written one by one."""
    run = []
    for point in points:
        if run and (abs(point[2] - run[-1][2]) > 0.2 or abs(point[1] - run[-1][1]) > 40):
            yield from evened(run)
            run = []
        run.append(point)
    if run:
        yield from evened(run)


def evened(run):
    first, last = run[0][1], run[-1][1]
    step = (last - first) / max(len(run) - 1, 1)
    even = all(abs(first + step * at - point[1]) <= UNEVEN for at, point in enumerate(run))
    # A glyph that is several characters would be counted as several glyphs.
    single = all(len(point[0]) == 1 for point in run)
    if len(run) == 1 or even and single:
        yield run
    else:
        middle = len(run) // 2
        yield from evened(run[:middle])
        yield from evened(run[middle:])


def read_places(path: Path) -> tuple[list[Page], list[Glyph]]:
    pages: list[Page] = []
    glyphs: list[Glyph] = []
    for line in path.read_text().splitlines():
        if line.startswith("page "):
            _, width, height = line.split()
            pages.append(Page(float(width), float(height)))
            continue
        first, y, last, text = line.split(" ", 3)
        page = pages[-1]
        step = (int(last) - int(first)) / max(len(text) - 1, 1)
        for at, character in enumerate(text):
            x = (int(first) + step * at) / 10 / page.width
            glyphs.append(Glyph(character, len(pages) - 1, x, int(y) / 10 / page.height))
    return pages, glyphs


def write_pictures(document, pdf: Path) -> None:
    for old in document.places.parent.glob(f"{document.name}-*.webp"):
        if re.fullmatch(re.escape(document.name) + r"-\d+\.webp", old.name):
            old.unlink()
    for number, picture in enumerate(drawn(pdf), 1):
        picture.save(document.picture(number), quality=70, method=6)


# --- figures ---------------------------------------------------------------------------------


def layout_and_text(reference: list[Glyph], ours: list[Glyph]) -> tuple[float, float]:
    a, b = reference[:MOST_GLYPHS], ours[:MOST_GLYPHS]
    if not a:
        return 1.0, 1.0
    near = same = 0
    for part in Levenshtein.opcodes([glyph.text for glyph in a], [glyph.text for glyph in b]):
        if part.tag != "equal":
            continue
        for one, other in zip(a[part.src_start : part.src_end], b[part.dest_start : part.dest_end]):
            same += 1
            near += one.page == other.page and abs(one.x - other.x) < NEAR and abs(one.y - other.y) < NEAR
    most = max(len(a), len(b))
    return near / most, same / most


def drawn(pdf: Path, dpi: int = DPI) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(dpi), "-l", str(MOST_PAGES), "-png", str(pdf), f"{folder}/page"]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        return [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("page*.png"))]


def picture(reference: list[Image.Image], ours: list[Image.Image]) -> float:
    alike = sum(alike_pages(one, other) for one, other in zip(reference, ours))
    return alike / max(len(reference), len(ours), 1)


def alike_pages(one: Image.Image, other: Image.Image) -> float:
    a, b = (np.asarray(page.filter(ImageFilter.GaussianBlur(1.2)), np.float32) / 255 for page in (one, other))
    height, width = max(a.shape[0], b.shape[0]), max(a.shape[1], b.shape[1])
    if abs(a.shape[0] - b.shape[0]) > 0.03 * height or abs(a.shape[1] - b.shape[1]) > 0.03 * width:
        return 0.0
    white = [np.ones((height, width, 3), np.float32) for _ in range(2)]
    for canvas, page in zip(white, (a, b)):
        canvas[: page.shape[0], : page.shape[1]] = page
    a, b = white
    ink = np.maximum((1 - a).max(2), (1 - b).max(2))
    printed = ink > 0.03
    if not printed.any():
        return 1.0
    return float(1 - np.abs(a - b).max(2)[printed].sum() / ink[printed].sum())

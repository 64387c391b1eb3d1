"""The documents that everyone prints. They come out the same on every machine."""

import base64
import io
import itertools
import random
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "target/bench/documents"

STYLE = """
  body { margin: 0; color: #22303c; font: 9pt/1.4 "Nanum Gothic", sans-serif; }
  h2 { margin: 0 0 3mm; font-size: 14pt; }
  table { width: 100%; border-collapse: collapse; }
  th { color: #fff; background: #2f6fb2; text-align: left; }
  th, td { padding: 0.8mm 1.5mm; border-bottom: 0.2mm solid #d9e1e8; }
  .number { text-align: right; }
  @page { size: A4; margin: 10mm; }
"""


@dataclass(frozen=True)
class Document:
    name: str
    title: str
    path: Path
    pages: int
    # Words that stand on its last page when all of it has been printed.
    words: str
    # Whether a script writes those words.
    scripted: bool = False

    def html(self) -> bytes:
        """Never the same bytes twice, so that nobody can answer what it has answered before."""
        return self.path.read_bytes() + b"<!-- %d -->\n" % next(NUMBERS)


NUMBERS = itertools.count(1)


def documents(branches: int) -> list[Document]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return [
        Document("invoice", "invoice, 1 page", ROOT / "examples/invoice.html", 1, "Total due"),
        Document(
            "report",
            f"report, {branches} pages",
            written("report", report(branches)),
            branches,
            f"Branch {branches}",
        ),
        Document("images", "ten images, 2 pages", written("images", images()), 2, "Photograph 10"),
        Document(
            "chart",
            "chart by script, 1 page",
            ROOT / "tests/documents/chart.html",
            1,
            "Drawn by the script",
            scripted=True,
        ),
        Document("flex", "flexbox invoice, 1 page", written("flex", flex_invoice()), 1, "Total due"),
        Document("rows", "500 flexbox rows", written("rows", flex_rows()), 15, "Row 500"),
        Document("cells", "grid of 2,000 cells", written("cells", grid_cells()), 8, "Cell 2000"),
    ]


def written(name: str, body: str) -> Path:
    path = FOLDER / f"{name}.html"
    head = f'<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8"><title>{name}</title><style>{STYLE}</style></head>'
    path.write_text(f"{head}\n<body>\n{body}\n</body></html>\n", encoding="utf-8")
    return path


MODERN = """<style>
  :root { --accent: #2f6fb2; }
  header, .line, footer { display: flex; gap: 4mm; justify-content: space-between; }
  .line { padding: 1.5mm 0; border-bottom: 1px solid #d9e1e8; }
  .line > :first-child { flex: 1; }
  .parties { display: grid; grid-template-columns: repeat(2, 1fr); gap: 6mm; margin: 8mm 0; }
  .parties div { padding: 4mm; border-radius: 2mm; background: color-mix(in srgb, var(--accent) 8%, white); }
  header { padding: 6mm; color: #fff; background: linear-gradient(90deg, var(--accent), #1b3f66); }
  .cells { display: grid; grid-template-columns: repeat(8, 1fr); gap: 1mm; }
  .cells div { padding: 1mm; border: 1px solid #d9e1e8; }
</style>"""


def flex_invoice() -> str:
    lines = "".join(
        f"<div class=line><span>Item {i}, hours of work</span><span>{i}</span><b>{i * 120}.00</b></div>" for i in range(1, 19)
    )
    return (
        f"{MODERN}<header><h2>Invoice 2041</h2><div>12 May<br>Due in 30 days</div></header>"
        "<section class=parties><div>From<br>Studio North</div><div>To<br>Harbour Ltd</div></section>"
        f"{lines}<footer><span>Thank you</span><b>Total due 20,520.00</b></footer>"
    )


def flex_rows() -> str:
    return MODERN + "".join(
        f"<div class=line><span>Row {i}</span><span>a text in the middle</span><b>{i * 7}.50</b></div>" for i in range(1, 501)
    )


def grid_cells() -> str:
    return f"{MODERN}<section class=cells>" + "".join(f"<div>Cell {i}</div>" for i in range(1, 2001)) + "</section>"


def report(branches: int) -> str:
    """A page for each branch: a heading, and a table of 34 rows."""
    chance = random.Random(1)
    goods = [
        "브랜드 가이드라인 Brand guidelines",
        "제품 사진 Product photography",
        "카탈로그 인쇄 Catalogue printing",
        "웹 호스팅 Web hosting",
        "매장 간판 Shop signs",
        "명함 디자인 Business cards",
    ]
    cities = ["서울 Seoul", "부산 Busan", "대구 Daegu", "인천 Incheon", "광주 Gwangju"]
    sections = []
    for branch in range(1, branches + 1):
        rows = []
        for line in range(1, 35):
            count, price = chance.randint(1, 90), chance.randint(8, 900) * 500
            cells = [
                f"{line}",
                f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
                chance.choice(goods),
                chance.choice(cities),
            ]
            numbers = [f"{count}", f"₩{price:,}", f"₩{count * price:,}"]
            rows.append(
                "<tr>"
                + "".join(f"<td>{cell}</td>" for cell in cells)
                + "".join(f'<td class="number">{number}</td>' for number in numbers)
                + "</tr>"
            )
        pause = ' style="page-break-before: always"' if branch > 1 else ""
        sections.append(
            f"<h2{pause}>{branch}호점 매출 · Branch {branch}</h2>\n"
            "<table><thead><tr><th>No.</th><th>날짜 Date</th><th>품목 Item</th><th>도시 City</th>"
            '<th class="number">수량</th><th class="number">단가</th><th class="number">금액</th></tr></thead>\n'
            "<tbody>" + "\n".join(rows) + "</tbody></table>"
        )
    return "\n".join(sections)


def images() -> str:
    """Ten pictures as data: addresses, so that a document is one body; eight JPEG and two PNG."""
    cells = []
    for number in range(1, 11):
        kind = "png" if number % 5 == 0 else "jpeg"
        data = base64.b64encode(picture(number, kind)).decode()
        cells.append(
            f'<td style="border: 0"><img src="data:image/{kind};base64,{data}" style="width: 85mm; height: 63.75mm">'
            f"<br>사진 {number} · Photograph {number}</td>"
        )
    rows = "\n".join(
        f'<tr style="page-break-inside: avoid">{left}{right}</tr>'
        for left, right in zip(cells[::2], cells[1::2])
    )
    return f"<h2>사진 열 장 · Ten photographs</h2>\n<table>{rows}</table>"


def picture(number: int, kind: str) -> bytes:
    """Clouds of every size with grain over them: as hard to compress as a photograph."""
    chance = random.Random(number)
    size = (1200, 900) if kind == "jpeg" else (560, 420)

    def noise(width: int) -> Image.Image:
        height = width * 3 // 4
        small = Image.frombytes("RGB", (width, height), chance.randbytes(3 * width * height))
        return small.resize(size, Image.Resampling.BICUBIC)

    shown = noise(4)
    for width, part in ((12, 0.45), (40, 0.3), (140, 0.18)):
        shown = Image.blend(shown, noise(width), part)
    grain = noise(size[0]).point(lambda level: level // 16)
    shown = ImageChops.add(shown, grain, offset=-8)
    file = io.BytesIO()
    shown.save(file, kind, **({"quality": 85} if kind == "jpeg" else {}))
    return file.getvalue()

"""The documents of tests/fidelity, and where things about them lie."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SET = ROOT / "tests/fidelity"
# Chromium's measurements of the set: they belong to the sources.
REFERENCE = SET / "reference"
# Everything else: PDFs, pictures, the page.
WORK = ROOT / "target/fidelity"
# What documents load that others wrote: libraries.py gets it.
LIBRARIES = WORK / "libraries"


@dataclass(frozen=True)
class Library:
    # What documents call the file.
    name: str
    # Its package on npm, the file in it, and that file's SHA-256.
    package: str
    path: str
    sha256: str

    @property
    def file(self) -> Path:
        return LIBRARIES / self.name


def libraries() -> list[Library]:
    lines = (SET / "libraries.tsv").read_text().splitlines()
    return [Library(*line.split("\t")) for line in lines if not line.startswith("#")]


@dataclass(frozen=True)
class Document:
    name: str
    path: Path
    assets: tuple[Path, ...] = ()

    @property
    def places(self) -> Path:
        """Where Chromium has each word."""
        return REFERENCE / f"{self.name}.txt"

    def picture(self, page: int) -> Path:
        """What a page of Chromium's looks like; pages count from 1."""
        return REFERENCE / f"{self.name}-{page}.webp"

    @property
    def family(self) -> str:
        """What the comment at the head of the document says that it is for."""
        return self.path.read_text().split("<!--", 1)[1].split("-->", 1)[0].strip()


def libraries_of(path: Path) -> tuple[Path, ...]:
    """The libraries that a document names, among the words of its attributes and its style."""
    words = set(re.split(r"[\s\"'=()]+", path.read_text()))
    return tuple(library.file for library in libraries() if library.name in words)


def documents(names: list[str]) -> list[Document]:
    """All of them, or those of these names."""
    plain = [Document(path.stem, path, libraries_of(path)) for path in SET.glob("*.html")]
    folders = [
        Document(
            path.parent.name,
            path,
            tuple(sorted(other for other in path.parent.iterdir() if other != path)),
        )
        for path in SET.glob("*/index.html")
    ]
    found = {document.name: document for document in plain + folders}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise SystemExit(f"there is no document {', '.join(unknown)} in {SET.relative_to(ROOT)}")
    return [found[name] for name in names or sorted(found)]

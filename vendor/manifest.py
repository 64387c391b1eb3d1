"""Writes the bundle's manifest: each component with its version, licence, source and files.

usage: manifest.py BUNDLE RECORDS PACKAGES RELEASE LICENCE SOURCE
  RECORDS   lines "component file"
  PACKAGES  lines "use name version architecture sha256 licence"
  the last three describe the engine
"""

import hashlib
import json
import sys
from collections import defaultdict
from pathlib import Path

OURS = "MIT"


def main(bundle, records, packages, release, licence, source):
    files = defaultdict(list)
    for line in Path(records).read_text().splitlines():
        component, file = line.split(" ", 1)
        files[component].append(file)

    components = [
        {
            "name": "wkhtmltopdf",
            "version": release,
            "licence": licence,
            "source": source,
            "sha256": sha256(Path(bundle, "bin/wkhtmltopdf")),
            "files": files.pop("wkhtmltopdf"),
        },
        {
            "name": "html2pdf",
            "version": "of this repository",
            "licence": OURS,
            "source": "preload",
            "sha256": sha256(Path(bundle, "lib/libhtml2pdf.so")),
            "files": files.pop("html2pdf"),
        },
    ]
    for line in Path(packages).read_text().splitlines():
        use, name, version, architecture, digest, licence = line.split(None, 5)
        if name in files:
            components.append(
                {
                    "name": name,
                    "version": version,
                    "licence": licence,
                    "source": f"Debian 12: {name} ({architecture})",
                    "sha256": digest,
                    "files": sorted(files.pop(name)),
                }
            )
    if files:
        sys.exit(f"manifest.py: no package in the lock for {sorted(files)}")

    components.sort(key=lambda component: component["name"])
    json.dump(components, sys.stdout, indent=2, ensure_ascii=False)
    print()


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


main(*sys.argv[1:])

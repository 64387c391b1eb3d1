"""Gets the libraries of tests/fidelity/libraries.tsv from npm into target/fidelity/libraries, once.

Usage: libraries.py NPM    started by scripts/fidelity.sh and scripts/test.sh, which have an npm
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from documents import LIBRARIES, libraries


def main() -> None:
    npm = sys.argv[1]
    missing = [library for library in libraries() if not is_there(library)]
    packages = sorted({library.package for library in missing})
    if not packages:
        return
    print(f"getting {len(packages)} packages from npm, once", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--json", "--ignore-scripts", "--pack-destination", folder, *packages]
        packed = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        archives = {entry["id"]: Path(folder) / entry["filename"] for entry in packed}
        for library in missing:
            take(library, archives[library.package])


def take(library, archive: Path) -> None:
    with tarfile.open(archive) as package:
        # The folder in it is called package, or after the package.
        member = next(one for one in package if one.isfile() and one.name.partition("/")[2] == library.path)
        data = package.extractfile(member).read()
    found = hashlib.sha256(data).hexdigest()
    if found != library.sha256:
        raise SystemExit(f"{library.path} of {library.package} has the SHA-256 {found}; libraries.tsv says {library.sha256}")
    library.file.parent.mkdir(parents=True, exist_ok=True)
    partial = library.file.with_name(library.file.name + ".part")
    partial.write_bytes(data)
    partial.replace(library.file)


def is_there(library) -> bool:
    return library.file.exists() and hashlib.sha256(library.file.read_bytes()).hexdigest() == library.sha256


if __name__ == "__main__":
    LIBRARIES.mkdir(parents=True, exist_ok=True)
    main()

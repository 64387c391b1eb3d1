#!/usr/bin/env python3
"""Says what is in the package, and under which licences.

usage: package-manifest.py PROGRAM ENGINE OUT

Writes into the folder OUT: MANIFEST.json, a list of {name, version, licence, source, sha256,
files} made of our program, the crates and the C library linked into it, and ENGINE/manifest.json; and
licenses/, with the texts that the crates and the standard library ask to be passed on.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = "x86_64-unknown-linux-gnu"


def main(program, engine, out):
    if not (ROOT / "LICENSE").is_file():
        sys.exit("package-manifest.py: there is no LICENSE, and our own licence wants its text passed on")
    crates = linked_crates()
    licenses = out / "licenses"
    shutil.rmtree(licenses, ignore_errors=True)
    licenses.mkdir(parents=True)
    components = [ours(program), standard_library(licenses), c_library(), *map(component, crates), *prelude()]
    components += bundled(engine)
    text = ",\n".join(json.dumps(c, ensure_ascii=False) for c in components)
    (out / "MANIFEST.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")
    (licenses / "rust-crates.txt").write_text(licence_texts(crates), encoding="utf-8")
    shutil.copyfile(ROOT / "LICENSE", licenses / "html2pdf-lambda.txt")
    shutil.copyfile(ROOT / "crates/script/src/prelude/NOTICE", licenses / "prelude.txt")


def output_of(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def ours(program):
    package = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]
    return {
        "name": package["name"],
        "version": package["version"],
        "licence": package["license"],
        "source": "src/",
        "sha256": hashlib.sha256(program.read_bytes()).hexdigest(),
        "files": ["bootstrap"],
    }


def standard_library(licenses):
    version = output_of("rustc", "--version").strip()
    notices = Path(output_of("rustc", "--print", "sysroot").strip(), "share/doc/rust/COPYRIGHT-library.html")
    shutil.copyfile(notices, licenses / "rust-standard-library.html")
    return {
        "name": "rust-standard-library",
        "version": version.split()[1],
        "licence": "MIT OR Apache-2.0",
        "source": version,
        "sha256": None,
        "files": ["bootstrap"],
    }


def c_library():
    """Linked into the program; its licence text is that of the engine's own copy."""
    archive = Path(output_of("gcc", "-print-file-name=libc.a").strip())
    return {
        "name": "glibc",
        "version": output_of("getconf", "GNU_LIBC_VERSION").split()[1],
        "licence": "LGPL-2.1-or-later",
        "source": "libc.a of the machine that linked the program",
        "sha256": hashlib.sha256(archive.read_bytes()).hexdigest(),
        "files": ["bootstrap"],
    }


def linked_crates():
    """What cargo links into the program: neither build scripts' needs nor macros, which only write code."""
    metadata = json.loads(
        output_of("cargo", "metadata", "--locked", "--format-version=1", f"--filter-platform={TARGET}")
    )
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))["package"]
    checksums = {(p["name"], p["version"]): p.get("checksum") for p in lock}

    root = metadata["resolve"]["root"]
    linked, queue = {}, [root]
    while queue:
        for dependency in nodes[queue.pop()]["deps"]:
            package = packages[dependency["pkg"]]
            normal = any(kind["kind"] is None for kind in dependency["dep_kinds"])
            macro = any("proc-macro" in target["kind"] for target in package["targets"])
            if normal and not macro and package["id"] not in linked:
                package["sha256"] = checksums[package["name"], package["version"]]
                linked[package["id"]] = package
                queue.append(package["id"])
    return sorted(linked.values(), key=lambda p: (p["name"], p["version"]))


def component(crate):
    # One of ours, in the place of another of its name.
    own = Path(crate["manifest_path"]).parent if crate["source"] is None else None
    return {
        "name": crate["name"],
        "version": crate["version"],
        "licence": crate["license"],
        "source": f"{own.relative_to(ROOT)}/" if own else f"pkg:cargo/{crate['name']}@{crate['version']}",
        "sha256": crate["sha256"],
        "files": ["bootstrap"],
    }


def prelude():
    """The packages that the scripts come from which pages find before their own."""
    folder = ROOT / "scripts/prelude"
    used = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name in used:
        package = locked[f"node_modules/{name}"]
        yield {
            "name": name,
            "version": package["version"],
            "licence": package["license"],
            "source": f"pkg:npm/{name}@{package['version']}",
            "sha256": None,
            "files": ["bootstrap"],
        }


def bundled(engine):
    for component in json.loads((engine / "manifest.json").read_text(encoding="utf-8")):
        yield component | {"files": [f"engine/{file}" for file in component["files"]]}


def licence_texts(crates):
    """Each text once, under the names of the crates that carry it."""
    owners = {}
    for crate in crates:
        folder = Path(crate["manifest_path"]).parent
        name = f"{crate['name']} {crate['version']} ({crate['license']})"
        files = [f for f in folder.iterdir() if re.match(r"(?i)(un)?licen[cs]e|copying|notice", f.name) and f.is_file()]
        for file in sorted(files) or [None]:
            text = "\n".join(file.read_text(encoding="utf-8").split()) if file else ""
            shown = file.read_text(encoding="utf-8").strip() if file else "(the crate carries no text of its own)"
            owners.setdefault(text, (shown, []))[1].append(name)
    rule = "=" * 80
    return "".join(
        f"{rule}\n" + "\n".join(dict.fromkeys(names)) + f"\n{rule}\n\n{shown}\n\n\n" for shown, names in owners.values()
    )


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))

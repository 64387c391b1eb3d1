#!/usr/bin/env python3
"""Checks the crates that are linked or used for building and testing against deny.toml.

usage: check-crates.py [ROOT]

Licences, banned crates, wildcards and sources, as `cargo deny check licenses bans sources` does, whose file it reads.
Building cargo-deny takes longer than all of the style checks together, so it is not asked here. A key of deny.toml that
this script does not know is an error: a rule must not look as if it held.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

KNOWN = {
    "graph": {"targets"},
    "licenses": {"allow", "exceptions", "unused-allowed-license"},
    "bans": {"multiple-versions", "wildcards", "allow-wildcard-paths", "deny"},
    "sources": {"unknown-registry", "unknown-git"},
}
# How Cargo names the registry, whichever address it has.
CRATES_IO = "/crates.io-index"


def main(root):
    rules = tomllib.loads((root / "deny.toml").read_text(encoding="utf-8"))
    check_keys(rules)
    crates = [crate for target in rules["graph"]["targets"] for crate in crates_for(root, target)]
    faults = [*licences(rules["licenses"], crates), *bans(rules["bans"], crates), *sources(crates)]
    for fault in sorted(set(faults)):
        print(f"deny.toml: {fault}", file=sys.stderr)
    if faults:
        sys.exit(1)
    print(f"{len(crates)} crates keep the rules of deny.toml")


def check_keys(rules):
    for table, keys in rules.items():
        for key in keys:
            if key not in KNOWN.get(table, ()):
                sys.exit(f"deny.toml: check-crates.py does not know [{table}] {key}; teach it, or take it out")
    strict = [("bans", "wildcards"), ("sources", "unknown-registry"), ("sources", "unknown-git")]
    for table, key in strict:
        if rules[table][key] != "deny":
            sys.exit(f'deny.toml: check-crates.py knows [{table}] {key} as "deny" only')


def crates_for(root, target):
    command = ["cargo", "metadata", "--locked", "--format-version=1", f"--filter-platform={target}"]
    metadata = json.loads(subprocess.run(command, cwd=root, check=True, capture_output=True).stdout)
    # Without the filter of the target, `packages` has those for Windows and macOS too.
    wanted = {node["id"] for node in metadata["resolve"]["nodes"]}
    return [package for package in metadata["packages"] if package["id"] in wanted]


def licences(rules, crates):
    allowed = set(rules["allow"])
    exceptions = {exception["crate"]: set(exception["allow"]) for exception in rules.get("exceptions", [])}
    used, used_exceptions = set(), set()
    for crate in crates:
        name = crate["name"]
        also = exceptions.get(name, set())
        terms = satisfying(crate["license"], allowed | also)
        if terms is None:
            yield f"{name} {crate['version']} is under {crate['license'] or 'no licence'}, which is not allowed"
            continue
        used |= terms
        if terms & also:
            used_exceptions.add(name)
    for name in exceptions.keys() - used_exceptions:
        yield f"the exception for {name} is not needed any more"
    for licence in allowed - used:
        yield f"no crate is under {licence} any more; take it out of `allow`"


def satisfying(expression, allowed):
    """The licences of an SPDX expression by which it may be used, or None. The old `MIT/Apache-2.0` means OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", (expression or "").replace("/", " OR "))

    def alternatives():
        terms = [conjunction()]
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            terms.append(conjunction())
        good = [term for term in terms if term is not None]
        return set().union(*good) if good else None

    def conjunction():
        terms = [term_of()]
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            terms.append(term_of())
        return None if None in terms else set().union(*terms)

    def term_of():
        token = tokens.pop(0)
        if token == "(":
            inside = alternatives()
            tokens.pop(0)
            return inside
        if tokens and tokens[0] == "WITH":
            token = " ".join([token, tokens.pop(0), tokens.pop(0)])
        return {token} if token in allowed else None

    return alternatives() if tokens else None


def bans(rules, crates):
    banned = {ban["crate"]: ban["reason"] for ban in rules.get("deny", [])}
    for crate in crates:
        if crate["name"] in banned:
            yield f"{crate['name']} is banned: {banned[crate['name']]}"
        if crate["source"] is not None:
            continue
        for dependency in crate["dependencies"]:
            if dependency["req"] == "*" and "path" not in dependency:
                yield f"{crate['name']} takes any version of {dependency['name']}"


def sources(crates):
    for crate in crates:
        if crate["source"] and not crate["source"].endswith(CRATES_IO):
            yield f"{crate['name']} comes from {crate['source']}, not from crates.io"


if __name__ == "__main__":
    if len(sys.argv) > 2 or "--help" in sys.argv:
        print(__doc__.strip())
        sys.exit(0 if "--help" in sys.argv else 2)
    main(Path(sys.argv[1] if len(sys.argv) == 2 else Path(__file__).parents[1]).resolve())

#!/usr/bin/env bash
# Counts the tests of ECMAScript that scripts pass in the engine, lowered and with the prelude: those of the compatibility
# table (what the syntax and the library of ES2015 to ES2019 do), and those that TC39 has for parsers. test262 itself is in no
# package. What fails is listed in target/conformance. The counts are in docs/decisions/0029-scripts-are-lowered.md.
# Usage: scripts/conformance.sh    builds the program for tests; some ten minutes on two processors
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

for argument in "$@"; do
  case $argument in
    -h | --help) usage; exit ;;
    *) wrong_usage "there is no argument '$argument'" ;;
  esac
done

need_rust
need_linker
need_engine
need pdftotext:poppler-utils
need_venv
need_room target 5000
check

out=$root/target/conformance
mkdir -p "$out"
cp scripts/conformance/package.json scripts/conformance/package-lock.json "$out/"
node_folder
(cd "$out" && npm ci --ignore-scripts --no-audit --no-fund >/dev/null)
fetch_crates
scripts/vendor.sh
cargo build --locked
node scripts/conformance/run.mjs "$root/target/debug/html2pdf" "$out" "$out/runs"

#!/bin/bash
# Counts the tests of ECMAScript that scripts pass in the engine, lowered and with the prelude: those of the compatibility
# table (what the syntax and the library of ES2015 to ES2019 do), and those that TC39 has for parsers. test262 itself is in no
# package. What fails is listed in target/conformance. The counts are in docs/decisions/0029-scripts-are-lowered.md.
#
#   scripts/conformance.sh
set -euo pipefail
cd "$(dirname "$0")/.."

for program in node npm pdftotext; do
  command -v "$program" >/dev/null || { echo "conformance.sh needs $program" >&2; exit 1; }
done
out=$PWD/target/conformance
mkdir -p "$out"
cp scripts/conformance/package.json scripts/conformance/package-lock.json "$out/"
(cd "$out" && npm ci --ignore-scripts --no-audit --no-fund >/dev/null)
cargo build
node scripts/conformance/run.mjs "$PWD/target/debug/html2pdf" "$out" "$out/runs"

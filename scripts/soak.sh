#!/usr/bin/env bash
# Prints thousands of documents of all kinds with one service, four at once, and fails if an answer is
# wrong, or if a process, a file, a descriptor or memory is left: tests/soak/.
# With --kills its processes are killed meanwhile: each answer is still a whole PDF, or says what happened.
# Usage: scripts/soak.sh [COUNT] [--program FILE] [--kills]    20000 documents, by target/release/html2pdf
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ${1:-} == --help ]]; then
  sed -n '2,5s/^# //p' "$0"
  exit
fi

# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh
need cc:gcc pdftotext:poppler-utils python3
need_rust
if [[ $* != *--program* ]]; then
  scripts/vendor.sh
  cargo build --release --locked --quiet
fi
exec python3 tests/soak/soak.py "$@"

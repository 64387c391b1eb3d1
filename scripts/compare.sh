#!/usr/bin/env bash
# Prints the same documents with two builds and compares the bytes of all answers: tests/compare/.
# Usage: scripts/compare.sh BEFORE AFTER [--keep FOLDER]    two programs, such as target/release/html2pdf
set -euo pipefail
cd "$(dirname "$0")/.."

if (($# < 2)); then
  sed -n '2,3s/^# //p' "$0"
  [[ ${1:-} == --help ]]
  exit
fi
exec python3 tests/compare/compare.py "$@"

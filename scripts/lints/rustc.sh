#!/usr/bin/env bash
# Stands for rustc where cargo builds what the package is made of (cargo_as_package in scripts/prerequisites.sh).
set -euo pipefail

[[ -n ${CARGO_PRIMARY_PACKAGE:-} ]] || exec "$@"

# The programs of the tests are built quickly, with all checks, and by Clippy, so that nothing is read once more for the
# lints alone.
if [[ " $* " == *' --test '* ]]; then
  exec clippy-driver "$@" -C opt-level=0 -C codegen-units=16 -C debug-assertions=on -C overflow-checks=on
fi

# What only tests use is seen here alone.
[[ -z ${CLIPPY_ARGS:-} ]] || set -- "$@" --deny warnings
"$@"

# A static program loads no library, and the tests of a clock that jumps bring theirs as one.
if [[ " $* " == *' --crate-name html2pdf --edition='*' --crate-type bin '* ]]; then
  folder=$CARGO_TARGET_DIR/$CARGO_BUILD_TARGET/release
  "${@/#target-feature=+crt-static/target-feature=-crt-static}" -C extra-filename=-dynamic
  mv "$folder/deps/html2pdf-dynamic" "$folder/"
fi

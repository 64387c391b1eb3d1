#!/usr/bin/env bash
# Sets everything up on a fresh Debian 12 with Rust, and runs every test.
# Usage: scripts/test.sh [--quick]    --quick leaves out the package and the gateway
# Takes 20 to 25 minutes on two processors, 270 MB of downloads and 4 GB on the disk.
# One test by its name: cargo test --test printing NAME (tests/README.md)
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

quick=''
for argument in "$@"; do
  case $argument in
    -h | --help) usage; exit ;;
    --quick) quick=1 ;;
    *) wrong_usage "the only argument is --quick; this is '$argument'" ;;
  esac
done

name='' began=$SECONDS
# step NAME [HOW LONG]: says what comes, and how long the step before took.
step() {
  end_step
  name=$1 began=$SECONDS
  printf '\n== %s%s\n' "$1" "${2:+ ($2)}"
}
end_step() { [[ -z $name ]] || printf '   %s: %s\n' "$name" "$(elapsed $((SECONDS - began)))"; }

need_rust
need_rust_component clippy rustfmt
need_pinned_rust "Its formatting and its lints may differ."
need_linker
need_engine
need curl shellcheck ip:iproute2 mount mutool:mupdf-tools nm:binutils openssl pdftotext:poppler-utils python3 qpdf unshare:util-linux
need_venv
need_room target 4000
if [[ -z $quick ]]; then
  need readelf:binutils unzip
  need_namespaces
fi
check

finish() {
  local status=$?
  ((status == 0)) || echo "test.sh: the step \"$name\" failed, $(elapsed "$SECONDS") after the start" >&2
}
trap finish EXIT
[[ -z ${without_namespaces:-} ]] || echo "The check of the package will be left out: $without_namespaces."

step crates "seconds, if all are there"
fetch_crates

step style "seconds"
cargo fmt --all --check
shellcheck --external-sources .ci/run scripts/*.sh scripts/lints/*.sh tests/*/*.sh
scripts/check-crates.py
tests/scripts/run.sh
# Only where its packages are there: nothing else here needs node.
[[ ! -d scripts/prelude/node_modules ]] || node scripts/prelude/build.mjs --check

# What only the tests need; most of it is waited for.
download() {
  scripts/vendor.sh
  venv deploy tests/deploy/requirements.txt >/dev/null
  libraries
  (node_folder && states_validator >/dev/null)
  [[ -n $quick ]] || venv gateway tests/gateway/requirements.txt >/dev/null
  [[ -n $quick ]] || (node_folder && azurite >/dev/null)
}
# The tests are those of the program that goes into the package: everything is built once, and Clippy reads what it lints
# while it is built.
build() { cargo_test --no-run; }
step "downloads, programs and lints" "10 minutes, if nothing is built yet"
side_by_side downloads download programs build

step "tests that wait" "two minutes"
cargo_test --test waiting

# Those above compare what happens within a time, and the hostile documents keep every processor busy: both are alone.
groups() {
  local main groups=()
  for main in tests/*/main.rs; do
    main=${main#tests/} main=${main%/main.rs}
    [[ $main == waiting || $main == hostile ]] || groups+=(--test "$main")
  done
  cargo_test --lib --bins "${groups[@]}"
}
deployed() {
  tests/deploy/check_template.sh
  tests/deploy/check_batch.sh
  [[ -z $quick ]] || return 0
  scripts/package.sh
  [[ -n $without_namespaces ]] || scripts/check-package.sh
  tests/gateway/run.sh
}
step "tests beside what is deployed" "six minutes"
side_by_side tests groups deployed deployed

step "hostile documents" "two to four minutes"
cargo_test --test hostile

step "lints and tests of the documentation" "a minute"
cargo_test --doc
end_step
echo
echo "all passed in $(elapsed "$SECONDS")${without_namespaces:+, without the check of the package: $without_namespaces}"

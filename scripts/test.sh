#!/usr/bin/env bash
# Sets everything up on a fresh Debian 12 with Rust, and runs every test.
# Usage: scripts/test.sh [--quick]    --quick leaves out the package and the gateway
# Takes 25 to 40 minutes on two processors (--quick 15 to 25), 270 MB of downloads and 6 GB on the disk.
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
need_room target 6000
if [[ -z $quick ]]; then
  need readelf:binutils unzip
  need_namespaces
  need_room target/package 700
fi
check

package=''
finish() {
  local status=$?
  [[ -z $package ]] || kill -- "-$package" 2>/dev/null || true
  ((status == 0)) || echo "test.sh: the step \"$name\" failed, $(elapsed "$SECONDS") after the start" >&2
}
trap finish EXIT
[[ -z ${without_namespaces:-} ]] || echo "The check of the package will be left out: $without_namespaces."

# Nothing of it is built a second time there.
[[ ${CI:-} != true ]] || export CARGO_INCREMENTAL=0

step crates "seconds, if all are there"
fetch_crates

# The package takes one processor for minutes at its end, and many tests only wait: so it is made beside all else, at first
# with a small part of the processors, and beside the tests with what they leave.
package_log=target/package.log
if [[ -z $quick ]]; then
  mkdir -p target
  set -m # a process group, which ends with this script
  nice -n 7 scripts/package.sh </dev/null >"$package_log" 2>&1 &
  package=$!
  set +m
  echo "   the package is made beside all else; $package_log tells how far it is"
fi

step style "seconds"
cargo fmt --all --check
shellcheck --external-sources .ci/run scripts/*.sh tests/*/*.sh
scripts/check-crates.py
tests/scripts/run.sh
# Only where its packages are there: nothing else here needs node.
[[ ! -d scripts/prelude/node_modules ]] || node scripts/prelude/build.mjs --check

lint() {
  cargo clippy --all-targets --locked -- -D warnings
  # Private items are documented too, so links to them resolve.
  RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --no-deps --document-private-items --locked
}
# What only the tests need; most of it is waited for.
download() {
  # Where the package has begun with it, this waits for its end.
  scripts/vendor.sh
  venv deploy tests/deploy/requirements.txt >/dev/null
  libraries
  (node_folder && states_validator >/dev/null)
  [[ -n $quick ]] || venv gateway tests/gateway/requirements.txt >/dev/null
  [[ -n $quick ]] || (node_folder && azurite >/dev/null)
}
step "downloads and lints" "3 minutes, if nothing is built yet"
side_by_side downloads download lints lint

step "test programs" "5 minutes, if nothing is built yet"
cargo test --locked --no-run

[[ -z $package ]] || renice -n 19 --pgrp "$package" >/dev/null 2>&1 || true # it may be ready
step tests "10 minutes"
cargo test --locked

step templates "seconds"
tests/deploy/check_template.sh
tests/deploy/check_batch.sh

if [[ -z $quick ]]; then
  step package "a few minutes, if it is not ready yet"
  wait "$package" || { cat "$package_log" >&2; exit 1; }
  package=''
  tail -n 7 "$package_log"

  if [[ -z $without_namespaces ]]; then
    step "package check and gateway" "a minute"
    side_by_side check scripts/check-package.sh gateway tests/gateway/run.sh
  else
    step gateway "a minute"
    tests/gateway/run.sh
  fi
fi
end_step
echo
echo "all passed in $(elapsed "$SECONDS")${without_namespaces:+, without the check of the package: $without_namespaces}"

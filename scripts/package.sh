#!/usr/bin/env bash
# Makes dist/html2pdf-lambda-x86_64.zip, the whole function: our program as `bootstrap`, the
# engine beside it, and a MANIFEST.json of what is inside. The same sources and the same
# toolchain give the same bytes in every folder, for every user and at any time.
set -euo pipefail

if (($#)); then
  echo "usage: scripts/package.sh

Writes dist/html2pdf-lambda-x86_64.zip and prints its size and sha256.
Needs x86-64 Linux with Rust; on anything else use Dockerfile.build."
  [[ $* == --help ]]; exit
fi
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
zip=dist/html2pdf-lambda-x86_64.zip
# Apart from plain `cargo build`, whose flags are others: neither undoes the other's work.
export CARGO_TARGET_DIR=$root/target/package
program=$CARGO_TARGET_DIR/release/html2pdf
# What the AL2023 under provided.al2023 has.
newest_glibc=2.34

main() {
  # shellcheck source=scripts/prerequisites.sh
  source scripts/prerequisites.sh
  need gcc objdump:binutils python3
  need_rust

  bash scripts/vendor.sh
  build_program
  check_glibc
  python3 scripts/package-manifest.py "$program" vendor/linux-x86_64 "$CARGO_TARGET_DIR/parts"
  mkdir -p dist
  python3 scripts/make-zip.py "$zip" \
    bootstrap="$program" \
    engine=vendor/linux-x86_64 \
    licenses="$CARGO_TARGET_DIR/parts/licenses" \
    MANIFEST.json="$CARGO_TARGET_DIR/parts/MANIFEST.json"
  rustc --version
  sha256sum "$zip"
}

# Panic messages and the like name source files, so the program would carry the names of our
# folders. Flags of the environment and of the user's cargo configuration are overridden.
build_program() {
  cargo fetch --locked --quiet
  local flags=() registry cargo_home=${CARGO_HOME:-$HOME/.cargo} commit
  for registry in "$cargo_home"/registry/src/*; do
    flags+=("--remap-path-prefix=$registry=/crates")
  done
  commit=$(rustc --version --verbose | sed -n 's/^commit-hash: //p')
  flags+=("--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc/$commit")
  flags+=("--remap-path-prefix=$root=/html2pdf-lambda")
  # Joined by a character that no path has, unlike the blanks of RUSTFLAGS.
  CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; printf %s "${flags[*]}") CARGO_INCREMENTAL=0 \
    cargo build --release --locked
}

# A newer symbol would not show before the function is started on Lambda.
check_glibc() {
  local too_new
  too_new=$(objdump -T "$program" | awk -v newest="$newest_glibc" '
    function number(version, part) { split(version, part, "."); return part[1] * 1000 + part[2] }
    match($0, /GLIBC_[0-9.]+/) {
      version = substr($0, RSTART + 6, RLENGTH - 6)
      if (number(version) > number(newest)) print "  " $NF " needs glibc " version
    }')
  [[ -z $too_new ]] && return
  echo "package.sh: the program would not start on Lambda, whose glibc is $newest_glibc:
$too_new
Build it on Debian 12, or with Dockerfile.build." >&2
  exit 1
}

main

#!/usr/bin/env bash
# Makes dist/html2pdf-lambda-x86_64.zip, the whole function: our program as `bootstrap`, the
# engine beside it, and a MANIFEST.json of what is inside. The same sources and the same
# toolchain give the same bytes in every folder, for every user and at any time.
set -euo pipefail

if (($#)); then
  echo "usage: scripts/package.sh

Writes dist/html2pdf-lambda-x86_64.zip and prints its size and sha256. The same file under the name of
a release, with a file of its sha256, lies beside it: dist/html2pdf-lambda-VERSION-x86_64.zip. It serves
on any x86-64 Linux too: unzip it, and start ./bootstrap serve.

Takes five to fourteen minutes on two processors the first time, and 1 GB on the disk. Needs Debian 12 on
x86-64 with Rust; on anything else use Dockerfile.build."
  [[ $* == --help ]]; exit
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/prerequisites.sh
source "$here/prerequisites.sh"
cd "$root"
zip=dist/html2pdf-lambda-x86_64.zip
# Apart from plain `cargo build`, whose flags are others: neither undoes the other's work.
export CARGO_TARGET_DIR=$root/target/package
target=x86_64-unknown-linux-gnu
program=$CARGO_TARGET_DIR/$target/release/html2pdf

main() {
  need_rust
  need_pinned_rust "The zip will have other bytes than that of Dockerfile.build."
  need_linker
  need_engine
  need readelf:binutils python3
  need_room "$CARGO_TARGET_DIR" 700
  check

  fetch_crates
  bash scripts/vendor.sh
  [[ -x $program ]] || echo "building the program: five to fourteen minutes on two processors"
  build_program
  check_needs_nothing
  python3 scripts/package-manifest.py "$program" vendor/linux-x86_64 "$CARGO_TARGET_DIR/parts"
  mkdir -p dist
  # What may not be read as a file may not be read as a process either. All engines run as our user, and on Lambda
  # there is no other way to keep our memory from them, and that of each from the others.
  python3 scripts/make-zip.py "$zip" \
    --libdeflate vendor/linux-x86_64/lib/libdeflate.so.0 \
    --execute-only bootstrap \
    --execute-only engine/lib/ld-linux-x86-64.so.2 \
    bootstrap="$program" \
    engine=vendor/linux-x86_64 \
    licenses="$CARGO_TARGET_DIR/parts/licenses" \
    MANIFEST.json="$CARGO_TARGET_DIR/parts/MANIFEST.json"
  rustc --version
  sha256sum "$zip"
  name_release
}

# What is put up for download: its name tells the version, and one can check that it came whole.
name_release() {
  local version release
  version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
  release=html2pdf-lambda-$version-x86_64.zip
  rm -f dist/html2pdf-lambda-*-x86_64.zip{,.sha256}
  ln "$zip" "dist/$release" 2>/dev/null || cp "$zip" "dist/$release"
  (cd dist && sha256sum "$release" >"$release.sha256")
  echo "a release is dist/$release and dist/$release.sha256"
}

# Panic messages and the like name source files, so the program would carry the names of our
# folders. Linked statically: see below. Flags of the environment and of the user's cargo configuration are overridden.
build_program() {
  # Addresses within itself take a hundredth of the room that they would have by default, and functions that came out
  # alike are kept once.
  local flags=(-C target-feature=+crt-static -C 'link-arg=-Wl,-z,pack-relative-relocs,--icf=all') registry cargo_home=${CARGO_HOME:-$HOME/.cargo} commit
  for registry in "$cargo_home"/registry/src/*; do
    flags+=("--remap-path-prefix=$registry=/crates")
  done
  commit=$(rustc --version --verbose | sed -n 's/^commit-hash: //p')
  flags+=("--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc/$commit")
  flags+=("--remap-path-prefix=$root=/html2pdf-lambda")
  # Random numbers from the kernel at once. A static program otherwise looks for the call in the C library, does not
  # find it, and wants /dev/random, which not every root has.
  flags+=(--cfg 'getrandom_backend="linux_getrandom"')
  # Joined by a character that no path has, unlike the blanks of RUSTFLAGS.
  CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; printf %s "${flags[*]}") CARGO_INCREMENTAL=0 \
    cargo build --release --locked --target "$target"
}

# Lambda's image has glibc 2.34, an empty root has none. The program brings its own: it asks for
# no loader and for no library, and so for no version of one.
check_needs_nothing() {
  local needed
  needed=$(readelf --wide --program-headers --dynamic "$program" | grep -E 'INTERP|\(NEEDED\)' || true)
  [[ -z $needed ]] && return
  echo "package.sh: the program needs libraries of the machine that it runs on:
$needed" >&2
  exit 1
}

main

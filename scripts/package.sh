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

Takes five to ten minutes on two processors the first time, and 1.2 GB on the disk. Needs Debian 12 on
x86-64 with Rust; on anything else use Dockerfile.build."
  [[ $* == --help ]]; exit
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/prerequisites.sh
source "$here/prerequisites.sh"
cd "$root"
zip=dist/html2pdf-lambda-x86_64.zip
program=$package_folder/$package_target/release/html2pdf

main() {
  need_rust
  need_pinned_rust "The zip will have other bytes than that of Dockerfile.build."
  need_linker
  need_engine
  need readelf:binutils python3
  need_room "$package_folder" 1200
  check

  fetch_crates
  bash scripts/vendor.sh
  [[ -x $program ]] || echo "building the program: five to ten minutes on two processors"
  cargo_as_package build --release --locked
  check_needs_nothing
  python3 scripts/package-manifest.py "$program" vendor/linux-x86_64 "$package_folder/parts"
  mkdir -p dist
  # What may not be read as a file may not be read as a process either. All engines run as our user, and on Lambda
  # there is no other way to keep our memory from them, and that of each from the others.
  python3 scripts/make-zip.py "$zip" \
    --libdeflate vendor/linux-x86_64/lib/libdeflate.so.0 \
    --execute-only bootstrap \
    --execute-only engine/lib/ld-linux-x86-64.so.2 \
    bootstrap="$program" \
    engine=vendor/linux-x86_64 \
    licenses="$package_folder/parts/licenses" \
    MANIFEST.json="$package_folder/parts/MANIFEST.json"
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

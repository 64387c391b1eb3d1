#!/usr/bin/env bash
# Compares html2pdf with what else prints HTML: bare wkhtmltopdf, Chromium, WeasyPrint.
# Usage: scripts/bench.sh [--quick] [--write-docs] [--as-built]    (docs/performance.md)
# Takes ten minutes once all is there. The first run builds for eight minutes on two processors, and gets 400 MB.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

options=() as_built=''
for option in "$@"; do
  case $option in
    -h | --help) usage; exit ;;
    --quick | --write-docs) options+=("$option") ;;
    --as-built) as_built=1 ;;
    *) wrong_usage "there is no argument '$option'" ;;
  esac
done

step() { printf '== %s\n' "$*"; }

need pdfinfo:poppler-utils npm
need_venv
# What WeasyPrint needs of Debian.
need /usr/lib/x86_64-linux-gnu/libpangoft2-1.0.so.0:libpangoft2-1.0-0 /usr/lib/x86_64-linux-gnu/libharfbuzz-subset.so.0:libharfbuzz-subset0
if [[ -z $as_built ]]; then
  need_rust
  need_linker
  need_engine
  need_room target/release 1200
fi
need_room target/bench 600
check

if [[ -z $as_built ]]; then
  step program
  fetch_crates
  scripts/vendor.sh
  cargo build --release --locked
fi
package=dist/html2pdf-lambda-x86_64.zip
if [[ ! -e $package ]]; then
  echo "there is no $package (scripts/package.sh): the cold start is that of target/release/html2pdf"
elif [[ -n $(find src crates Cargo.lock scripts/vendor.sh -newer "$package" -print -quit) ]]; then
  echo "$package is older than the sources (scripts/package.sh): the cold start is that of the older program"
fi

step peers
python=$(venv bench bench/requirements.txt)
work=target/bench
rm -rf "$work"/tmp-*
peers
# Where Node looks for packages.
cp bench/peers/*.mjs "$work/node"
sed "s|@FONTS@|$PWD/vendor/linux-x86_64/fonts|; s|@CACHE@|$PWD/$work/font-index|" bench/peers/fonts.conf >"$work/fonts.conf"

exec "$python" bench/bench.py "${options[@]}"

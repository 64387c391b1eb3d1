#!/usr/bin/env bash
# Compares html2pdf with what else prints HTML: bare wkhtmltopdf, Chromium, WeasyPrint.
# Usage: scripts/bench.sh [--quick] [--write-docs] [--as-built]    (docs/performance.md)
set -euo pipefail
cd "$(dirname "$0")/.."

options=() as_built=
for option in "$@"; do
  case $option in
    --quick | --write-docs) options+=("$option") ;;
    --as-built) as_built=1 ;;
    *) sed -n '2,3s/^# //p' "$0"; [[ $* == --help ]]; exit ;;
  esac
done

step() { printf '== %s\n' "$*"; }

# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

step prerequisites
need cc:gcc npm pdfinfo:poppler-utils
need_rust
if [[ -z $as_built ]]; then
  scripts/vendor.sh
  cargo build --release --locked --quiet
fi
package=dist/html2pdf-lambda-x86_64.zip
if [[ ! -e $package ]]; then
  echo "there is no $package (scripts/package.sh): the cold start is that of target/release/html2pdf"
elif [[ -n $(find src Cargo.lock scripts/vendor.sh -newer "$package" -print -quit) ]]; then
  echo "$package is older than the sources (scripts/package.sh): the cold start is that of the older program"
fi

step peers
python=$(venv bench bench/requirements.txt)
# Not commands: what WeasyPrint needs of Debian, if it does not load.
"$python" -c 'import weasyprint' 2>/dev/null || need pango:libpangoft2-1.0-0 harfbuzz:libharfbuzz-subset0
work=target/bench
rm -rf "$work"/tmp-*
if ! cmp --silent bench/package.json "$work/node/installed.json"; then
  rm -rf "$work/node"
  mkdir -p "$work/node"
  cp bench/package.json "$work/node"
  npm install --prefix "$work/node" --no-package-lock --no-audit --no-fund --silent
  cp bench/package.json "$work/node/installed.json"
fi
# Where Node looks for packages.
cp bench/peers/*.mjs "$work/node"
sed "s|@FONTS@|$PWD/vendor/linux-x86_64/fonts|; s|@CACHE@|$PWD/$work/font-index|" bench/peers/fonts.conf >"$work/fonts.conf"

exec "$python" bench/bench.py "${options[@]}"

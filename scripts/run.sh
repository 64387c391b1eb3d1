#!/usr/bin/env bash
# Sets everything up on a fresh Debian 12 with Rust, and serves on loopback.
# Usage: scripts/run.sh [--listen ADDRESS]    127.0.0.1:9000 if not given; a port alone is one of 127.0.0.1
# The first run takes five to six minutes on two processors, with 120 MB of downloads and 1.5 GB on the disk; later
# ones take seconds. What it builds is for running here (the profile `local` in Cargo.toml); scripts/package.sh
# builds what is deployed.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

arguments=("$@")
listen=127.0.0.1:9000
while (($#)); do
  case $1 in
    -h | --help) usage; exit ;;
    --listen=*) listen=${1#*=} ;;
    --listen)
      listen=${2-}
      (($# == 1)) || shift
      ;;
    *) wrong_usage "the only argument is --listen ADDRESS; this is '$1'" ;;
  esac
  shift
done

need_port "$listen"
need_rust
need_linker
need_engine
need_room target/local 1200
check

build() { cargo build --profile local --locked; }

[[ -x target/local/html2pdf ]] ||
  echo "This is the first run: five to six minutes on two processors. The last crate, html2pdf-lambda, is half of one."
fetch_crates
if [[ -n $engine_is_missing ]]; then
  side_by_side engine scripts/vendor.sh program build
else
  build
fi
exec target/local/html2pdf serve "${arguments[@]}"

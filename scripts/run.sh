#!/usr/bin/env bash
# Sets everything up on a fresh Debian 12 with Rust, and serves on loopback.
# Usage: scripts/run.sh [serve options, such as --listen 127.0.0.1:9001]
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  sed -n '2,3s/^# //p' "$0"
  exit
fi
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

need cc:gcc
need_rust
scripts/vendor.sh
cargo build --release --locked
exec target/release/html2pdf serve "$@"

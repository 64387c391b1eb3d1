#!/usr/bin/env bash
# Kills a service that has jobs waiting, again and again, and looks whether one was lost or printed twice; then has
# 100,000 jobs wait, and looks at its memory.
set -euo pipefail

kills=${1:-100}
if [[ $# -gt 1 || ! $kills =~ ^[0-9]+$ ]]; then
  echo "usage: scripts/soak-jobs.sh [KILLS]

Kills it 100 times, or as often as it is told. HTML2PDF_SEED has the moments of an earlier run again, which says it.
Takes about three seconds for each kill, and a quarter of an hour for the 100,000. Needs what scripts/test.sh needs."
  [[ $* == --help ]]; exit
fi
cd "$(dirname "${BASH_SOURCE[0]}")/.."

HTML2PDF_KILLS=$kills cargo test --locked --test interface -- --nocapture jobs::kills::kills_at_any_moment
cargo test --locked --test interface -- --ignored --nocapture jobs::many

#!/usr/bin/env bash
# 200 clients at once with 32 MB each: what they are answered, and the service's peak memory.
# Usage: scripts/overload.sh [--program FILE] [--clients N] [--megabytes N]
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ${1:-} == --help ]]; then
  sed -n '2,3s/^# //p' "$0"
  exit
fi
exec python3 tests/soak/overload.py "$@"

#!/usr/bin/env bash
# Deploys the real package with the real template into an emulator, and posts to it with curl.
set -euo pipefail

if [[ ${1:-} == --help || $# -gt 1 ]]; then
  echo "usage: tests/gateway/run.sh [ZIP]    (default: dist/html2pdf-lambda-x86_64.zip)"
  [[ ${1:-} == --help ]]; exit
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
zip=${1:-$root/dist/html2pdf-lambda-x86_64.zip}
[[ -r $zip ]] || { echo "run.sh: there is no $zip; make it with scripts/package.sh" >&2; exit 1; }

# shellcheck source=scripts/prerequisites.sh
source "$root/scripts/prerequisites.sh"
need python3 curl pdftotext:poppler-utils
python=$(venv gateway "$here/requirements.txt")
exec "$python" -B "$here/gateway.py" "$zip" "$root/deploy/template.yaml"

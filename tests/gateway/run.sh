#!/usr/bin/env bash
# Deploys the real package with the real templates into an emulator, posts to it with curl, and runs batches; and has the
# package keep results in emulators of Azure's and Google's storage.
set -euo pipefail

if [[ ${1:-} == --help || $# -gt 1 ]]; then
  echo "usage: tests/gateway/run.sh [ZIP]    (default: dist/html2pdf-lambda-x86_64.zip)"
  [[ ${1:-} == --help ]]; exit
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
zip=${1:-$root/dist/html2pdf-lambda-x86_64.zip}

# shellcheck source=scripts/prerequisites.sh
source "$root/scripts/prerequisites.sh"
[[ -r $zip ]] || problem "There is no $zip; make it with scripts/package.sh."
need curl openssl unzip pdftotext:poppler-utils
need_venv
check
zip=$(realpath "$zip")
cd "$root" # where node_folder looks
python=$(venv gateway "$here/requirements.txt")
node_folder
azurite=$(azurite)
"$python" -B "$here/stores.py" "$zip" "$(type -P node)" "$azurite"
exec "$python" -B "$here/gateway.py" "$zip" "$root/deploy/template.yaml" "$root/deploy/batch.yaml"

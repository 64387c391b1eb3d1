#!/usr/bin/env bash
# Lints deploy/batch.yaml, asserts what it promises, and has its state machine checked by asl-validator.
set -euo pipefail

if [[ ${1:-} == --help || $# -gt 0 ]]; then
  echo "usage: tests/deploy/check_batch.sh"
  [[ ${1:-} == --help ]]; exit
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
template=$root/deploy/batch.yaml

# shellcheck source=scripts/prerequisites.sh
source "$root/scripts/prerequisites.sh"
need_venv
check
cd "$root" # where node_folder looks
python=$(venv deploy "$here/requirements.txt")
node_folder
validator=$(states_validator)

"$(dirname "$python")/cfn-lint" --template "$template"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$python" -B "$here/check_batch.py" "$template" "$folder"
for manifest in jsonl csv; do
  node "$validator" --json-path "$folder/$manifest.json"
done
if node "$validator" --json-path "$folder/broken.json" >/dev/null 2>&1; then
  echo "FAIL  asl-validator takes a state machine that leads nowhere" >&2
  exit 1
fi
echo "ok    asl-validator refuses one that leads nowhere"

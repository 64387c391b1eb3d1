#!/usr/bin/env bash
# Lints deploy/template.yaml, asserts what a linter does not know, and shows that each
# assertion can fail.
set -euo pipefail

if [[ ${1:-} == --help || $# -gt 1 ]]; then
  echo "usage: tests/deploy/check_template.sh [TEMPLATE]"
  [[ ${1:-} == --help ]]; exit
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
template=${1:-$root/deploy/template.yaml}

# shellcheck source=scripts/prerequisites.sh
source "$root/scripts/prerequisites.sh"
need_venv
check
python=$(venv deploy "$here/requirements.txt")

"$(dirname "$python")/cfn-lint" --template "$template"
exec "$python" -B "$here/check_template.py" "$template"

#!/usr/bin/env bash
# Prints the documents of tests/fidelity, and says how far each is from Chromium's print of it.
# Usage: scripts/fidelity.sh [--program FILE] [NAME]...    the program is target/release/html2pdf, which it builds
#        scripts/fidelity.sh --references [NAME]...        has Chromium print them anew, and writes tests/fidelity/reference
#        scripts/fidelity.sh --beside NAME OUT.png         draws both prints of a document side by side, as in the README
# target/fidelity/index.html shows ours, Chromium's and the difference side by side. Chromium comes from npm, 300 MB, and
# only --references needs it. tests/README.md tells more.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

program='' references='' beside='' names=()
while (($#)); do
  case $1 in
    -h | --help) usage; exit ;;
    --references) references=1 ;;
    --beside) beside=1 ;;
    --program)
      program=${2:-}
      [[ -x $program ]] || wrong_usage "--program wants a program; this is '$program'"
      shift $(($# > 1))
      ;;
    -*) wrong_usage "there is no argument '$1'" ;;
    *) names+=("$1") ;;
  esac
  shift
done

need mutool:mupdf-tools pdftoppm:poppler-utils
need_venv
if [[ -n $references ]]; then
  need npm
  need_engine
  need_room target/bench 600
elif [[ -z $program$beside ]]; then
  need_rust
  need_linker
  need_engine
  need_room target/release 1200
fi
[[ -z $beside || ${#names[@]} == 2 ]] || wrong_usage "--beside wants the name of a document and a file for the picture"
check

python=$(venv fidelity scripts/fidelity/requirements.txt)
[[ -n $beside ]] || libraries
if [[ -n $references ]]; then
  peers
  exec "$python" scripts/fidelity/references.py "${names[@]}"
fi
if [[ -n $beside ]]; then
  exec "$python" scripts/fidelity/beside.py "${names[@]}"
fi
if [[ -z $program ]]; then
  fetch_crates
  scripts/vendor.sh
  cargo build --release --locked
  program=target/release/html2pdf
fi
exec "$python" scripts/fidelity/compare.py "$program" "${names[@]}"

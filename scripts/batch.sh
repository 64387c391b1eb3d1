#!/usr/bin/env bash
# Prints 10,000 letters of one page from a template with `html2pdf batch`, and again as HTML: documents per second, and
# the most memory (bench/letters.py). Fails where a letter is wrong, or where memory grows with their number.
# Usage: scripts/batch.sh [COUNT] [--program FILE] [--write]    --write puts the numbers into docs/batch.md
# It takes some ten minutes on two processors, and the build of the program eight.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

count=10000 program='' write=()
while (($#)); do
  case $1 in
    -h | --help) usage; exit ;;
    --write) write=(--write) ;;
    --program)
      program=${2-}
      [[ -x $program ]] || wrong_usage "--program wants a program, and '$program' is none"
      shift
      ;;
    *)
      [[ $1 =~ ^[1-9][0-9]*$ ]] || wrong_usage "there is no argument '$1'"
      count=$1
      ;;
  esac
  shift
done

need pdftotext:poppler-utils python3
check_with_program
exec python3 bench/letters.py "$count" "${program:-target/release/html2pdf}" "${write[@]}"

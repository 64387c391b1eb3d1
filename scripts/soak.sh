#!/usr/bin/env bash
# Prints thousands of documents of all kinds with one service, four at once, and fails if an answer is
# wrong, or if a process, a file, a descriptor or memory is left: tests/soak/.
# With --kills its processes are killed meanwhile: each answer is still a whole PDF, or says what happened.
# Usage: scripts/soak.sh [COUNT] [--program FILE] [--kills]    20000 documents, by target/release/html2pdf
# 20000 documents take about half an hour on two processors, and the build of the program eight minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

arguments=("$@") program=''
while (($#)); do
  case $1 in
    -h | --help) usage; exit ;;
    --kills) ;;
    --program)
      program=${2-}
      [[ -x $program ]] || wrong_usage "--program wants a program, and '$program' is none"
      (($# == 1)) || shift
      ;;
    *) [[ $1 =~ ^[0-9]+$ ]] || wrong_usage "there is no argument '$1'" ;;
  esac
  shift
done

need pdftotext:poppler-utils python3
check_with_program
exec python3 tests/soak/soak.py "${arguments[@]}"

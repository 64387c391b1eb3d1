#!/usr/bin/env bash
# Prints line-breaks.html with Chromium, in the fonts of the engine bundle, and records where its
# lines break in line-breaks.expected.txt: one line per line, an empty one after each paragraph.
#
# Chromium is told of a screen with two dots per pixel. On one with a single dot the bundle's font
# settings, made for the engine, would have it round the width of each glyph to a whole pixel. Its
# line breaks are then those that it also has with Debian's own font settings.
set -euo pipefail

if (($#)); then
  echo "usage: tests/documents/record-line-breaks.sh    (scripts/vendor.sh first)"
  [[ $* == --help ]]; exit
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
export FONTCONFIG_FILE=$root/vendor/linux-x86_64/etc/fonts.conf

main() {
  # shellcheck source=scripts/prerequisites.sh
  source "$root/scripts/prerequisites.sh"
  [[ -e $FONTCONFIG_FILE ]] || problem "The fonts are missing: scripts/vendor.sh"
  need chromium pdftotext:poppler-utils python3
  check
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT

  print
  pdftotext -raw "$scratch/printed.pdf" "$scratch/printed.txt"
  record <"$scratch/printed.txt" >"$scratch/expected.txt"
  mv "$scratch/expected.txt" "$here/line-breaks.expected.txt"
  echo "recorded $(grep -c . "$here/line-breaks.expected.txt") lines"
}

print() {
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$scratch/profile" --force-device-scale-factor=2 --no-pdf-header-footer \
    --print-to-pdf="$scratch/printed.pdf" "file://$here/line-breaks.html" 2>"$scratch/log" ||
    { cat "$scratch/log" >&2; exit 1; }
}

# The printed lines, with the spaces of the source: those of a PDF are guesses. Stops unless the
# lines together are the text of the source.
record() {
  python3 -X utf8 -c '
import html, re, sys

source = open(sys.argv[1], encoding="utf-8").read()
paragraphs = [
    " ".join(html.unescape(re.sub("<[^>]*>", "", p)).split())
    for p in re.findall(r"<p\b[^>]*>(.*?)</p>", source, re.S)
]
lines = [line for line in ("".join(line.split()) for line in sys.stdin) if line]
for rest in paragraphs:
    while rest:
        line = lines.pop(0) if lines else sys.exit(f"not printed: {rest}")
        start = r"\s*".join(map(re.escape, line))
        match = re.match(start, rest) or sys.exit(f"printed {line!r} for {rest!r}")
        print(match.group())
        rest = rest[match.end():].strip()
    print()
if lines:
    sys.exit(f"printed and not in the source: {lines}")
' "$here/line-breaks.html"
}

main

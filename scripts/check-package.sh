#!/usr/bin/env bash
# Runs the package as Lambda does, and looks at the PDFs: in a root with nothing in it but the
# package, read-only except for /tmp, as a user without rights, without a network, and under a
# filter that refuses the system calls that Lambda refuses. tests/interface/package/ has the checks and
# tests/support/empty_root.rs the filter; here is the room.
set -euo pipefail

if [[ ${1:-} == -* || $# -gt 1 ]]; then
  echo "usage: scripts/check-package.sh [ZIP]

ZIP is dist/html2pdf-lambda-x86_64.zip if not given; scripts/package.sh makes it.
Needs root, or sudo that asks for no password, on a machine that lets root make namespaces;
exits with 77 where it has not."
  [[ $1 == --help ]]; exit
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/prerequisites.sh
source "$here/prerequisites.sh"
zip=$(realpath --canonicalize-missing -- "${1:-$root/dist/html2pdf-lambda-x86_64.zip}")
cd "$root"

main() {
  [[ -f $zip ]] || die "there is no $zip; run scripts/package.sh"
  need_rust
  need_rust_component clippy
  need_linker
  need ip:iproute2 mount pdftotext:poppler-utils unshare:util-linux unzip
  need_namespaces
  check
  [[ -z $without_namespaces ]] || cannot "$without_namespaces"

  local checks
  checks=$(cargo_test --test interface --no-run --message-format=json-render-diagnostics |
    grep -o '"executable":"[^"]*/interface-[^"]*"' | cut -d'"' -f4)
  [[ -x $checks ]] || die "tests/interface was not built"

  scratch=$(mktemp --directory)
  trap '"${as_root[@]}" rm -rf "$scratch"' EXIT
  # Unpacked by root, so that the function cannot change it; times and modes are those in the zip.
  "${as_root[@]}" unzip -q "$zip" -d "$scratch/task"
  mkdir "$scratch/room"
  chmod 755 "$scratch"

  echo "checking $zip"
  # All mounts and processes end with the namespaces.
  "${as_root[@]}" unshare --net --mount --pid --fork --kill-child --mount-proc \
    bash -euo pipefail -c "$(declare -f furnish); furnish \"\$1\" \"\$2\"
      HTML2PDF_ROOM=\$1 HTML2PDF_UNPACKED=\$2 exec \"\$3\" --include-ignored package::" \
    check-package "$scratch/room" "$scratch/task" "$checks"
}

# The machine cannot do it; that says nothing of the package.
cannot() { echo "check-package.sh: $*" >&2; exit 77; }

# furnish ROOM TASK: makes an empty root with the package in it.
furnish() {
  local room=$1 task=$2 device
  ip link set lo up
  mount -t tmpfs -o mode=755,nosuid room "$room"
  mkdir -p "$room"/{dev,proc,tmp,var/task}
  # Lambda has zero, full and random as well; it works without them.
  for device in null urandom; do
    touch "$room/dev/$device"
    mount --bind "/dev/$device" "$room/dev/$device"
  done
  mount -t proc proc "$room/proc"
  mount -t tmpfs -o mode=1777,size=512m,nosuid,nodev tmp "$room/tmp"
  mount --bind "$task" "$room/var/task"
  mount -o remount,bind,ro,nosuid,nodev "$room/var/task"
  mount -o remount,ro "$room"
}

main

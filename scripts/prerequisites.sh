# shellcheck shell=bash
# Sourced by scripts that need more than a fresh Debian 12 has.

# need COMMAND[:PACKAGE]...: installs the Debian package of each command that is missing.
need() {
  local pair missing=() as_root=()
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [[ ${#missing[@]} == 0 ]] && return
  [[ $EUID == 0 ]] || as_root=(sudo -n)
  if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    echo "please run: sudo apt-get install ${missing[*]}" >&2
    return 1
  fi
  echo "installing ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -qq >/dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Rust comes from rustup: Debian's own is too old.
need_rust() {
  command -v cargo >/dev/null || { echo "cargo is missing; install Rust with rustup" >&2; return 1; }
}

# venv NAME REQUIREMENTS: prints the Python of target/venv/NAME, which has what REQUIREMENTS lists.
# Debian's own Python takes no packages from elsewhere.
venv() {
  local folder requirements=$2
  folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/target/venv/$1
  if ! cmp --silent "$requirements" "$folder/installed.txt"; then
    rm -rf "$folder"
    if ! python3 -m venv "$folder" >/dev/null 2>&1; then
      need python3 pip-for-venv:python3-venv
      python3 -m venv --clear "$folder"
    fi
    "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" >&2
    cp "$requirements" "$folder/installed.txt"
  fi
  echo "$folder/bin/python"
}

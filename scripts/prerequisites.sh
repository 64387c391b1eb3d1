# shellcheck shell=bash
# Sourced by every script that needs more than a fresh Debian 12 has.
#
# A script first names all that it and the scripts that it starts will need (need_...), and then calls `check`. That
# tells at once everything that is missing, each with a way out, and ends the script; Debian packages it installs itself
# where it may. Nothing is downloaded or built before.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
script=${0##*/}
os_release=/etc/os-release

# Folders of cargo are named in scripts and tests. The user's settings may name others.
export CARGO_TARGET_DIR=$root/target
unset CARGO_BUILD_TARGET

problems=() missing=() missing_packages=() room_needed=0 usage_is_wrong='' engine_is_missing=''

problem() { problems+=("$1"); }
die() { printf '%s: %s\n' "$script" "$*" >&2; exit 1; }

# What a script prints for --help: the comment at its head.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }

# wrong_usage SENTENCE: an argument that the script does not know.
wrong_usage() {
  problem "$1 (scripts/$script --help tells more)"
  usage_is_wrong=1
}

# --- what a script may need --------------------------------------------------------------

# need WHAT:PACKAGE...: a command, a file, or a module (python3.NAME), and the Debian package that has it.
need() {
  local pair what
  for pair in "$@"; do
    what=${pair%%:*}
    [[ " ${missing[*]} " != *" $what "* ]] || continue
    is_there "$what" && continue
    missing+=("$what")
    missing_packages+=("${pair##*:}")
  done
}

is_there() {
  case $1 in
    /*) [[ -e $1 ]] ;;
    python3.*) python3 -c "import ${1#python3.}" >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# What rustc links with. The compiler alone brings no C library to link to.
need_linker() { need cc:gcc /usr/include/stdio.h:libc6-dev; }

# need_engine: the bundle in vendor/linux-x86_64, or all that scripts/vendor.sh needs to make it.
need_engine() {
  local pairs
  pairs=$("$BASH" "$root/scripts/vendor.sh" --needs)
  [[ -n $pairs ]] || return 0
  # shellcheck disable=SC2034  # run.sh wants to know
  engine_is_missing=1
  need_debian_12
  need_room "$root/vendor" 500
  # shellcheck disable=SC2086  # words on purpose
  need $pairs
}

need_debian_12() {
  local system
  # shellcheck source=/etc/os-release
  system=$(. "$os_release" 2>/dev/null && echo "${PRETTY_NAME:-an unknown Linux}|${ID:-}|${VERSION_ID:-}") ||
    system="$(uname -s)||"
  if [[ $(uname -s) != Linux || $(uname -m) != x86_64 ]]; then
    problem "The engine exists for x86-64 Linux only, and this is $(uname -s) on $(uname -m). $without_debian"
  elif [[ ${system#*|} != 'debian|12' ]]; then
    problem "The engine bundle is made of Debian 12's packages, and this is ${system%%|*}. $without_debian"
  fi
}
without_debian="Ways out:
  with Docker, make the package:  docker build -f Dockerfile.build --output dist .
  on x86-64 Linux, serve from it: unzip dist/html2pdf-lambda-x86_64.zip -d html2pdf && html2pdf/bootstrap serve
  or run this in a virtual machine or a container of Debian 12."

# need_rust: cargo and rustc, of at least the release in Cargo.toml.
need_rust() {
  local needed version command home=${CARGO_HOME:-${HOME:-}/.cargo}
  needed=$(sed -n 's/^rust-version *= *"\([0-9.]*\)".*/\1/p' "$root/Cargo.toml" | head -n 1)
  # Installed by rustup, in a shell that was opened before that.
  if ! is_recent cargo "$needed" && [[ -x $home/bin/cargo ]] && is_recent "$home/bin/cargo" "$needed"; then
    echo "$script: takes cargo from $home/bin, which ought to be the first folder in PATH (. \"$home/env\" does it)" >&2
    PATH=$home/bin:$PATH
  fi
  for command in cargo rustc; do
    version=$(version_of "$command" || true)
    if ! command -v "$command" >/dev/null; then
      problem "There is no $command. Install Rust $needed or later with rustup, the installer on Rust's own site; then open a new shell."
    elif [[ -z $version ]]; then
      problem "$(command -v "$command") does not run: $("$command" --version 2>&1 | head -n 1). If it is rustup's: rustup default stable"
    elif ! is_recent "$command" "$needed"; then
      problem "$(command -v "$command") is of Rust $version, and $needed or later is needed. $(remedy_of_old_rust)"
    else
      continue
    fi
    return
  done
}

# need_rust_component NAME...: what rustup has beside them, such as clippy.
need_rust_component() {
  local component
  command -v cargo >/dev/null || return 0 # told already
  for component in "$@"; do
    "${component/#clippy/cargo-clippy}" --version >/dev/null 2>&1 ||
      problem "Rust's $component is missing. With rustup: rustup component add $component"
  done
}

# need_pinned_rust WHY: the release in .ci/rust-toolchain.toml. CI insists on it; elsewhere another one is only mentioned.
need_pinned_rust() {
  local pinned version
  pinned=$(sed -n 's/^channel = "\(.*\)"/\1/p' "$root/.ci/rust-toolchain.toml")
  version=$(version_of rustc || true)
  if [[ -z $version || $version == "$pinned" ]]; then
    return
  elif [[ ${CI:-} == true ]]; then
    problem "CI checks with Rust $pinned, and this is $version. With rustup: rustup toolchain install $pinned --component clippy,rustfmt"
  else
    echo "$script: this is Rust $version, and CI has $pinned. $1" >&2
  fi
}

# need_namespaces: root, or sudo without a password, on a machine that lets root make an empty root file system without
# a network. Sets as_root, and without_namespaces to the reason why not.
need_namespaces() {
  as_root=() without_namespaces=''
  ((EUID == 0)) || as_root=(sudo -n)
  if ((EUID != 0)) && ! sudo -n true 2>/dev/null; then
    without_namespaces="only root can make the room: start it as root, or with sudo that asks for no password"
  elif ! "${as_root[@]}" unshare --net --mount --pid --fork true 2>/dev/null; then
    without_namespaces="this machine does not let root make namespaces; in a container, start that with --privileged"
  fi
  [[ -z $without_namespaces || ${CI:-} != true ]] ||
    problem "CI checks the package, and $without_namespaces."
}

version_of() { "$1" --version 2>/dev/null | sed -n '1s/^[a-z]* \([0-9][0-9.]*\).*/\1/p'; }

is_recent() {
  local version
  version=$(version_of "$1" || true)
  [[ -n $version ]] && printf '%s\n' "$2" "$version" | sort --check=quiet --version-sort
}

remedy_of_old_rust() {
  if command -v rustup >/dev/null; then
    echo "rustup update stable"
  else
    echo "Debian's own is always too old: install Rust with rustup, the installer on Rust's own site, and open a new shell."
  fi
}

# need_room FOLDER MB: room on the disk for FOLDER, which takes MB once all is done.
need_room() {
  local there=0
  [[ ! -d $1 ]] || there=$(du -sm "$1" | cut -f1)
  room_needed=$((room_needed + ($2 > there ? $2 - there : 0)))
}

# need_port ADDRESS: one that the service can listen on, as --listen takes it: 127.0.0.1:9001, or 9001.
need_port() {
  local host=${1%:*} port=${1##*:} free first
  [[ $1 == *:* ]] || host=127.0.0.1
  if ! [[ $port =~ ^[0-9]{1,5}$ ]] || ((10#$port > 65535)) ||
    ! [[ $host =~ ^([0-9]{1,3}\.){3}[0-9]{1,3}$ || $host =~ ^\[[0-9a-fA-F:.]*\]$ ]]; then
    wrong_usage "--listen wants an address and a port, such as 127.0.0.1:9001, or a port alone; this is '$1'"
    return
  fi
  port=$((10#$port))
  first=$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start 2>/dev/null || echo 0)
  if ((EUID != 0 && port != 0 && port < first)); then
    problem "Only root may listen on port $port; take one from $first to 65535."
    return
  fi
  ((port != 0)) && is_taken "$host" "$port" || return 0
  free=$((port + 1))
  while ((free < 65535)) && is_taken "$host" "$free"; do free=$((free + 1)); done
  problem "Port $port of $host is taken. The next free one is $free: scripts/$script --listen $host:$free"
}

# is_taken HOST PORT: whether somebody listens there. A listener of all addresses takes the port of each.
is_taken() {
  local host=$1 own='*' bytes
  if [[ $host != \[* && $host != 0.0.0.0 ]]; then
    IFS=. read -ra bytes <<<"$host"
    # The kernel writes the address as a number of this machine's byte order.
    own=$(printf '%02X%02X%02X%02X' "${bytes[3]}" "${bytes[2]}" "${bytes[1]}" "${bytes[0]}")
  fi
  awk -v own="$own" -v port="$(printf '%04X' "$2")" '
    $4 == "0A" && split($2, at, ":") && at[2] == port && (own == "*" || at[1] == own || at[1] ~ /^0+$/) { found = 1 }
    END { exit !found }' < <(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
}

# --- the check ---------------------------------------------------------------------------

# Ends the script if anything is missing, and tells all of it; what Debian has is installed where that is allowed.
check() {
  local install free number=0 text
  free=$(df -Pm "$root" | awk 'NR == 2 { print $4 }')
  ((free >= room_needed)) ||
    problem "$root has $free MB left on its disk, and $room_needed MB are needed. Free some, or clone to a larger disk."

  if ((${#missing_packages[@]})); then
    install="apt-get install -y --no-install-recommends $(printf '%s\n' "${missing_packages[@]}" | sort -u | xargs)"
    if ! command -v apt-get >/dev/null; then
      problem "These are missing, and there is no apt-get to install them: ${missing[*]}. Install what has them with this system's own tools."
    elif ((EUID == 0)); then
      as_root=()
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo -n)
    elif command -v sudo >/dev/null; then
      problem "Debian packages are missing, and sudo asks for a password. Run this, and start again:
  sudo apt-get update && sudo $install"
    else
      problem "Debian packages are missing, and only root can install them. Run this as root, or have it run, and start again:
  apt-get update && $install"
    fi
  fi

  if ((${#problems[@]})); then
    {
      echo "$script cannot start:"
      for text in "${problems[@]}"; do
        number=$((number + 1))
        printf '\n%s. %s\n' "$number" "${text//$'\n'/$'\n'   }"
      done
    } >&2
    [[ -z $usage_is_wrong ]] || exit 2
    exit 1
  fi
  ((${#missing_packages[@]} == 0)) || install_packages
}

install_packages() {
  echo "installing what Debian has of it, for about a minute: ${missing[*]}"
  # shellcheck disable=SC2086  # words on purpose
  { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install; } ||
    die "apt-get could not install what is missing; its own words are above.
  Is this machine online, and does 'apt-get update' work on it? Once it does, run this again:
  apt-get update && $install"
}

# --- what scripts share ------------------------------------------------------------------

# Apart from the build, which without this fails late and differently each time when the registry is out of reach.
fetch_crates() {
  local fetch=(cargo fetch --locked --target x86_64-unknown-linux-gnu)
  "${fetch[@]}" --offline >/dev/null 2>&1 && return
  echo "getting the crates that are missing (45 MB at most)"
  "${fetch[@]}" || die "cargo could not get the crates; its own words are above.
  Is this machine online, and does cargo reach its registry? Behind a proxy it wants https_proxy in the environment;
  a mirror belongs into ~/.cargo/config.toml. Once it does, run this again: what is there stays."
}

# What the package is made of lies apart from what plain `cargo build` makes, whose flags are others: neither undoes the
# other's work.
package_folder=$root/target/package package_target=x86_64-unknown-linux-gnu

# cargo_as_package ARGUMENT...: cargo, for the program of the package and what shares its crates. Flags of the environment
# and of the user's cargo configuration are overridden. All crates must be there: panic messages and the like name source
# files, and the program shall not carry the names of our folders.
cargo_as_package() (
  export CARGO_TARGET_DIR=$package_folder CARGO_BUILD_TARGET=$package_target CARGO_INCREMENTAL=0
  # Not RUSTC_WORKSPACE_WRAPPER, whose path has a part in the bytes of the program.
  export RUSTC_WRAPPER=$root/scripts/lints/rustc.sh
  # Addresses within itself take a hundredth of the room that they would have by default, and functions that came out
  # alike are kept once.
  local flags=(-C target-feature=+crt-static -C 'link-arg=-Wl,-z,pack-relative-relocs,--icf=all')
  local registry cargo_home=${CARGO_HOME:-$HOME/.cargo} commit
  for registry in "$cargo_home"/registry/src/*; do
    flags+=("--remap-path-prefix=$registry=/crates")
  done
  commit=$(rustc --version --verbose | sed -n 's/^commit-hash: //p')
  flags+=("--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc/$commit")
  flags+=("--remap-path-prefix=$root=/html2pdf-lambda")
  # Random numbers from the kernel at once. A static program otherwise looks for the call in the C library, does not
  # find it, and wants /dev/random, which not every root has.
  flags+=(--cfg 'getrandom_backend="linux_getrandom"')
  # Joined by a character that no path has, unlike the blanks of RUSTFLAGS.
  CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; printf %s "${flags[*]}")
  export CARGO_ENCODED_RUSTFLAGS
  cargo "$@"
)

# cargo_test ARGUMENT...: tests the program of the package, with all lints on the way. Many tests wait for an engine or for
# a deadline: two for each processor keep it busy.
cargo_test() {
  local -x RUST_TEST_THREADS=${RUST_TEST_THREADS:-$((2 * $(nproc)))}
  # As `cargo clippy` tells Clippy what is denied. Cargo has to see it as well, or builds anew what it was not set for.
  CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__ RUSTDOC=$root/scripts/lints/rustdoc.sh \
    cargo_as_package test --release --locked "$@"
}

# side_by_side LABEL COMMAND LABEL COMMAND: runs both at once; each line says whose it is. When one fails, the other is
# ended with all that it started, and so is the script.
side_by_side() (
  set -m # a process group for each
  ($2 2>&1 | sed -u "s/^/$1 | /") </dev/null &
  groups=(-$!)
  ($4 2>&1 | sed -u "s/^/$3 | /") </dev/null &
  groups+=(-$!)
  set +m
  trap 'kill -- "${groups[@]}" 2>/dev/null || true' EXIT
  { wait -n && wait -n; } || die "the reason is above. Run this again once it is mended: it goes on where it stopped."
  trap - EXIT
)

# venv NAME REQUIREMENTS: prints the Python of target/venv/NAME, which has what REQUIREMENTS lists.
# Debian's own Python takes no packages from elsewhere.
venv() {
  local folder=$root/target/venv/$1 requirements=$2
  if ! cmp --silent "$requirements" "$folder/installed.txt"; then
    echo "getting Python packages, once: $(xargs <"$requirements")" >&2
    rm -rf "$folder"
    {
      python3 -m venv "$folder" &&
        "$folder/bin/pip" install --disable-pip-version-check --progress-bar off --requirement "$requirements"
    } >&2 || die "Python packages could not be installed; the reason is above.
  Is this machine online, and does 'python3 -m pip download pip' work on it? Once it does, run this again."
    cp "$requirements" "$folder/installed.txt"
  fi
  echo "$folder/bin/python"
}

# What `venv` needs.
need_venv() { need python3:python3 python3.ensurepip:python3-venv; }

# Gets Chromium and the other peers from npm into target/bench/node, once.
peers() {
  local folder=$root/target/bench/node
  ! cmp --silent "$root/bench/package.json" "$folder/installed.json" || return 0
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$root/bench/package.json" "$folder"
  npm install --prefix "$folder" --no-package-lock --no-audit --no-fund >&2
  cp "$root/bench/package.json" "$folder/installed.json"
}

# Puts node and npm before all others on the PATH: PyPI has them.
node_folder() {
  local python
  python=$(venv node scripts/fidelity/node.txt)
  PATH=$(dirname "$python"):$PATH
}

# Gets what documents of tests/fidelity load that others wrote, once. It is on npm.
libraries() (
  node_folder
  python scripts/fidelity/libraries.py npm ||
    die "the libraries of tests/fidelity could not be had from npm; the reason is above.
  Is this machine online, and does 'npm ping' work on it? Once it does, run this again: what is there stays."
)

# npm_program SOURCE PATH: gets what SOURCE/package-lock.json pins from npm into target, once, and prints where PATH of it
# is. Wants node_folder.
npm_program() {
  local source=$root/$1 folder
  folder=$root/target/$(basename "$1")
  if ! cmp --silent "$source/package-lock.json" "$folder/installed.json"; then
    rm -rf "$folder"
    mkdir -p "$folder"
    cp "$source/package.json" "$source/package-lock.json" "$folder"
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund >&2 ||
      die "npm could not get what $1 names; the reason is above. Once 'npm ping' works on this machine, run this again."
    cp "$source/package-lock.json" "$folder/installed.json"
  fi
  echo "$folder/node_modules/$2"
}

# The validator of state machines.
states_validator() { npm_program tests/deploy/states asl-validator/dist/bin/asl-validator.js; }

# The emulator of Azure's storage.
azurite() { npm_program tests/gateway/azurite azurite/dist/src/blob/main.js; }

# Checks what is needed, and builds the program of a release unless $program names one.
# shellcheck disable=SC2154
check_with_program() {
  if [[ -n $program ]]; then
    check
    return
  fi
  need_rust
  need_linker
  need_engine
  need_room target/release 1200
  check
  fetch_crates
  scripts/vendor.sh
  cargo build --release --locked
}

# elapsed SECONDS: as people say it.
elapsed() { printf '%d:%02d min' $(($1 / 60)) $(($1 % 60)); }

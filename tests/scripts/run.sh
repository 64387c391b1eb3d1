#!/usr/bin/env bash
# Tests what the scripts say on machines that lack something: each thing at once, and with a way out.
# Usage: tests/scripts/run.sh
#
# A copy of the scripts runs with a PATH in which every tool is there only if a test puts it there. So nothing is
# installed, downloaded or built, whatever this machine has.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
if (($#)); then
  echo "usage: tests/scripts/run.sh"
  [[ $* == --help ]]; exit
fi

scratch=$(mktemp --directory)
listener=''
trap '[[ -z $listener ]] || kill "$listener"; rm -rf "$scratch"' EXIT
# Somebody without rights must be able to read it.
chmod 755 "$scratch"
copy=$scratch/clone
tools=$scratch/tools
home=$scratch/home

main() {
  local test tests failed=()
  mapfile -t tests < <(declare -F | sed -n 's/^declare -f test_//p')
  ((${#tests[@]})) || { echo "there are no tests" >&2; exit 1; }
  listen_somewhere
  for test in "${tests[@]}"; do
    fresh_machine
    status=0 output='' complaints=''
    "test_$test"
    if [[ -n $complaints ]]; then
      failed+=("$test")
      printf '\n%s failed:%s\nIt ended with %s, and said:\n%s\n' "$test" "$complaints" "$status" "$output" >&2
    fi
  done
  echo "$((${#tests[@]} - ${#failed[@]})) passed, ${#failed[@]} failed"
  [[ ${#failed[@]} == 0 ]]
}

# --- machines ----------------------------------------------------------------------------

# Debian 12 on x86-64 with what every Debian has, and nothing else.
fresh_machine() {
  local tool
  rm -rf "$copy" "$tools" "$home"
  mkdir -p "$copy"/{vendor,tests,fuzz} "$tools" "$home"
  # What npm has put beside a script of ours is not a part of it.
  tar -C "$root" --exclude node_modules -c scripts preload Cargo.toml Dockerfile.build .ci | tar -C "$copy" -x
  cp -R "$root"/tests/{deploy,gateway} "$copy/tests"
  cp -R "$root/fuzz/corpus" "$copy/fuzz"
  find "$root/vendor" -maxdepth 1 -type f -exec cp -t "$copy/vendor" {} +
  for tool in awk bash cat cmp cut df dirname du echo env find flock grep head id ls mkdir mktemp realpath rm sed \
    sh sha256sum sort tail tr true uname xargs; do
    ln -s "$(type -P "$tool")" "$tools/$tool"
  done
  # What is asked of this machine, answered by another.
  sed -i "s|^os_release=.*|os_release=$copy/os-release|" "$copy/scripts/prerequisites.sh"
  system_is 'Debian GNU/Linux 12 (bookworm)' debian 12
  machine_is Linux x86_64
  fake df 'echo header; echo "disk 100000 1 90000 1% /"'
}

system_is() { printf 'PRETTY_NAME="%s"\nID=%s\nVERSION_ID="%s"\n' "$@" >"$copy/os-release"; }

machine_is() { fake uname "case \$1 in -m) echo $2 ;; *) echo $1 ;; esac"; }

# fake NAME SCRIPT [FOLDER]: a command that does what SCRIPT says.
fake() {
  local file=${3:-$tools}/$1
  rm -f "$file"
  mkdir -p "${file%/*}"
  printf '#!/bin/sh\n%s\n' "$2" >"$file"
  chmod 755 "$file"
}

# rust VERSION [FOLDER [SCRIPT]]: cargo and rustc, without a registry in reach.
rust() {
  local command work=${3:-'echo "error: no network" >&2; exit 101'}
  for command in cargo rustc cargo-clippy rustfmt; do
    fake "$command" "case \$1 in --version) echo '$command $1 (abc 2026-01-01)' ;; *) $work ;; esac" "${2:-}"
  done
}

everything_else_is_there() {
  local tool
  for tool in cc gcc make cmake nasm strip readelf dpkg-source xz; do fake "$tool" ''; done
  fake python3 ''
  # The files that are asked for are those of this machine.
  sed -i 's|/usr/include/stdio.h:|/bin/sh:|; s|/etc/ssl/certs/ca-certificates.crt:|/bin/sh:|' "$copy"/scripts/{prerequisites,vendor}.sh
}

# Somebody listens on port $taken of 127.0.0.1 for as long as the tests last.
listen_somewhere() {
  coproc { exec python3 -c '
import socket, time
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
time.sleep(3600)'; }
  listener=$COPROC_PID
  read -r taken <&"${COPROC[0]}"
}

# --- running and asserting ---------------------------------------------------------------

# start_as root|nobody SCRIPT [ARGUMENT...]
start_as() {
  local who=$1 way=()
  shift
  if [[ $who == nobody && $EUID == 0 ]]; then
    way=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  elif [[ $who == root && $EUID != 0 ]]; then
    way=(unshare --map-root-user)
  fi
  status=0
  output=$("${way[@]}" "$(type -P env)" -i PATH="$tools" HOME="$home" ${ci:+CI=true} "$copy/$1" "${@:2}" 2>&1 </dev/null) ||
    status=$?
}

ends_with() { [[ $status == "$1" ]] || complain "it should end with $1"; }
says() {
  local text
  for text in "$@"; do [[ $output == *"$text"* ]] || complain "it should say: $text"; done
}
says_not() { [[ $output != *"$1"* ]] || complain "it should not say: $1"; }
complain() { complaints+=$'\n  '$1; }

# --- tests -------------------------------------------------------------------------------

test_everything_that_is_missing_is_told_at_once() {
  fake apt-get ''
  fake df 'echo header; echo "disk 1000 1 12 1% /"'
  start_as nobody scripts/run.sh --listen "127.0.0.1:$taken" --colour red
  ends_with 2
  says "'--colour'" "There is no cargo" rustup "Port $taken of 127.0.0.1 is taken" "next free one is" "12 MB left" \
    "only root can install" "apt-get update && apt-get install" cmake nasm python3-pip dpkg-dev
}

test_all_steps_of_the_tests_are_asked_for_before_the_first() {
  fake apt-get ''
  start_as nobody scripts/test.sh
  ends_with 1
  says "There is no cargo" cmake shellcheck iproute2 mupdf-tools openssl qpdf python3-venv unzip curl
}

test_rust_of_debian_is_too_old() {
  rust 1.63.0
  start_as nobody scripts/run.sh
  ends_with 1
  says "Rust 1.63.0" "1.92 or later is needed" "Debian's own" rustup
}

test_old_rust_of_rustup_is_updated_by_it() {
  rust 1.91.1
  fake rustup ''
  start_as nobody scripts/run.sh
  ends_with 1
  says "Rust 1.91.1" "rustup update"
  says_not "Debian's own"
}

test_a_toolchain_that_was_never_chosen_is_told() {
  fake cargo 'echo "error: rustup could not choose a version of cargo to run" >&2; exit 1'
  start_as nobody scripts/run.sh
  ends_with 1
  says "could not choose" "rustup default stable"
}

test_cargo_in_its_folder_is_taken_though_path_lacks_it() {
  rust 1.63.0
  rust 1.99.0 "$home/.cargo/bin"
  everything_else_is_there
  start_as nobody scripts/run.sh --listen 127.0.0.1:0
  says "takes cargo from $home/.cargo/bin" PATH "cargo could not get the crates"
  says_not "is needed"
}

test_a_registry_out_of_reach_is_told() {
  rust 1.99.0
  everything_else_is_there
  start_as nobody scripts/run.sh --listen 127.0.0.1:0
  ends_with 1
  says "error: no network" "cargo could not get the crates" "Is this machine online" "run this again"
}

test_sudo_that_asks_for_a_password_gets_one_line() {
  fake apt-get 'echo "apt-get was started"'
  fake sudo 'exit 1'
  rust 1.99.0
  start_as nobody scripts/run.sh
  ends_with 1
  says "sudo asks for a password" "sudo apt-get update && sudo apt-get install -y --no-install-recommends"
  says_not "apt-get was started"
}

test_packages_are_installed_where_that_is_allowed() {
  local who
  for who in root nobody; do
    fresh_machine
    rust 1.99.0
    fake sudo 'shift; exec "$@"' # sudo -n
    fake apt-get 'echo "apt-get $*"'
    start_as "$who" scripts/run.sh --listen 127.0.0.1:0
    says "apt-get update" "apt-get install -y --no-install-recommends" cmake "cargo could not get the crates"
  done
}

test_nothing_is_installed_while_something_else_is_wrong() {
  fake apt-get 'echo "apt-get was started"'
  rust 1.63.0
  start_as root scripts/run.sh
  ends_with 1
  says_not "apt-get was started"
}

test_debians_archive_out_of_reach_is_told() {
  rust 1.99.0
  fake apt-get 'echo "E: Could not resolve the archive" >&2; exit 100'
  start_as root scripts/run.sh
  ends_with 1
  says "E: Could not resolve" "Is this machine online" "run this again"
}

test_another_linux_is_shown_the_package() {
  local script
  for script in scripts/run.sh scripts/vendor.sh scripts/package.sh; do
    fresh_machine
    system_is 'Ubuntu 24.04 LTS' ubuntu 24.04
    start_as nobody "$script"
    ends_with 1
    says "this is Ubuntu 24.04 LTS" "docker build -f Dockerfile.build" "bootstrap serve"
  done
}

test_another_debian_is_shown_the_package() {
  system_is 'Debian GNU/Linux 13 (trixie)' debian 13
  start_as nobody scripts/run.sh
  ends_with 1
  says "Debian GNU/Linux 13" "docker build -f Dockerfile.build"
}

test_a_mac_is_shown_the_package() {
  machine_is Darwin arm64
  start_as nobody scripts/run.sh
  ends_with 1
  says "this is Darwin on arm64" "docker build -f Dockerfile.build"
}

test_without_apt_the_commands_are_named() {
  rust 1.99.0
  start_as root scripts/run.sh
  ends_with 1
  says "no apt-get" cmake
}

test_a_port_is_checked_in_every_form() {
  local listen
  rust 1.99.0
  everything_else_is_there
  for listen in "$taken" "127.0.0.1:$taken" "0.0.0.0:$taken" "[::]:$taken"; do
    start_as root scripts/run.sh "--listen=$listen"
    ends_with 1
    says "Port $taken of" "is taken" "next free one is"
  done
  for listen in nonsense 127.0.0.1 127.0.0.1:70000 127.0.0.1: ''; do
    start_as root scripts/run.sh --listen "$listen"
    ends_with 2
    says "--listen wants an address and a port" "'$listen'"
  done
  for listen in 127.0.0.2:"$taken" 0; do
    start_as root scripts/run.sh --listen "$listen"
    says "cargo could not get the crates"
  done
}

test_the_next_free_port_is_free() {
  local free
  rust 1.99.0
  everything_else_is_there
  start_as root scripts/run.sh --listen "$taken"
  free=$(sed -n 's/.*next free one is \([0-9]*\).*/\1/p' <<<"$output")
  python3 -c 'import socket, sys; socket.create_server(("127.0.0.1", int(sys.argv[1])))' "$free" || complain "$free is not free"
}

test_ci_insists_on_the_pinned_rust() {
  rust 1.99.0
  start_as nobody scripts/test.sh
  says_not "CI checks with Rust"
  ci=1 start_as nobody scripts/test.sh
  says "CI checks with Rust $(pinned)" "rustup toolchain install $(pinned)"
}

test_ci_itself_insists_on_it_too() {
  rust 1.99.0
  start_as nobody .ci/run
  ends_with 1
  says "CI checks with Rust $(pinned)" "rustup toolchain install $(pinned)"
  # rustup has it beside the newer one.
  rust "$(pinned)"
  fake rustup ''
  start_as nobody .ci/run --nonsense
  ends_with 2
  says "'--nonsense'"
}

test_the_image_has_the_pinned_rust() {
  grep -q "rust:$(pinned)-bookworm" "$root/Dockerfile.build" || complain "Dockerfile.build has another release than .ci/rust-toolchain.toml"
}

pinned() { sed -n 's/^channel = "\(.*\)"/\1/p' "$root/.ci/rust-toolchain.toml"; }

# The image has them before all else, so that the engine is made once and not at each change of the sources.
test_the_image_has_all_that_the_engine_script_reads() {
  local file
  while read -r file; do
    grep -q "^COPY scripts/vendor.sh .*$file" "$root/Dockerfile.build" || complain "Dockerfile.build does not copy $file in time"
  done < <(sed -n 's|^# shellcheck source=\(scripts/.*\)|\1|p' "$root/scripts/vendor.sh")
}

test_packed_relocations_lead_where_they_led() {
  local program=$scratch/program before
  cat >"$program.c" <<'END'
#include <stdio.h>
static int numbers[200];
static int *bare[3] = {numbers, numbers + 1};
static struct { char odd; int *even; } pairs[70] = {[0 ... 69] = {1, numbers + 2}};
static struct __attribute__((packed)) { char odd; int *uneven; } packed[] = {{1, numbers + 3}, {1, numbers + 4}};
static int (*const call)(const char *, ...) = printf;
int main(void) {
  for (int at = 0; at < 200; at++) numbers[at] = at;
  return call("%d %d %d %d %d\n", *bare[1], *pairs[0].even, *pairs[69].even, *packed[1].uneven, !bare[2]) < 0;
}
END
  gcc -O0 -w -pie -fPIE -o "$program" "$program.c"
  before=$("$program")
  output=$(python3 "$root/vendor/pack_relocations.py" "$program")
  ((${output%% *} > 70)) || complain "it should pack more than 70"
  [[ $(readelf --wide --dynamic "$program") == *"(RELR)"* ]] || complain "there is no DT_RELR"
  [[ $before == "1 2 2 4 1" && $("$program") == "$before" ]] || complain "it says: $("$program")"
  # Once more, and where nothing is to be packed: left as it is.
  gcc -O0 -w -no-pie -fno-pie -o "$program.fixed" "$program.c"
  for program in "$program" "$program.fixed"; do
    before=$(sha256sum <"$program")
    output=$(python3 "$root/vendor/pack_relocations.py" "$program")
    says "relocations stay as they are"
    [[ $(sha256sum <"$program") == "$before" ]] || complain "it changed $program"
  done
}

test_help_starts_nothing() {
  local script
  rust 1.99.0 "" 'echo "cargo was started"'
  fake apt-get 'echo "apt-get was started"'
  for script in "$copy"/scripts/*.sh "$copy"/tests/*/*.sh; do
    script=${script#"$copy/"}
    [[ $script != scripts/prerequisites.sh ]] || continue
    start_as root "$script" --help
    [[ $status == 0 && ${output,,} == *usage:* && $output != *"was started"* ]] || complain "$script --help ends with $status: $output"
  done
}

test_wrong_arguments_start_nothing() {
  local script
  rust 1.99.0 "" 'echo "cargo was started"'
  fake apt-get 'echo "apt-get was started"'
  for script in "$copy"/scripts/*.sh "$copy"/tests/*/*.sh; do
    script=${script#"$copy/"}
    [[ $script != scripts/prerequisites.sh ]] || continue
    start_as root "$script" --nonsense --more
    [[ $status != 0 && $output != *"was started"* ]] || complain "$script --nonsense --more ends with $status: $output"
  done
}

main

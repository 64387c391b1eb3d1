#!/usr/bin/env bash
# Fuzzes what reads bytes of strangers, each target from its corpus in fuzz/corpus.
# Usage: scripts/fuzz.sh [seconds] [target]    60 seconds for each target, unless told otherwise
# What is found lies in fuzz/artifacts, and the script ends with 1. What the fuzzer learns stays in
# target/fuzz; move into fuzz/corpus what a test shall keep, by hand.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh

seconds=${1:-60}
mapfile -t targets < <(ls fuzz/corpus)
[[ $seconds != -h && $seconds != --help ]] || { usage; exit; }
[[ $seconds =~ ^[0-9]+$ ]] || wrong_usage "the first argument is a number of seconds; this is '$seconds'"
if [[ -n ${2:-} ]]; then
  [[ -d fuzz/corpus/$2 ]] || wrong_usage "'$2' is no target; they are: ${targets[*]}"
  targets=("$2")
fi
need_rust
need_linker
need g++
need_room fuzz/target 2000
check
# cargo-fuzz has a folder of its own for what it builds.
unset CARGO_TARGET_DIR

PATH=$PWD/target/tools/bin:$PATH
if ! command -v cargo-fuzz >/dev/null; then
  echo "installing cargo-fuzz into target/tools, once: about two minutes"
  cargo install cargo-fuzz --version '^0.13' --locked --root target/tools
fi
echo "building the targets: about three minutes, if nothing is built yet; then $seconds s for each of ${#targets[@]}"

# The flags that the fuzzer needs are those of a nightly compiler; ours has them too, if it is asked so.
# No sanitizer: nothing here is unsafe, and it runs four times as fast.
export RUSTC_BOOTSTRAP=1

found=()
for target in "${targets[@]}"; do
  learned=target/fuzz/corpus/$target artifacts=fuzz/artifacts/$target log=target/fuzz/$target.log
  mkdir -p "$learned" "$artifacts"
  cargo fuzz build --sanitizer none "$target" 2>"$log" || { cat "$log" >&2; exit 1; }
  if cargo fuzz run --sanitizer none "$target" "$learned" "fuzz/corpus/$target" -- \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=32768 -print_final_stats=1 \
    -artifact_prefix="$artifacts/" >"$log" 2>&1; then
    echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions"
  else
    tail -n 40 "$log" >&2
    found+=("$target: $(sed -n 's/.*Test unit written to //p' "$log" | xargs)")
  fi
done

[[ ${#found[@]} == 0 ]] || { printf 'found: %s\n' "${found[@]}" >&2; exit 1; }

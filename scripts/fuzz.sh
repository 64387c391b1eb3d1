#!/usr/bin/env bash
# Fuzzes what reads bytes of strangers, each target from its corpus in fuzz/corpus.
# Usage: scripts/fuzz.sh [seconds] [target]    60 seconds for each target, unless told otherwise
# What is found lies in fuzz/artifacts, and the script ends with 1. What the fuzzer learns stays in
# target/fuzz; move into fuzz/corpus what a test shall keep, by hand.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
[[ $seconds =~ ^[0-9]+$ ]] || { sed -n '2,5s/^# //p' "$0"; [[ $1 == --help ]]; exit; }

# shellcheck source=scripts/prerequisites.sh
source scripts/prerequisites.sh
need g++
need_rust
PATH=$PWD/target/tools/bin:$PATH
command -v cargo-fuzz >/dev/null || cargo install cargo-fuzz --version '^0.13' --locked --root target/tools

# The flags that the fuzzer needs are those of a nightly compiler; ours has them too, if it is asked so.
# No sanitizer: nothing here is unsafe, and it runs four times as fast.
export RUSTC_BOOTSTRAP=1
mapfile -t targets < <(if [[ -n ${2:-} ]]; then echo "$2"; else ls fuzz/corpus; fi)

found=()
for target in "${targets[@]}"; do
  learned=target/fuzz/corpus/$target artifacts=fuzz/artifacts/$target log=target/fuzz/$target.log
  [[ -d fuzz/corpus/$target ]] || { echo "$target is no target; they are: $(ls fuzz/corpus | xargs)" >&2; exit 2; }
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

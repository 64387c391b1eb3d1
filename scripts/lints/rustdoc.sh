#!/usr/bin/env bash
# Stands for rustdoc where `cargo test` looks for tests in the documentation: it has to be free of warnings too. For `cargo
# doc` every crate would be read once more, which takes minutes.
set -euo pipefail

if [[ " $* " == *' --test '* ]]; then
  arguments=() is_value=''
  for argument in "$@"; do
    case $is_value$argument in
      --test) ;;
      --test-run-directory) is_value=yes ;;
      yes*) is_value='' ;;
      *) arguments+=("$argument") ;;
    esac
  done
  # Private items are documented too, so links to them resolve.
  rustdoc "${arguments[@]}" --document-private-items --out-dir "$CARGO_TARGET_DIR/doc" \
    --deny warnings --allow rustdoc::private_intra_doc_links
fi
exec rustdoc "$@"

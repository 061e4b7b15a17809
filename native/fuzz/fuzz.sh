#!/bin/sh
# A minute of each fuzz target, or as many seconds as BIMETAL_FUZZ_SECONDS says. What it finds is left in artifacts/.
set -eu
cd "$(dirname "$0")"
seconds=${BIMETAL_FUZZ_SECONDS:-60}
if ! cargo +nightly fuzz --version >/dev/null 2>&1; then
  echo 'skipped: this needs a nightly toolchain and `cargo install cargo-fuzz`'
  exit 0
fi
for target in key record checkpoint recovery redb batch entries filter fields patches; do
  # New inputs go to a folder that is not committed.
  mkdir -p "found/$target"
  cargo +nightly fuzz run --fuzz-dir . "$target" "found/$target" "corpus/$target" -- -max_total_time="$seconds" -max_len=4096
done

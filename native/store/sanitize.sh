#!/bin/sh
# The tests under AddressSanitizer. The option is a nightly one; RUSTC_BOOTSTRAP lets the pinned compiler take it.
set -eu
cd "$(dirname "$0")"
target=$(rustc -vV | sed -n 's/^host: //p')
export RUSTFLAGS='-Zsanitizer=address' RUSTC_BOOTSTRAP=1
# The mappings' tests provoke SIGBUS: the handler under test must see it, not the sanitizer's.
export ASAN_OPTIONS='detect_leaks=0:handle_sigbus=0:allow_user_segv_handler=1'
exec cargo test --locked --workspace --exclude bimetal-addon --target "$target" --target-dir ../../target/sanitize --lib --tests "$@"

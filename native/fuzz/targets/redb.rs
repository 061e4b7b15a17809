#![no_main]

#[path = "../../redb/tests/fuzzed/mod.rs"]
mod fuzzed;

use std::panic::{catch_unwind, set_hook, take_hook};
use std::process::abort;
use std::sync::Once;

static HOOK: Once = Once::new();

// A panic of redb is contained by the engine, so it must not end the fuzzer, as any other one does.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    HOOK.call_once(|| {
        drop(take_hook());
        set_hook(Box::new(|_| {}));
    });
    if let Err(panic) = catch_unwind(|| fuzzed::damage(bytes)) {
        eprintln!("{:?}", panic.downcast_ref::<String>());
        abort();
    }
});

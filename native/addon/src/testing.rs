//! Exports that fail on purpose, so that TypeScript can test the error path. Debug builds only.

use napi::Env;
use napi_derive::napi;

use crate::{
    completion::Outcome,
    environment::Environment,
    error::{Error, TestCause},
    export::{Raw, Returned, export},
    external::{Kind, give},
    handle::{Noun, SharedHandle},
    test_panic::panic_now,
};

/// Throws a test error with two causes under it.
#[napi(catch_unwind, ts_return_type = "never")]
pub fn test_error(env: Env) -> Returned {
    export(env, |_| {
        let root = Box::new(TestCause::Root);
        Err(Error::Test {
            source: TestCause::Middle { source: root },
        })
    })
}

/// Panics inside an export.
#[napi(catch_unwind, ts_return_type = "never")]
pub fn test_panic(env: Env) -> Returned {
    export(env, |_| panic_now())
}

/// Panics in asynchronous work: on a background thread, or on the event loop while the promise is settled.
#[napi(
    catch_unwind,
    ts_args_type = "place: 'thread' | 'settlement'",
    ts_return_type = "Promise<never>"
)]
pub fn test_panic_async(env: Env, place: Raw) -> Returned {
    export(env, |js| {
        let at_settlement = place.named(js, "place").string(js)? == "settlement";
        Environment::of(js)?.background(js, "run the test", move || {
            if at_settlement { Ok(Outcome::Panic) } else { panic_now() }
        })
    })
}

/// A handle whose release panics, in the finaliser when it is forgotten.
#[napi(catch_unwind, ts_return_type = "unknown")]
pub fn test_panic_finalizer(env: Env) -> Returned {
    export(env, |js| give(js, SharedHandle::new(PanicsWhenReleased)))
}

/// How often this environment's event loop was woken to settle promises.
#[napi(catch_unwind, ts_return_type = "number")]
pub fn test_wake_count(env: Env) -> Returned {
    export(env, |js| js.number(f64::from(Environment::of(js)?.wakes.get())))
}

struct PanicsWhenReleased;

impl Noun for PanicsWhenReleased {
    const NAME: &'static str = "test handle";
}

impl Kind for PanicsWhenReleased {
    const KIND: u64 = 99;
}

impl Drop for PanicsWhenReleased {
    fn drop(&mut self) {
        let _never = panic_now::<()>();
    }
}

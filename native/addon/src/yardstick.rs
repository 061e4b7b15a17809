//! The boundary's own yardstick: one addition as a hot export and by the macro. In debug builds, where tests call it, and
//! with the feature `yardstick`, for benchmarks.

use napi::{Env, sys};
use napi_derive::napi;

use crate::{
    error::Result,
    export::{Raw, Returned, export},
    js::{Js, Value},
    raw::call,
};

/// Adds two numbers as 32-bit integers, through the macro: it measures what the macro costs.
#[napi(catch_unwind, ts_args_type = "a: number, b: number", ts_return_type = "number")]
pub fn add_macro(env: Env, a: Raw, b: Raw) -> Returned {
    export(env, |js| {
        let sum = a.named(js, "a").int(js)?.wrapping_add(b.named(js, "b").int(js)?);
        js.int(sum)
    })
}

pub(crate) fn register<'call>(js: Js<'call>, exports: Value<'call>) -> Result<()> {
    js.set(exports, "add", js.function("add", add)?)
}

/// Adds two numbers as 32-bit integers, as the hot exports are called.
unsafe extern "C" fn add(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // SAFETY: Node-API passed both.
    unsafe {
        call(env, info, |js, [a, b]| {
            let sum = a.named("a").int(js)?.wrapping_add(b.named("b").int(js)?);
            js.int(sum)
        })
    }
}

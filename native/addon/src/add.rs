//! The boundary's own yardstick: the same addition as the hot `add`, registered by the macro.

use napi::Env;
use napi_derive::napi;

use crate::export::{Raw, Returned, export};

/// Adds two numbers as 32-bit integers, through the macro: it measures what the macro costs.
#[napi(catch_unwind, ts_args_type = "a: number, b: number", ts_return_type = "number")]
pub fn add_macro(env: Env, a: Raw, b: Raw) -> Returned {
    export(env, |js| {
        let sum = a.named(js, "a").int(js)?.wrapping_add(b.named(js, "b").int(js)?);
        js.int(sum)
    })
}

//! The Node-API face of `bimetal-store`: the only crate that knows Node.
//!
//! Each noun has a thin file of exports over plain functions of the store. What they share:
//!
//! - `guard`: every way from JavaScript into Rust; a panic becomes an error with the code `INTERNAL`
//! - `argument`, `js`: reading arguments and making values
//! - `handle`, `external`: native objects that JavaScript holds, and what it may do with them
//! - `environment`, `completion`: promises that are settled on the event loop, a commit group at a time
//! - `thrown`: the one place where a Rust error becomes a JavaScript error
//! - `raw`: the hot exports, registered without the macro
//! - `datagram`: what Node itself cannot send
//! - `large_blocks`: that freed memory goes back to the system
//!
//! It is not: a place for logic. Whatever could be wanted without Node belongs into the store.

#![cfg_attr(
    test,
    allow(
        dead_code,
        reason = "the macro registers no exports in a test, where nobody could call them"
    )
)]

mod argument;
mod batch;
mod batch_answer;
mod batch_text;
mod build_id;
mod build_info;
mod check_report;
mod commit_times;
mod completion;
mod cursor;
mod datagram;
mod environment;
mod error;
mod event_text;
mod export;
mod external;
mod feed;
mod feed_filter;
mod feed_step;
mod feed_text;
mod feed_text_exports;
mod guard;
mod handle;
mod import;
mod item;
mod js;
mod large_blocks;
mod memos;
mod notes;
mod operation;
mod part;
mod patch;
mod patched;
mod range_options;
mod raw;
mod scan;
mod shape_options;
mod shaped;
mod snapshot;
mod statistics;
mod store;
mod tagged;
#[cfg(debug_assertions)]
mod test_panic;
#[cfg(debug_assertions)]
mod testing;
mod thrown;
mod write_options;
#[cfg(any(debug_assertions, feature = "yardstick"))]
mod yardstick;

use napi::{Env, bindgen_prelude::Object};
use napi_derive::napi;

use crate::export::export;

/// Runs once in every environment that loads the addon, after the macro's exports are registered.
#[napi(module_exports)]
pub fn module_exports(exports: Object<'_>, env: Env) -> napi::Result<()> {
    large_blocks::give_back();
    export(env, |js| {
        environment::Environment::install(js)?;
        // SAFETY: napi hands over the exports object of the module that is being loaded.
        let exports = unsafe { js.value(napi::JsValue::raw(&exports)) };
        raw::register(js, exports)?;
        #[cfg(any(debug_assertions, feature = "yardstick"))]
        yardstick::register(js, exports)?;
        js.undefined()
    });
    Ok(())
}

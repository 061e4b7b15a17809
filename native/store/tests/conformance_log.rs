//! The log engine keeps every promise of an engine.
#![cfg(feature = "conformance")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use bimetal_store::{EngineKind, conformance};

#[test]
fn the_log_keeps_every_promise_of_an_engine() {
    let root = tempfile::tempdir().unwrap();
    conformance::run(root.path(), &|folder| EngineKind::Log.open(folder));
}

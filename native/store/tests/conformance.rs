//! Every engine keeps every promise of an engine: ours, redb, and one in memory in a hundred lines, since the trait is small.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use bimetal_engine::conformance;
use bimetal_store::EngineKind;
use engines::memory::Memory;

#[test]
fn the_log_keeps_every_promise_of_an_engine() {
    let root = tempfile::tempdir().unwrap();
    conformance::run(root.path(), &|folder| EngineKind::Log.open(folder));
}

#[test]
fn redb_keeps_every_promise_of_an_engine() {
    let root = tempfile::tempdir().unwrap();
    conformance::run(root.path(), &|folder| EngineKind::Redb.open(folder));
}

#[test]
fn an_engine_in_memory_keeps_every_promise_of_an_engine() {
    let root = tempfile::tempdir().unwrap();
    let memory = Memory::default();
    conformance::run(root.path(), &|folder| Ok(Box::new(memory.open(folder))));
}

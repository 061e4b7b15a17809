//! The engine redb: a copy-on-write B-tree, for data far larger than memory, and the oracle of the log engine's tests.

mod engine;
mod error;
#[cfg(test)]
mod faults;
mod file;
mod fuse;
mod overlay;
mod room;
mod snapshot;
mod tables;

pub use engine::{FILE_NAME, RedbEngine};

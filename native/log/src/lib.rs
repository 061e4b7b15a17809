//! The log engine: documents are appended to segments, and an ordered index in memory says where each one lies.
//!
//! `docs/file-format.md` says what is on disk and what must stay true.
//!
//! - [`segment`] is a file of records; the manifest lists the segments there are.
//! - A commit group is appended by one write and one fdatasync, then entered into the index (`write`).
//! - A snapshot is a clone of the [`index`]; reading is a look-up and a checked read (`snapshot`).
//! - Opening reads the [`checkpoint`] and the log behind it, or everything, and cuts off a torn end (`recovery`).
//! - Compaction writes segments anew in bounded steps (`compaction`).
//! - The log is the change feed (`changes`), and its files are the backup (`backup`).
//!
//! What decodes bytes from the disk, and the index, are public so that fuzz targets and benches can drive them alone.

mod backup;
// Nobody but the tests may break the engine, and only where the feature lets them.
#[cfg(feature = "breakages")]
pub mod breakage;
#[cfg(not(feature = "breakages"))]
mod breakage;
mod changes;
mod check;
pub mod checkpoint;
mod compaction;
mod core;
mod engine;
mod fill;
pub mod index;
mod manifest;
mod options;
mod recovery;
mod reserve;
pub mod segment;
mod snapshot;
mod state;
mod write;

pub use engine::LogEngine;
pub use manifest::FILE_NAME;
pub use options::{Clock, LogOptions};

//! A small durable store of JSON documents.
//!
//! - **Keys** are 16 bytes: 8 printable ASCII characters and a `u64`, written `abcdefgh-42`, in byte order.
//! - **Values** are JSON texts, checked on the way in and returned byte for byte.
//! - **Batches** commit as one, each at a revision of its own. A write is on disk before it is answered, and writes that
//!   wait at the same time share one fsync.
//! - **Conditions** let a batch commit only if a key still has the revision that the caller saw; a document can have a
//!   **time to live**.
//! - **Snapshots** show the store as of one revision; **cursors** walk them in bounded steps.
//! - A **change feed** tells what changed since a revision. A reader that lags gets the value `Expired`.
//! - A data folder belongs to one process at a time, and names its engine and its format.
//! - Engines are exchangeable: [`engine::Engine`] is small, and `conformance` holds any engine to the same promises.
//!
//! It is not:
//!
//! - a query engine: there are keys and ranges of them, no indexes over values;
//! - a cache: nothing is forgotten before its time, and every write waits for the disk;
//! - a server: it knows no network and no JavaScript;
//! - shared between processes: the second one is told who holds the folder.
//!
//! ```
//! use bimetal_store::{Key, KeyRange, OpenOptions, Store, Value};
//! # fn main() -> bimetal_store::Result<()> {
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path();
//! let store = Store::open(path, OpenOptions::default())?;
//! let key = Key::parse("abcdefgh-42")?;
//! let revision = store.put(key, Value::parse(br#"{"title":"Hello"}"#, store.limits())?)?;
//!
//! let snapshot = store.snapshot()?;
//! let mut cursor = snapshot.cursor(KeyRange::prefix("abc")?)?;
//! for entry in cursor.next(100)? {
//!     assert_eq!((entry.key, entry.document.revision()), (key, revision));
//! }
//! store.close()
//! # }
//! ```

mod batch;
#[cfg(feature = "breakages")]
#[doc(hidden)]
pub mod breakage;
#[cfg(not(feature = "breakages"))]
mod breakage;
mod change;
mod commit_queue;
mod committer;
mod condition;
mod conditional_group;
mod copy;
mod cursor;
mod disk;
mod document;
pub mod engine;
mod error;
mod error_details;
mod feed;
mod feed_hub;
#[doc(hidden)]
pub mod files;
mod folder;
mod handle;
mod job;
mod json;
mod json_token;
mod key;
mod key_range;
mod limits;
mod lock_file;
mod log;
mod maintenance;
mod meta;
mod options;
mod redb_engine;
mod registry;
mod revision;
mod ring;
#[cfg(all(test, shuttle))]
mod schedules;
mod snapshot;
mod statistics;
mod store;
mod sweeper;
mod sync;
mod sync_times;
mod timestamp;
mod value;

#[cfg(feature = "conformance")]
pub mod conformance;

/// Parts that benches and fuzz targets drive by themselves. No promises.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals {
    pub use crate::files::mapping;
    pub use crate::log::{Clock, LogEngine, LogOptions, checkpoint, index, record, segment_header};

    /// A batch for a bare engine. A store gives out its own.
    pub fn batch(limits: crate::Limits) -> crate::Batch {
        crate::Batch::new(limits)
    }
}

pub use batch::{Batch, Write};
pub use change::{Change, ChangeKind, Changes};
pub use condition::Condition;
pub use cursor::Cursor;
pub use document::{Document, Entry};
pub use error::{Cause, Error, Result};
pub use error_details::Detail;
pub use feed::ChangeFeed;
pub use job::GroupEnd;
pub use key::Key;
pub use key_range::KeyRange;
pub use limits::Limits;
pub use meta::FORMAT_VERSION;
pub use options::{EngineKind, EngineSource, OpenOptions, Retention};
pub use revision::Revision;
pub use snapshot::Snapshot;
pub use statistics::{CheckReport, Compaction, Statistics};
pub use store::Store;
pub use timestamp::Timestamp;
pub use value::Value;

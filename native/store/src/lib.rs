//! A small durable store of JSON documents.
//!
//! - **Keys** are texts of up to 512 bytes, `users/alice@example.com` or `user-42`, in byte order but for their numbers.
//! - **Values** are JSON texts, checked on the way in and returned byte for byte.
//! - **Batches** commit as one, each at a revision of its own. A write is on disk before it is answered, and writes that
//!   wait at the same time share one fsync.
//! - **Conditions** let a batch commit only if a key still has the revision that the caller saw; a document can have a
//!   **time to live**.
//! - **Snapshots** show the store as of one revision; **cursors** walk them in bounded steps.
//! - A **change feed** tells what changed since a revision. A reader that lags gets the value `Expired`.
//! - A data folder belongs to one process at a time, and names its engine and its format.
//! - Engines are exchangeable: [`engine::Engine`] is small, and [`engine::conformance`] holds any engine to the same
//!   promises.
//!
//! It is not:
//!
//! - a query engine: there are keys and ranges of them, no indexes over values, and a filter looks at what it is given;
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
//! let key = Key::parse("users/alice@example.com")?;
//! let revision = store.put(key.clone(), Value::parse(br#"{"title":"Hello"}"#, store.limits())?)?;
//!
//! let snapshot = store.snapshot()?;
//! let mut cursor = snapshot.cursor(KeyRange::prefix("users/")?)?;
//! for entry in cursor.next(100)? {
//!     assert_eq!((&entry.key, entry.document.revision()), (&key, revision));
//! }
//! store.close()
//! # }
//! ```

mod background;
// Nobody but the tests may break the store, and only where the feature lets them.
#[cfg(feature = "breakages")]
pub mod breakage;
#[cfg(not(feature = "breakages"))]
mod breakage;
mod commit;
mod count;
mod cursor;
mod engines;
mod error;
mod feed;
mod folder;
mod handle;
mod import;
mod notes;
mod options;
mod patch;
mod position;
mod retention;
mod settle;
mod snapshot;
mod store;
mod view;

pub use bimetal_document as document;
pub use bimetal_document::{
    Batch, BatchText, Change, ChangeKind, ChangeRef, ChangeStep, ChangeValue, Changes, Condition, Detail, Document,
    DocumentRef, EntriesForm, Entry, Key, KeyRange, KeyRef, Limits, NoteName, Operations, Revision, TextFault,
    Timestamp, Value, VisitChanges, Walk, Walked, Write,
};
pub use bimetal_engine as engine;
pub use bimetal_engine::{
    BackgroundFailure, CheckReport, Commits, Compaction, Direction, Fsync, FsyncHistogram, Progress, Statistics,
};
pub use bimetal_json as json;
pub use commit::job::GroupEnd;
pub use commit::times::CommitTimes;
pub use commit::written::Written;
pub use cursor::Cursor;
pub use engines::{EngineKind, EngineSource};
pub use error::{Error, Result};
pub use feed::change_feed::ChangeFeed;
pub use feed::mark::FeedMark;
pub use feed::value_feed::ValueFeed;
pub use folder::meta::FORMAT_VERSION;
pub use import::Import;
pub use options::OpenOptions;
pub use patch::{PatchOptions, Patched, PreparedPatch};
pub use retention::Retention;
pub use snapshot::Snapshot;
pub use store::Store;

//! A small durable store of JSON documents.
//!
//! - **Keys** are 16 bytes: 8 printable ASCII characters and a `u64`, written `abcdefgh-42`, in byte order.
//! - **Values** are JSON texts, checked on the way in and returned byte for byte.
//! - **Batches** commit as one, each at a revision of its own. A write is on disk before it is answered, and writes that
//!   wait at the same time share one fsync.
//! - **Snapshots** show the store as of one revision; **cursors** walk them in bounded steps.
//! - A **change feed** tells what changed since a revision. A reader that lags gets the value `Expired`.
//! - A data folder belongs to one process at a time, and names its engine and its format.
//! - Engines are exchangeable: [`engine::Engine`] is small, and `conformance` holds any engine to the same promises.
//!
//! It is not:
//!
//! - a query engine: there are keys and ranges of them, no indexes over values;
//! - a cache: nothing expires, and every write waits for the disk;
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
mod change;
mod commit_queue;
mod committer;
mod cursor;
mod disk;
mod document;
pub mod engine;
mod error;
mod error_details;
mod feed;
mod feed_hub;
mod folder;
mod fuse;
mod handle;
mod json;
mod json_token;
mod key;
mod key_range;
mod limits;
mod lock_file;
mod meta;
mod options;
mod overlay;
mod redb_engine;
#[cfg(test)]
mod redb_faults;
mod redb_snapshot;
mod registry;
mod revision;
mod ring;
mod snapshot;
mod store;
mod sync;
mod value;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use batch::Batch;
pub use change::{Change, ChangeKind, Changes};
pub use cursor::Cursor;
pub use document::{Document, Entry};
pub use error::{Cause, Error, Result};
pub use error_details::Detail;
pub use feed::ChangeFeed;
pub use key::Key;
pub use key_range::KeyRange;
pub use limits::Limits;
pub use meta::FORMAT_VERSION;
pub use options::{EngineKind, EngineSource, OpenOptions};
pub use revision::Revision;
pub use snapshot::Snapshot;
pub use store::Store;
pub use value::Value;

//! What a storage engine must do: few things, so that a second engine is a few hundred lines.
//!
//! An engine keeps documents in key order, applies commit groups durably, and gives snapshots. It knows nothing of
//! queues, threads, feeds, handles or locks: the store does that once for all engines. The promises are written as
//! tests in `conformance` (feature `conformance`).

use std::ops::{Bound, ControlFlow};
use std::sync::Arc;

use crate::batch::Batch;
use crate::error::{Error, Result};
use crate::key::Key;
use crate::revision::Revision;

/// A batch and the revision that it commits at.
#[derive(Debug)]
pub struct Commit<'a> {
    /// The revision of the batch, greater than that of every batch before it.
    pub revision: Revision,
    /// The batch.
    pub batch: &'a Batch,
}

/// How a commit group failed, which decides whether the store can go on.
#[derive(Debug)]
pub enum ApplyError {
    /// The engine refused before it changed anything, and would take a smaller group, or the same one later.
    Refused(Error),
    /// The engine does not know what reached the disk. The store refuses every later write: after a failed fsync the
    /// kernel may have dropped the dirty pages, and a second fsync would report success over lost data.
    Failed(Error),
}

/// Ordered, durable storage in one folder.
pub trait Engine: Send + Sync {
    /// Applies the batches in order, as one: after a crash all of them are there or none, with the last revision.
    /// Returns when they are on disk, after one fsync for the group where the engine can do so.
    ///
    /// Only the committer thread calls this. A snapshot taken earlier does not change.
    fn apply(&self, group: &[Commit<'_>]) -> Result<(), ApplyError>;

    /// The documents as of the last applied group.
    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>>;

    /// Lets go of files and memory. Snapshots that are still about may fail from then on, but must not crash.
    fn close(&self) -> Result<()>;
}

/// The store as of one revision.
pub trait EngineSnapshot: Send + Sync {
    /// The revision of the last batch applied before the snapshot was taken.
    fn revision(&self) -> Revision;

    /// The number of documents.
    fn len(&self) -> Result<u64>;

    /// Whether there are no documents.
    fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Shows the document under `key`, with the revision that wrote it. Returns whether there is one.
    fn get(&self, key: &Key, visit: &mut dyn FnMut(Revision, &[u8])) -> Result<bool>;

    /// Shows the documents between the bounds in key order, until there are no more or `visit` breaks.
    ///
    /// INVARIANT: the bounds are the right way round, and not both exclusive over one key.
    fn scan(&self, from: Bound<Key>, to: Bound<Key>, visit: &mut Visit<'_>) -> Result<()>;
}

/// What a scan shows its documents to.
pub type Visit<'a> = dyn FnMut(&Key, Revision, &[u8]) -> ControlFlow<()> + 'a;

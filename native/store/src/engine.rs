//! What a storage engine must do: few things, so that a second engine is a few hundred lines.
//!
//! An engine keeps documents in key order, applies commit groups durably, and gives snapshots. It knows nothing of
//! queues, threads, conditions, live feeds, handles or locks: the store does that once for all engines. Nor does it know
//! the time: it stores when a document expires, shows expired documents like others, and the store hides and removes
//! them. The promises are written as tests in `conformance` (feature `conformance`).

use std::ops::{Bound, ControlFlow};
use std::path::Path;
use std::sync::Arc;

use crate::batch::Batch;
use crate::change::Changes;
use crate::error::{Error, Result};
use crate::key::Key;
use crate::revision::Revision;
use crate::statistics::{CheckReport, Statistics};
use crate::timestamp::Timestamp;

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

/// Whether background work is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maintenance {
    /// Nothing to do now.
    Idle,
    /// One bounded step is done, and another one waits.
    More,
    /// One bounded step is done, and the next should follow at once: waste grows faster than it is cleared away.
    Urgent,
}

/// Told how far a long operation has come: bytes done, and bytes in all as far as they are known. A break ends the
/// operation with [`Error::Cancelled`].
pub type Progress<'a> = dyn FnMut(u64, u64) -> ControlFlow<()> + 'a;

/// Ordered, durable storage in one folder.
pub trait Engine: Send + Sync {
    /// Applies the batches in order, as one: after a crash the first of them are there up to some point, each batch whole
    /// or not at all, with the last revision. Returns when all of them are on disk, after one fsync for the group where
    /// the engine can do so.
    ///
    /// Only the committer thread calls this. A snapshot taken earlier does not change.
    fn apply(&self, group: &[Commit<'_>]) -> Result<(), ApplyError>;

    /// The documents as of the last applied group.
    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>>;

    /// Reads the changes after `since` from the disk, or `None` when the engine does not retain them all.
    fn changes(&self, since: Revision) -> Result<Option<Box<dyn ChangeReader>>> {
        let _ = since;
        Ok(None)
    }

    /// Does one bounded step of background work. One thread calls it, while others read and write.
    fn maintain(&self, now: Timestamp) -> Result<Maintenance> {
        let _ = now;
        Ok(Maintenance::Idle)
    }

    /// Figures for an operator.
    fn statistics(&self) -> Result<Statistics>;

    /// Reads everything, compares every checksum, and compares the index with what is on disk. What is wrong goes into
    /// the report; an error means that the check could not be made.
    fn check(&self, progress: &mut Progress<'_>) -> Result<CheckReport>;

    /// Writes the engine's files of a snapshot into a folder that has none, durably, while writes go on. Returns the
    /// snapshot's revision.
    fn backup(&self, folder: &Path, progress: &mut Progress<'_>) -> Result<Revision>;

    /// Fills an engine that has no documents with those of `source`, durably: the same keys, values, revisions and
    /// expiries, and the same last revision.
    fn fill(&self, source: &dyn EngineSnapshot, progress: &mut Progress<'_>) -> Result<()>;

    /// Lets go of files and memory. Snapshots that are still about may fail from then on, but must not crash.
    fn close(&self) -> Result<()>;
}

/// A document as an engine shows it: nothing is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentRef<'a> {
    /// The revision of the batch that wrote it.
    pub revision: Revision,
    /// When it expires; `None` for never.
    pub expires: Option<Timestamp>,
    /// The JSON text.
    pub value: &'a [u8],
}

impl DocumentRef<'_> {
    /// Whether the document's time to live is over.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

/// Which way a scan goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// In key order.
    #[default]
    Forward,
    /// Against it.
    Backward,
}

/// The lower and the upper bound of a range of keys.
///
/// INVARIANT: the bounds are the right way round, and not both exclusive over one key.
pub type Bounds = (Bound<Key>, Bound<Key>);

/// The store as of one revision.
pub trait EngineSnapshot: Send + Sync {
    /// The revision of the last batch applied before the snapshot was taken.
    fn revision(&self) -> Revision;

    /// The number of documents, expired ones included.
    fn len(&self) -> Result<u64>;

    /// Whether there are no documents.
    fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// The number of documents between the bounds, expired ones included.
    fn count(&self, bounds: Bounds) -> Result<u64>;

    /// Shows the document under `key`. Returns whether there is one.
    fn get(&self, key: &Key, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<bool>;

    /// Shows the documents between the bounds in key order or against it, until there are no more or `show` breaks.
    fn scan(&self, bounds: Bounds, direction: Direction, show: &mut Show<'_>) -> Result<()>;

    /// Shows the documents that have expired by `now`, earliest expiry first, until `show` breaks. It costs no more than
    /// what it shows.
    fn expired(&self, now: Timestamp, show: &mut dyn FnMut(&Key) -> ControlFlow<()>) -> Result<()>;

    /// When the next document expires, if one has a time to live.
    fn next_expiry(&self) -> Result<Option<Timestamp>>;
}

/// What a scan shows its documents to.
pub type Show<'a> = dyn FnMut(&Key, DocumentRef<'_>) -> ControlFlow<()> + 'a;

/// The changes after a revision, from the disk.
pub trait ChangeReader: Send + Sync {
    /// The next changes up to and with revision `last`: whole batches, at least one where there is one, and no more than it
    /// takes to reach `limit` changes. `Empty` when the reader has reached `last`.
    fn next(&mut self, last: Revision, limit: usize) -> Result<Changes>;
}

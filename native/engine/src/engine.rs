//! What a storage engine must do: few things, so that a second engine is a few hundred lines.
//!
//! An engine keeps documents in key order, applies commit groups durably, and gives snapshots. It knows nothing of
//! queues, threads, conditions, live feeds, handles or locks: the store does that once for all engines. Nor does it know
//! the time: it stores when a document expires, shows expired documents like others, and the store hides and removes
//! them. The promises are written as tests in [`conformance`](crate::conformance).

use std::sync::Arc;

use bimetal_document::{
    Batch, Change, ChangeKind, ChangeStep, ChangeValue, Changes, Revision, Timestamp, VisitChanges, Walk, Walked,
};
use bimetal_files::Files;

use crate::error::{Error, Result};
use crate::fsync_times::Fsync;
use crate::progress::Progress;
use crate::snapshot::EngineSnapshot;
use crate::statistics::{CheckReport, Statistics};

/// A batch and the revision that it commits at.
#[derive(Debug)]
pub struct Commit<'a> {
    /// The revision of the batch, greater than that of every batch before it.
    pub revision: Revision,
    /// The batch.
    pub batch: &'a Batch,
}

/// Is told that there was a document under the key of a write: which write it is, counted from 0 over all batches of the
/// group, each in key order; and when that document was to expire. An engine knows it anyway, so it costs no look-up.
pub type Tell<'a> = dyn FnMut(usize, Option<Timestamp>) + 'a;

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

/// Ordered, durable storage in one folder.
pub trait Engine: Send + Sync {
    /// Applies the batches in order, as one: after a crash the first of them are there up to some point, each batch whole
    /// or not at all, with the last revision. Returns when all of them are on disk, after one fsync for the group where
    /// the engine can do so.
    ///
    /// Tells of every write that replaces or removes a document. What it told means nothing when the group fails.
    ///
    /// Only the committer thread calls this. A snapshot taken earlier does not change.
    fn apply_telling(&self, group: &[Commit<'_>], tell: &mut Tell<'_>) -> Result<(), ApplyError>;

    /// As [`Engine::apply_telling`], for who does not want to know.
    fn apply(&self, group: &[Commit<'_>]) -> Result<(), ApplyError> {
        self.apply_telling(group, &mut |_, _| {})
    }

    /// When the fsync of the last applied group was, the last one of several; `None` where the engine does not tell. Only the
    /// committer thread calls this.
    fn last_group_fsync(&self) -> Option<Fsync> {
        None
    }

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

    /// Whether the file that the last group went into still has its name: somebody else may have removed it, and what is
    /// written to it then goes with the process. Cheap, and asked from any thread.
    fn is_in_place(&self) -> bool {
        true
    }

    /// Figures for an operator.
    fn statistics(&self) -> Result<Statistics>;

    /// Reads everything, compares every checksum, and compares the index with what is on disk. What is wrong goes into
    /// the report; an error means that the check could not be made.
    fn check(&self, progress: &mut Progress<'_>) -> Result<CheckReport>;

    /// Writes the engine's files of a snapshot into a folder that has none, durably, while writes go on. Returns the
    /// snapshot's revision.
    fn backup(&self, folder: &Arc<dyn Files>, progress: &mut Progress<'_>) -> Result<Revision>;

    /// Fills an engine that has no documents with those of `source`, durably: the same keys, values, revisions and
    /// expiries, and the same last revision.
    fn fill(&self, source: &dyn EngineSnapshot, progress: &mut Progress<'_>) -> Result<()>;

    /// Lets go of files and memory. Snapshots that are still about may fail from then on, but must not crash.
    fn close(&self) -> Result<()>;
}

/// The changes after a revision, from the disk.
pub trait ChangeReader: Send + Sync {
    /// Shows the changes up to and with revision `last`, each with its value, and the end of each batch, until `visit` stops.
    /// Damage is an error where it is met: what was shown before it stays shown.
    fn visit(&mut self, last: Revision, visit: &mut VisitChanges<'_>) -> Result<Walked>;

    /// Keeps what has been written since until it was shown, whatever the engine would rather clear away: for who is busy with
    /// a snapshot meanwhile, which keeps what it shows as well. No more than a gigabyte or so.
    fn keep(&mut self) -> Result<()>;

    /// The next changes up to and with revision `last`: whole batches, at least one where there is one, and no more than it
    /// takes to reach `limit` changes. `Empty` when the reader has reached `last`.
    fn next(&mut self, last: Revision, limit: usize) -> Result<Changes> {
        loop {
            let (walked, changes) = next_batches(self, last, limit.max(1))?;
            match walked {
                // What was read is true; that more is lost is said next time.
                _ if !changes.is_empty() => return Ok(Changes::Some(changes)),
                Walked::Expired => return Ok(Changes::Expired),
                Walked::End => return Ok(Changes::Empty),
                // In front of damage, which is an error now.
                Walked::Stopped => {}
            }
        }
    }
}

/// Walks over whole batches until there are `limit` changes.
fn next_batches<R: ChangeReader + ?Sized>(
    reader: &mut R,
    last: Revision,
    limit: usize,
) -> Result<(Walked, Vec<Change>)> {
    let mut changes = Vec::new();
    let mut whole = 0;
    let walked = reader.visit(last, &mut |step| match step {
        ChangeStep::Change(change) => {
            let kind = match change.value {
                ChangeValue::Removed => ChangeKind::Remove,
                ChangeValue::Put(_) | ChangeValue::Superseded => ChangeKind::Put,
            };
            let revision = change.revision;
            changes.extend(change.key.to_key().map(|key| Change { key, revision, kind }));
            Walk::On
        }
        ChangeStep::BatchEnd(_) => {
            whole = changes.len();
            if whole >= limit { Walk::Stop } else { Walk::On }
        }
    })?;
    // Of a batch that is damaged in its middle nothing counts.
    changes.truncate(whole);
    Ok((walked, changes))
}

//! The log engine: documents are appended to segments, and an ordered index in memory says where each one lies.
//!
//! `docs/file-format.md` says what is on disk and what must stay true.
//!
//! - [`Core::apply`](core::Core::apply) appends a commit group: one write, one fdatasync, then the index (`writer`).
//! - A snapshot is a clone of the index; reading is a look-up and a checked read (`snapshot`, `segment`).
//! - Opening reads the hint and the log behind it, or everything (`recovery`, `hint`, `replay`, `torn`).
//! - Compaction writes segments anew in bounded steps (`compaction`).
//! - The log is the change feed (`changes`), and its files are the backup (`backup`).

mod backup;
mod changes;
mod check;
pub mod checkpoint;
mod compaction;
mod core;
mod fill;
mod hint;
pub mod index;
mod manifest;
mod options;
pub mod record;
mod recovery;
mod replay;
mod segment;
pub mod segment_header;
mod segments;
mod snapshot;
mod state;
mod torn;
mod walk;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use self::core::Core;
use changes::LogChanges;
pub(crate) use manifest::FILE_NAME;
#[cfg(feature = "internals")]
pub use options::Clock;
pub use options::LogOptions;
use snapshot::LogSnapshot;

use crate::engine::{ApplyError, ChangeReader, Commit, Engine, EngineSnapshot, Maintenance, Progress};
use crate::error::Result;
use crate::files::Files;
use crate::revision::Revision;
use crate::statistics::{CheckReport, Statistics};
use crate::sync::lock;
use crate::timestamp::Timestamp;

/// The engine that appends.
pub struct LogEngine {
    core: Arc<Core>,
}

impl LogEngine {
    /// Opens the engine in a folder, or makes one there.
    ///
    /// INVARIANT: the caller holds the folder's lock.
    pub fn open(files: Arc<dyn Files>, options: LogOptions) -> Result<LogEngine> {
        let core = Arc::new(Core::open(files, options)?);
        Ok(LogEngine { core })
    }
}

impl Engine for LogEngine {
    fn apply(&self, group: &[Commit<'_>]) -> Result<(), ApplyError> {
        self.core.apply(group)
    }

    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>> {
        Ok(Arc::new(LogSnapshot::new(self.core.state()?)))
    }

    fn changes(&self, since: Revision) -> Result<Option<Box<dyn ChangeReader>>> {
        let reader = LogChanges::open(self.core.clone(), since.get())?;
        Ok(reader.map(|reader| Box::new(reader) as Box<dyn ChangeReader>))
    }

    fn maintain(&self, now: Timestamp) -> Result<Maintenance> {
        self.core.maintain(now)
    }

    fn statistics(&self) -> Result<Statistics> {
        let state = self.core.state()?;
        let mut statistics = Statistics {
            documents: state.index.len() as u64,
            expiring_documents: state.expiries.len() as u64,
            live_bytes: state.live_bytes,
            changes_since: Revision::new(state.segments.floor()),
            syncs: self.core.syncs.count(),
            sync_micros: self.core.syncs.last_micros(),
            compaction: *lock(&self.core.compaction),
            compacted_bytes: self.core.compacted_bytes.load(Ordering::Relaxed),
            disk_bytes: self.core.hint_bytes.load(Ordering::Relaxed),
            ..Statistics::default()
        };
        for segment in state.segments.iter() {
            statistics.segments += 1;
            statistics.dead_bytes += segment.dead_bytes();
            statistics.disk_bytes += segment.file.length().unwrap_or_else(|_| segment.end());
        }
        Ok(statistics)
    }

    fn check(&self, progress: &mut Progress<'_>) -> Result<CheckReport> {
        check::check(self.core.state()?, progress)
    }

    fn backup(&self, folder: &Path, progress: &mut Progress<'_>) -> Result<Revision> {
        self.core.backup(folder, progress)
    }

    fn fill(&self, source: &dyn EngineSnapshot, progress: &mut Progress<'_>) -> Result<()> {
        self.core.fill(source, progress)
    }

    fn close(&self) -> Result<()> {
        self.core.close()
    }
}

impl Core {
    /// Trims the active segment, writes the hint, and refuses everything from then on.
    fn close(&self) -> Result<()> {
        let mut compactor = lock(&self.compactor);
        compactor.abandon(self);
        let writer = lock(&self.writer).take();
        let Some(state) = lock(&self.state).take() else {
            return Ok(());
        };
        match writer {
            // Where the disk failed, the next open reads what is really there.
            Some(writer) if writer.failed().is_none() => {
                writer.trim()?;
                if !compactor.has_hint_of(&state) {
                    self.write_hint(&state);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

//! The engine as the store sees it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bimetal_document::{Revision, Span, Timestamp};
use bimetal_engine::{
    ApplyError, ChangeReader, CheckReport, Commit, Engine, EngineSnapshot, Fsync, Maintenance, Progress, Result,
    Statistics, Tell,
};
use bimetal_files::Files;
use bimetal_locks::{Mutex, lock};

use crate::changes::LogChanges;
use crate::compaction::Compactor;
use crate::core::Core;
use crate::options::LogOptions;
use crate::snapshot::LogSnapshot;
use crate::{check, recovery};

/// The engine that appends.
pub struct LogEngine {
    core: Arc<Core>,
    /// INVARIANT: taken before any lock of the core.
    compactor: Mutex<Compactor>,
}

impl LogEngine {
    /// Opens the engine in a folder, or makes one there.
    ///
    /// INVARIANT: the caller holds the folder's lock.
    pub fn open(files: Arc<dyn Files>, options: LogOptions) -> Result<LogEngine> {
        let (core, compactor) = recovery::open(files, options)?;
        Ok(LogEngine {
            core: Arc::new(core),
            compactor: Mutex::new(compactor),
        })
    }
}

impl Engine for LogEngine {
    fn apply_telling(&self, group: &[Commit<'_>], tell: &mut Tell<'_>) -> Result<(), ApplyError> {
        self.core.apply(group, tell)
    }

    fn last_group_fsync(&self) -> Option<Fsync> {
        lock(&self.core.writer).as_ref()?.fsync
    }

    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>> {
        Ok(Arc::new(LogSnapshot::new(self.core.state()?)))
    }

    fn changes(&self, since: Revision) -> Result<Option<Box<dyn ChangeReader>>> {
        let reader = LogChanges::open(self.core.clone(), since.get())?;
        Ok(reader.map(|reader| Box::new(reader) as Box<dyn ChangeReader>))
    }

    fn maintain(&self, now: Timestamp) -> Result<Maintenance> {
        lock(&self.compactor).maintain(&self.core, now)
    }

    fn is_in_place(&self) -> bool {
        let active = || lock(&self.core.state).as_ref().map(|state| state.active.clone());
        while let Some(segment) = active() {
            if self.core.files.is_named(segment.name(), segment.file.as_ref()) {
                return true;
            }
            // One that was sealed meanwhile may be gone in order.
            if active().is_some_and(|now| now.number() == segment.number()) {
                return false;
            }
        }
        true
    }

    fn statistics(&self) -> Result<Statistics> {
        let state = self.core.state()?;
        let mut statistics = Statistics {
            documents: state.index.count(&Span::all()) as u64,
            expiring_documents: state.expiries.len() as u64,
            live_bytes: state.live_bytes,
            changes_since: Revision::new(state.segments.floor()),
            syncs: self.core.syncs.count(),
            sync_micros: self.core.syncs.last_micros(),
            sync_histogram: self.core.syncs.histogram(),
            compaction: *lock(&self.core.compaction),
            compacted_bytes: self.core.compacted_bytes.load(Ordering::Relaxed),
            disk_bytes: self.core.checkpoint_bytes.load(Ordering::Relaxed) + lock(&self.core.reserve).bytes(),
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

    fn backup(&self, folder: &Arc<dyn Files>, progress: &mut Progress<'_>) -> Result<Revision> {
        self.core.backup(folder.as_ref(), progress)
    }

    fn fill(&self, source: &dyn EngineSnapshot, progress: &mut Progress<'_>) -> Result<()> {
        let mut compactor = lock(&self.compactor);
        compactor.abandon(&self.core);
        self.core.fill(source, progress)
    }

    /// Trims the active segment, writes the checkpoint, and refuses everything from then on.
    fn close(&self) -> Result<()> {
        let mut compactor = lock(&self.compactor);
        compactor.abandon(&self.core);
        let writer = lock(&self.core.writer).take();
        let Some(state) = lock(&self.core.state).take() else {
            return Ok(());
        };
        match writer {
            // Where the disk failed, the next open reads what is really there.
            Some(writer) if writer.failed().is_none() => {
                writer.trim()?;
                compactor.close(&self.core, &state);
                lock(&self.core.reserve).close();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

//! The engine as the store sees it.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_document::{DocumentRef, Revision, Span, Write};
use bimetal_engine::{
    ApplyError, CheckReport, Commit, Direction, Engine, EngineSnapshot, Error, Fsync, Progress, Result, Statistics,
    Tell,
};
use bimetal_files::{File, Files};
use redb::StorageBackend;

use crate::check::check;
use crate::database::{Broken, FusedDatabase};
use crate::error::file_damaged;
use crate::file::{FILE_NAME, RedbFile};
use crate::room;
use crate::upgrade::{PORTION, Portion, move_portion};

const FILE_NAME_NEW: &str = "documents.redb.new";

/// LIMIT: redb's page cache. Its own default of 1 GiB is too much for a process that serves a page as well.
const CACHE_BYTES: usize = 256 << 20;

/// LIMIT: up to which length a file is read as a whole when it is opened, to see whether its documents are all of one state.
/// In a larger one a check sees it, and who copies it.
const LOOKED_THROUGH_BYTES: u64 = 64 << 20;

/// Documents in one redb file.
pub struct RedbEngine {
    pub(crate) database: FusedDatabase,
    files: Arc<dyn Files>,
    /// The file, where it has its name.
    file: Option<Arc<dyn File>>,
}

impl RedbEngine {
    /// Opens the file in a folder, or creates it.
    ///
    /// INVARIANT: the caller holds the folder's lock.
    pub fn open(files: Arc<dyn Files>) -> Result<RedbEngine> {
        let failed = |action, error| Error::io(action, &files.path().join(FILE_NAME), error);
        match files.open(FILE_NAME) {
            Ok(file) => {
                // redb would take it for a file that is to be made.
                if file.length().map_err(|error| failed("read", error))? == 0 {
                    return Err(file_damaged("it is empty"));
                }
                return RedbEngine::open_named(file, files);
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed("open", error)),
            Err(_) => {}
        }
        room::check_free(files.as_ref(), 0)?;
        // A file gets its name once it is one that redb opens, whenever the process or the power ends.
        let file = files
            .create_anew(FILE_NAME_NEW)
            .map_err(|error| failed("create", error))?;
        let engine = RedbEngine::open_named(file, files.clone())?;
        let named = files
            .rename(FILE_NAME_NEW, FILE_NAME)
            .and_then(|()| files.sync_folder());
        named.map_err(|error| failed("create", error))?;
        Ok(engine)
    }

    /// Opens on a file that has its name, or is about to get it.
    fn open_named(file: Arc<dyn File>, files: Arc<dyn Files>) -> Result<RedbEngine> {
        let mut engine = RedbEngine::open_on(RedbFile(file.clone()), files, CACHE_BYTES, PORTION)?;
        engine.file = Some(file);
        Ok(engine)
    }

    /// Opens on any storage, so that tests can make it fail, and turns a file of format 2 over. `files` is for messages
    /// and for the disk's free space.
    pub(crate) fn open_on(
        file: impl StorageBackend,
        files: Arc<dyn Files>,
        cache_bytes: usize,
        portion: Portion,
    ) -> Result<RedbEngine> {
        let path = files.path().join(FILE_NAME);
        let length = file.len().map_err(|error| Error::io("read", &path, error))?;
        let mut database = FusedDatabase::open(file, path, cache_bytes)?;
        // Readers expect all tables, also before the first batch, and nobody is shown a part of what format 2 left.
        while database.transact(|transaction, tables| move_portion(transaction, tables, portion))? {}
        if length <= LOOKED_THROUGH_BYTES {
            database.look_through()?;
        }
        Ok(RedbEngine {
            database,
            files,
            file: None,
        })
    }

    fn write(&self, group: &[Commit<'_>], tell: &mut Tell<'_>) -> Result<(), Broken> {
        self.database.transact(|_, tables| {
            let mut at = 0;
            for commit in group {
                for (key, write) in commit.batch.writes() {
                    let replaced = match write {
                        Write::Put { value, expires } => tables.put(
                            key,
                            DocumentRef {
                                revision: commit.revision,
                                expires: *expires,
                                value: value.as_bytes(),
                            },
                        )?,
                        Write::Remove => tables.remove(key)?,
                    };
                    if let Some(expires) = replaced {
                        tell(at, expires);
                    }
                    at += 1;
                }
            }
            if let Some(last) = group.last() {
                tables.set_last(last.revision);
            }
            Ok(())
        })
    }
}

impl Engine for RedbEngine {
    fn apply_telling(&self, group: &[Commit<'_>], tell: &mut Tell<'_>) -> Result<(), ApplyError> {
        self.database.check_fuse().map_err(ApplyError::Failed)?;
        let bytes = group.iter().map(|commit| room::bytes_needed(commit.batch)).sum();
        room::check_free(self.files.as_ref(), bytes).map_err(ApplyError::Refused)?;
        self.write(group, tell).map_err(|broken| match broken {
            // A damaged place fails those batches that come upon it.
            Broken::Before(error) if error.code() == "DATA_DAMAGED" => ApplyError::Refused(error),
            Broken::Before(error) | Broken::During(error) => ApplyError::Failed(error),
        })
    }

    fn last_group_fsync(&self) -> Option<Fsync> {
        // Nothing but commit groups is made durable while the engine is open.
        self.database.syncs().last()
    }

    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>> {
        Ok(Arc::new(self.database.snapshot()?))
    }

    fn is_in_place(&self) -> bool {
        let file = self.file.as_ref();
        file.is_none_or(|file| self.files.is_named(FILE_NAME, file.as_ref()))
    }

    fn statistics(&self) -> Result<Statistics> {
        let snapshot = self.database.snapshot()?;
        let (live_bytes, dead_bytes) = snapshot.bytes()?;
        Ok(Statistics {
            documents: snapshot.len()?,
            expiring_documents: snapshot.expiring()?,
            live_bytes,
            dead_bytes,
            disk_bytes: self.files.open(FILE_NAME).and_then(|file| file.length()).unwrap_or(0),
            segments: 1,
            // What the ring remembers is the store's to say.
            changes_since: snapshot.revision(),
            syncs: self.database.syncs().count(),
            sync_micros: self.database.syncs().last_micros(),
            sync_histogram: self.database.syncs().histogram(),
            ..Statistics::default()
        })
    }

    fn check(&self, progress: &mut Progress<'_>) -> Result<CheckReport> {
        check(&self.database.snapshot()?, progress)
    }

    fn backup(&self, folder: &Arc<dyn Files>, progress: &mut Progress<'_>) -> Result<Revision> {
        let snapshot = self.database.snapshot()?;
        let copy = RedbEngine::open(folder.clone())?;
        copy.fill(&snapshot, progress)?;
        copy.close()?;
        Ok(snapshot.revision())
    }

    fn fill(&self, source: &dyn EngineSnapshot, progress: &mut Progress<'_>) -> Result<()> {
        let (mut bytes, mut result) = (0, Ok(()));
        let filled = self.database.transact(|_, tables| {
            source.scan(&Span::everything(), Direction::Forward, &mut |key, document| {
                bytes += document.value.len() as u64;
                result = tables.put(key, document).map(drop);
                if progress(bytes, 0).is_break() {
                    result = Err(Error::Cancelled);
                }
                if result.is_ok() {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })?;
            std::mem::replace(&mut result, Ok(()))?;
            tables.set_last(source.revision());
            Ok(())
        });
        // Who fills a folder gives it up when that fails.
        filled.map_err(|broken| Error::from(broken).into_undone())
    }

    fn close(&self) -> Result<()> {
        self.database.close()
    }
}

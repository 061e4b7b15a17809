//! The engine as the store sees it.

use std::io;
use std::ops::{Bound, ControlFlow};
use std::path::PathBuf;
use std::sync::Arc;

use bimetal_document::{Key, Revision, Write};
use bimetal_engine::{
    ApplyError, CheckReport, Commit, Direction, Engine, EngineSnapshot, Error, FREE_BYTES_MIN, Progress, Result,
    Statistics,
};
use bimetal_files::{Files, is_full};
use bimetal_locks::{Mutex, lock};
use redb::{Builder, Database, Durability, ReadableDatabase, StorageBackend};

use crate::error::engine_error;
use crate::file::RedbFile;
use crate::fuse::{Fuse, FusedFile};
use crate::room;
use crate::snapshot::RedbSnapshot;
use crate::tables::{HEAD_BYTES, Tables};

/// The file that a folder of redb has.
pub const FILE_NAME: &str = "documents.redb";

const FILE_NAME_NEW: &str = "documents.redb.new";

/// LIMIT: redb's page cache. Its own default of 1 GiB is too much for a process that serves a page as well.
const CACHE_BYTES: usize = 256 << 20;

/// Documents in one redb file.
pub struct RedbEngine {
    /// `None` once closed.
    database: Mutex<Option<Arc<Database>>>,
    fuse: Arc<Fuse>,
    files: Arc<dyn Files>,
}

impl RedbEngine {
    /// Opens the file in a folder, or creates it.
    ///
    /// INVARIANT: the caller holds the folder's lock.
    pub fn open(files: Arc<dyn Files>) -> Result<RedbEngine> {
        let failed = |action, error| Error::io(action, &files.path().join(FILE_NAME), error);
        match files.open(FILE_NAME) {
            Ok(file) => return RedbEngine::open_on(RedbFile(file), files, CACHE_BYTES),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed("open", error)),
            Err(_) => {}
        }
        // A file gets its name once it is one that redb opens, whenever the process or the power ends.
        let file = files
            .create_anew(FILE_NAME_NEW)
            .map_err(|error| failed("create", error))?;
        let engine = RedbEngine::open_on(RedbFile(file), files.clone(), CACHE_BYTES)?;
        let named = files
            .rename(FILE_NAME_NEW, FILE_NAME)
            .and_then(|()| files.sync_folder());
        named.map_err(|error| failed("create", error))?;
        Ok(engine)
    }

    /// Opens on any storage, so that tests can make it fail. `files` is for messages and for the disk's free space.
    pub(crate) fn open_on(file: impl StorageBackend, files: Arc<dyn Files>, cache_bytes: usize) -> Result<RedbEngine> {
        let fuse = Arc::new(Fuse::default());
        let database = Builder::new()
            .set_cache_size(cache_bytes)
            .create_with_backend(FusedFile::new(file, fuse.clone()))
            .map_err(|error| engine_error("redb cannot open the file", error))?;
        let engine = RedbEngine {
            database: Mutex::new(Some(Arc::new(database))),
            fuse,
            files,
        };
        // Readers expect all tables, also before the first batch.
        let prepared = engine.write(&[]);
        engine.check_fuse()?;
        prepared?;
        Ok(engine)
    }

    fn path(&self) -> PathBuf {
        self.files.path().join(FILE_NAME)
    }

    fn database(&self) -> Result<Arc<Database>> {
        lock(&self.database).clone().ok_or(Error::Closed)
    }

    fn check_fuse(&self) -> Result<()> {
        match self.fuse.cause() {
            None => Ok(()),
            Some(cause) if is_full(&cause) => Err(Error::DiskFull {
                bytes_needed: FREE_BYTES_MIN,
                source: Some(cause),
            }),
            Some(cause) => Err(Error::Io {
                action: "write",
                path: self.path(),
                source: cause,
            }),
        }
    }

    fn write(&self, group: &[Commit<'_>]) -> Result<()> {
        self.transact(|tables| {
            for commit in group {
                for (key, write) in commit.batch.writes() {
                    match write {
                        Write::Put { value, expires } => {
                            tables.put(key, commit.revision, *expires, value.as_bytes())?;
                        }
                        Write::Remove => tables.remove(key)?,
                    }
                }
            }
            group.last().map_or(Ok(()), |last| tables.set_last(last.revision))
        })
    }

    /// One durable transaction over the three tables.
    fn transact(&self, write: impl FnOnce(&mut Tables<'_>) -> Result<()>) -> Result<()> {
        let database = self.database()?;
        let mut transaction = database
            .begin_write()
            .map_err(|error| engine_error("cannot begin a commit", error))?;
        transaction
            .set_durability(Durability::Immediate)
            .map_err(|error| engine_error("cannot make a commit durable", error))?;
        write(&mut Tables::open(&transaction)?)?;
        transaction
            .commit()
            .map_err(|error| engine_error("cannot commit", error))
    }

    fn latest(&self) -> Result<RedbSnapshot> {
        self.check_fuse()?;
        let transaction = self
            .database()?
            .begin_read()
            .map_err(|error| engine_error("cannot begin a snapshot", error))?;
        RedbSnapshot::new(&transaction)
    }
}

impl Engine for RedbEngine {
    fn apply(&self, group: &[Commit<'_>]) -> Result<(), ApplyError> {
        self.check_fuse().map_err(ApplyError::Failed)?;
        let bytes = group.iter().map(|commit| room::bytes_needed(commit.batch)).sum();
        room::check_free(self.files.as_ref(), bytes).map_err(ApplyError::Refused)?;
        let written = self.write(group);
        // The fuse first: where it has blown, redb's own answer is about a file that no longer changes.
        self.check_fuse().and(written).map_err(ApplyError::Failed)
    }

    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>> {
        Ok(Arc::new(self.latest()?))
    }

    fn statistics(&self) -> Result<Statistics> {
        let snapshot = self.latest()?;
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
            syncs: self.fuse.syncs().count(),
            sync_micros: self.fuse.syncs().last_micros(),
            ..Statistics::default()
        })
    }

    fn check(&self, progress: &mut Progress<'_>) -> Result<CheckReport> {
        let snapshot = self.latest()?;
        let bytes_all = snapshot.bytes()?.0;
        let mut report = CheckReport::default();
        let mut cancelled = false;
        let read = snapshot.scan(
            (Bound::Unbounded, Bound::Unbounded),
            Direction::Forward,
            &mut |key, document| {
                report.documents += 1;
                report.records += 1;
                report.bytes += (Key::BYTES + HEAD_BYTES + document.value.len()) as u64;
                if document.revision > snapshot.revision() {
                    report.add(format!("{key} has revision {}, beyond the last", document.revision));
                }
                cancelled = report.documents % 1024 == 0 && progress(report.bytes, bytes_all).is_break();
                if cancelled {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        );
        // redb compares the checksum of each page that it reads from the disk.
        if let Err(error) = read {
            report.add(format!("{}: {error}", self.path().display()));
        } else if !cancelled && report.documents != snapshot.len()? {
            let counted = snapshot.len()?;
            report.add(format!(
                "{} documents are there, and {counted} are counted",
                report.documents
            ));
        }
        if cancelled { Err(Error::Cancelled) } else { Ok(report) }
    }

    fn backup(&self, folder: &Arc<dyn Files>, progress: &mut Progress<'_>) -> Result<Revision> {
        let snapshot = self.latest()?;
        let copy = RedbEngine::open(folder.clone())?;
        copy.fill(&snapshot, progress)?;
        copy.close()?;
        Ok(snapshot.revision())
    }

    fn fill(&self, source: &dyn EngineSnapshot, progress: &mut Progress<'_>) -> Result<()> {
        let (mut bytes, mut result) = (0, Ok(()));
        let filled = self.transact(|tables| {
            source.scan(
                (Bound::Unbounded, Bound::Unbounded),
                Direction::Forward,
                &mut |key, document| {
                    bytes += document.value.len() as u64;
                    result = tables.put(key, document.revision, document.expires, document.value);
                    if progress(bytes, 0).is_break() {
                        result = Err(Error::Cancelled);
                    }
                    if result.is_ok() {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                },
            )?;
            std::mem::replace(&mut result, Ok(()))?;
            tables.set_last(source.revision())
        });
        self.check_fuse().and(filled)
    }

    fn close(&self) -> Result<()> {
        let database = lock(&self.database).take().and_then(Arc::into_inner);
        self.fuse.end();
        let Some(database) = database else { return Ok(()) };
        let closed = database
            .close()
            .map_err(|error| engine_error("cannot close the file", error));
        // A frozen file cannot be closed in order; the next open repairs it. The store has said so already.
        if self.fuse.cause().is_some() { Ok(()) } else { closed }
    }
}

//! The first engine: redb.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use redb::backends::FileBackend;
use redb::{Builder, Database, Durability, ReadableDatabase, StorageBackend, TableDefinition};

use crate::disk;
use crate::engine::{ApplyError, Commit, Engine, EngineSnapshot};
use crate::error::{Cause, Error, Result};
use crate::fuse::{Fuse, FusedFile};
use crate::key::Key;
use crate::redb_snapshot::RedbSnapshot;
use crate::sync::lock;

/// Key bytes to the revision, eight bytes big-endian, and the JSON text after it.
pub(crate) const DOCUMENTS: TableDefinition<'static, &[u8; Key::BYTES], &[u8]> = TableDefinition::new("documents");

/// Names to numbers; the last revision lives here, written in the transaction of the batches it counts.
pub(crate) const META: TableDefinition<'static, &str, u64> = TableDefinition::new("meta");
pub(crate) const LAST_REVISION: &str = "last_revision";

/// The length of the revision that stands before each stored value.
pub(crate) const REVISION_BYTES: usize = 8;

pub(crate) const FILE_NAME: &str = "documents.redb";

/// LIMIT: redb's page cache. Its own default of 1 GiB is too much for a process that serves a page as well.
const CACHE_BYTES: usize = 256 << 20;

/// Documents in one redb file.
pub(crate) struct RedbEngine {
    /// `None` once closed.
    database: Mutex<Option<Arc<Database>>>,
    fuse: Arc<Fuse>,
    path: PathBuf,
}

impl RedbEngine {
    /// Opens the file in `folder`, or creates it.
    pub(crate) fn open(folder: &Path) -> Result<RedbEngine> {
        let path = folder.join(FILE_NAME);
        let created = !path.exists();
        let file = std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| Error::io("open", &path, error))?;
        let file = FileBackend::new(file).map_err(|error| engine_error("redb cannot use the file", error))?;
        let engine = RedbEngine::open_on(file, path, CACHE_BYTES)?;
        if created {
            // Without this the file's name may be gone after a power cut, and with it every answered write.
            disk::sync_folder(folder)?;
        }
        Ok(engine)
    }

    /// Opens on any storage, so that tests can make it fail. `path` is for messages and for the disk's free space.
    pub(crate) fn open_on(file: impl StorageBackend, path: PathBuf, cache_bytes: usize) -> Result<RedbEngine> {
        let fuse = Arc::new(Fuse::default());
        let database = Builder::new()
            .set_cache_size(cache_bytes)
            .create_with_backend(FusedFile::new(file, fuse.clone()))
            .map_err(|error| engine_error("redb cannot open the file", error))?;
        let engine = RedbEngine {
            database: Mutex::new(Some(Arc::new(database))),
            fuse,
            path,
        };
        // Readers expect both tables, also before the first batch.
        let prepared = engine.write(&[]);
        engine.check_fuse()?;
        prepared?;
        Ok(engine)
    }

    fn database(&self) -> Result<Arc<Database>> {
        lock(&self.database).clone().ok_or(Error::StoreClosed)
    }

    fn check_fuse(&self) -> Result<()> {
        match self.fuse.cause() {
            None => Ok(()),
            Some(cause) if cause.kind() == std::io::ErrorKind::StorageFull => Err(Error::DiskFull {
                bytes_needed: disk::MARGIN_BYTES,
                source: Some(cause),
            }),
            Some(cause) => Err(Error::Io {
                action: "write",
                path: self.path.clone(),
                source: cause,
            }),
        }
    }

    fn write(&self, group: &[Commit<'_>]) -> Result<()> {
        let database = self.database()?;
        let mut transaction = database
            .begin_write()
            .map_err(|error| engine_error("cannot begin a commit", error))?;
        transaction
            .set_durability(Durability::Immediate)
            .map_err(|error| engine_error("cannot make a commit durable", error))?;
        {
            let mut documents = transaction
                .open_table(DOCUMENTS)
                .map_err(|error| engine_error("cannot open the documents", error))?;
            let mut meta = transaction
                .open_table(META)
                .map_err(|error| engine_error("cannot open meta", error))?;
            for commit in group {
                for (key, value) in commit.batch.writes() {
                    let written = match value {
                        Some(value) => put(&mut documents, key, commit.revision.get(), value.as_bytes()),
                        None => documents.remove(key.as_bytes()).map(drop),
                    };
                    written.map_err(|error| engine_error("cannot write a document", error))?;
                }
            }
            if let Some(last) = group.last() {
                meta.insert(LAST_REVISION, last.revision.get())
                    .map_err(|error| engine_error("cannot write the last revision", error))?;
            }
        }
        transaction
            .commit()
            .map_err(|error| engine_error("cannot commit", error))
    }
}

fn put(
    documents: &mut redb::Table<'_, &'static [u8; Key::BYTES], &'static [u8]>,
    key: &Key,
    revision: u64,
    value: &[u8],
) -> Result<(), redb::StorageError> {
    // Reserving writes the revision and the value straight into the page, with no joined copy before.
    let mut slot = documents.insert_reserve(key.as_bytes(), REVISION_BYTES + value.len())?;
    let (head, tail) = slot.as_mut().split_at_mut(REVISION_BYTES);
    head.copy_from_slice(&revision.to_be_bytes());
    tail.copy_from_slice(value);
    Ok(())
}

impl Engine for RedbEngine {
    fn apply(&self, group: &[Commit<'_>]) -> Result<(), ApplyError> {
        self.check_fuse().map_err(ApplyError::Failed)?;
        let bytes = group.iter().map(|commit| disk::bytes_needed(commit.batch)).sum();
        disk::check_free(&self.path, bytes).map_err(ApplyError::Refused)?;
        let written = self.write(group);
        // The fuse first: where it has blown, redb's own answer is about a file that no longer changes.
        self.check_fuse().and(written).map_err(ApplyError::Failed)
    }

    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>> {
        self.check_fuse()?;
        let transaction = self
            .database()?
            .begin_read()
            .map_err(|error| engine_error("cannot begin a snapshot", error))?;
        Ok(Arc::new(RedbSnapshot::new(&transaction)?))
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

pub(crate) fn engine_error(reason: &'static str, error: impl std::error::Error + Send + Sync + 'static) -> Error {
    let cause: Cause = Arc::new(error);
    Error::EngineFailed {
        reason,
        source: Some(cause),
    }
}

//! redb's database on a file with a fuse.

use std::path::PathBuf;
use std::sync::Arc;

use bimetal_engine::{Error, FREE_BYTES_MIN, FsyncTimes, Result};
use bimetal_files::is_full;
use bimetal_locks::{Mutex, lock};
use redb::{Builder, Database, Durability, ReadableDatabase, StorageBackend, WriteTransaction};

use crate::error::engine_error;
use crate::fuse::{Fuse, FusedFile};
use crate::snapshot::RedbSnapshot;
use crate::tables::Tables;

/// A database that answers for nothing that its file did not take.
pub(crate) struct FusedDatabase {
    /// `None` once closed.
    database: Mutex<Option<Arc<Database>>>,
    fuse: Arc<Fuse>,
    /// The file, for messages.
    path: PathBuf,
}

impl FusedDatabase {
    pub(crate) fn open(file: impl StorageBackend, path: PathBuf, cache_bytes: usize) -> Result<FusedDatabase> {
        let fuse = Arc::new(Fuse::default());
        let database = Builder::new()
            .set_cache_size(cache_bytes)
            .create_with_backend(FusedFile::new(file, fuse.clone()))
            .map_err(|error| engine_error("redb cannot open the file", error))?;
        Ok(FusedDatabase {
            database: Mutex::new(Some(Arc::new(database))),
            fuse,
            path,
        })
    }

    /// One durable transaction over all tables.
    pub(crate) fn transact<T>(&self, write: impl FnOnce(&WriteTransaction, &mut Tables<'_>) -> Result<T>) -> Result<T> {
        let written = self.commit(write);
        // The fuse first: where it has blown, redb's own answer is about a file that no longer changes.
        self.check_fuse()?;
        written
    }

    /// What is committed.
    pub(crate) fn snapshot(&self) -> Result<RedbSnapshot> {
        self.check_fuse()?;
        let transaction = self
            .opened()?
            .begin_read()
            .map_err(|error| engine_error("cannot begin a snapshot", error))?;
        RedbSnapshot::new(&transaction)
    }

    pub(crate) fn check_fuse(&self) -> Result<()> {
        match self.fuse.cause() {
            None => Ok(()),
            Some(cause) if is_full(&cause) => Err(Error::DiskFull {
                bytes_needed: FREE_BYTES_MIN,
                source: Some(cause),
            }),
            Some(cause) => Err(Error::Io {
                action: "write",
                path: self.path.clone(),
                source: cause,
            }),
        }
    }

    /// How long the file's fsyncs took.
    pub(crate) fn syncs(&self) -> &FsyncTimes {
        self.fuse.syncs()
    }

    pub(crate) fn close(&self) -> Result<()> {
        let database = lock(&self.database).take().and_then(Arc::into_inner);
        self.fuse.end();
        let Some(database) = database else { return Ok(()) };
        let closed = database
            .close()
            .map_err(|error| engine_error("cannot close the file", error));
        // A frozen file cannot be closed in order; the next open repairs it. The store has said so already.
        if self.fuse.cause().is_some() { Ok(()) } else { closed }
    }

    fn opened(&self) -> Result<Arc<Database>> {
        lock(&self.database).clone().ok_or(Error::Closed)
    }

    fn commit<T>(&self, write: impl FnOnce(&WriteTransaction, &mut Tables<'_>) -> Result<T>) -> Result<T> {
        let database = self.opened()?;
        let mut transaction = database
            .begin_write()
            .map_err(|error| engine_error("cannot begin a commit", error))?;
        transaction
            .set_durability(Durability::Immediate)
            .map_err(|error| engine_error("cannot make a commit durable", error))?;
        let written = write(&transaction, &mut Tables::open(&transaction)?)?;
        transaction
            .commit()
            .map_err(|error| engine_error("cannot commit", error))?;
        Ok(written)
    }
}

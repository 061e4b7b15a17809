//! redb's database on a file with a fuse.

use std::path::PathBuf;
use std::sync::Arc;

use bimetal_engine::{Error, FsyncTimes, Result};
use bimetal_locks::{Mutex, lock};
use redb::{Builder, Database, Durability, ReadableDatabase, StorageBackend, WriteTransaction};

use crate::contain::contain;
use crate::error::engine_error;
use crate::fuse::{Fuse, FusedFile};
use crate::head::Head;
use crate::known_tables::check_tables;
use crate::pages::check_pages;
use crate::snapshot::RedbSnapshot;
use crate::tables::Tables;

/// A database that answers for nothing that its file did not take.
pub(crate) struct FusedDatabase {
    /// `None` once closed.
    database: Mutex<Option<Arc<Database>>>,
    fuse: Arc<Fuse>,
    /// The file, for messages.
    path: PathBuf,
    /// Whether redb may fail to find documents that are there.
    is_astray: bool,
}

impl FusedDatabase {
    pub(crate) fn open(file: impl StorageBackend, path: PathBuf, cache_bytes: usize) -> Result<FusedDatabase> {
        let fuse = Arc::new(Fuse::default());
        let file = Arc::new(file);
        let head = || Head::read(file.as_ref()).map_err(|error| Error::io("read", &path, error));
        let found = head()?;
        check_pages(file.as_ref(), &path)?;
        let fused = FusedFile::new(file.clone(), fuse.clone());
        let database = contain(|| {
            let opened = Builder::new().set_cache_size(cache_bytes).create_with_backend(fused);
            let database = opened.map_err(|error| engine_error("redb cannot open the file", error))?;
            if let (Some(found), Some(now)) = (found, head()?) {
                found.check_kept(&now)?;
            }
            check_tables(&database)?;
            Ok(database)
        })?;
        Ok(FusedDatabase {
            database: Mutex::new(Some(Arc::new(database))),
            fuse,
            path,
            is_astray: false,
        })
    }

    /// One durable transaction over all tables.
    pub(crate) fn transact<T>(
        &self,
        write: impl FnOnce(&WriteTransaction, &mut Tables<'_>) -> Result<T>,
    ) -> Result<T, Broken> {
        let written = self.commit(write);
        // The fuse first: where it has blown, redb's own answer is about a file that no longer changes.
        self.check_fuse().map_err(Broken::During)?;
        written
    }

    /// What is committed.
    pub(crate) fn snapshot(&self) -> Result<RedbSnapshot> {
        self.check_fuse()?;
        let database = self.opened()?;
        contain(|| {
            let transaction = database.begin_read();
            let transaction = transaction.map_err(|error| engine_error("cannot begin a snapshot", error))?;
            RedbSnapshot::new(&transaction, self.is_astray)
        })
    }

    /// Reads all documents, to see whether they are those that were written.
    pub(crate) fn look_through(&mut self) -> Result<()> {
        self.is_astray = !self.snapshot()?.look_through()?;
        Ok(())
    }

    pub(crate) fn check_fuse(&self) -> Result<()> {
        // A full disk is an error like others here: some of the commit may be on it, and who hears of a full disk is told
        // that nothing is.
        match self.fuse.cause() {
            None => Ok(()),
            Some(cause) => Err(Error::unknown("write", &self.path, cause)),
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
        let close = || {
            database
                .close()
                .map_err(|error| engine_error("cannot close the file", error))
        };
        let closed = contain(close);
        // A frozen file cannot be closed in order; the next open repairs it. The store has said so already.
        if self.fuse.cause().is_some() { Ok(()) } else { closed }
    }

    fn opened(&self) -> Result<Arc<Database>> {
        lock(&self.database).clone().ok_or(Error::Closed)
    }

    fn commit<T>(&self, write: impl FnOnce(&WriteTransaction, &mut Tables<'_>) -> Result<T>) -> Result<T, Broken> {
        let database = self.opened().map_err(Broken::Before)?;
        let begun = contain(|| {
            let begun = database.begin_write();
            let mut transaction = begun.map_err(|error| engine_error("cannot begin a commit", error))?;
            let durable = transaction.set_durability(Durability::Immediate);
            durable.map_err(|error| engine_error("cannot make a commit durable", error))?;
            Ok(transaction)
        });
        let transaction = begun.map_err(Broken::During)?;
        let change = || {
            let mut tables = Tables::open(&transaction, self.is_astray)?;
            let written = write(&transaction, &mut tables)?;
            tables.finish()?;
            Ok(written)
        };
        let written = match contain(change) {
            Ok(written) => written,
            Err(error) => {
                let undo = || {
                    transaction
                        .abort()
                        .map_err(|error| engine_error("cannot undo a commit", error))
                };
                return Err(match contain(undo) {
                    Ok(()) => Broken::Before(error),
                    Err(_) => Broken::During(error),
                });
            }
        };
        let commit = || {
            transaction
                .commit()
                .map_err(|error| engine_error("cannot commit", error))
        };
        contain(commit).map_err(Broken::During)?;
        Ok(written)
    }
}

impl Drop for FusedDatabase {
    /// redb closes what is dropped, and panics then at what it panics at.
    fn drop(&mut self) {
        let _ = self.close();
    }
}

/// How a transaction failed.
#[derive(Debug)]
pub(crate) enum Broken {
    /// It is undone, and nothing has changed.
    Before(Error),
    /// Nobody knows what it has left.
    During(Error),
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Error {
        match broken {
            Broken::Before(error) | Broken::During(error) => error,
        }
    }
}

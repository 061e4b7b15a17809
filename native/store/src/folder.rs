//! An open data folder: its lock, its engine, its committer thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::committer::Shared;
use crate::error::{Error, Result};
use crate::lock_file::LockFile;
use crate::maintenance::MaintenanceThread;
use crate::meta::Meta;
use crate::options::{EnginePlace, OpenOptions};
use crate::sync::{Mutex, lock};

/// Everything that the handles on one folder share.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) meta: Meta,
    pub(crate) shared: Arc<Shared>,
    committer: Mutex<Option<JoinHandle<()>>>,
    maintenance: Arc<MaintenanceThread>,
    maintainer: Mutex<Option<JoinHandle<()>>>,
    lock: Mutex<Option<LockFile>>,
}

impl Folder {
    /// Opens a canonical path that no handle in this process has open.
    pub(crate) fn open(path: &Path, options: &OpenOptions) -> Result<Folder> {
        let lock = LockFile::take(path)?;
        let (meta, source) = Meta::obtain(path, options.engine.clone())?;
        let engine = (source.open)(&EnginePlace {
            folder: path,
            id: &meta.id,
            retention: options.retention,
        })?;
        let shared = Arc::new(Shared::new(engine, options.ring_changes_max)?);
        let maintenance = Arc::new(MaintenanceThread::default());
        // A thread that cannot start ends the open; the one that has started would wait for a close that never comes.
        let committer = start("bimetal-commit", path, {
            let shared = shared.clone();
            move || shared.run()
        })?;
        let maintainer = if options.existing {
            None
        } else {
            let (maintenance, shared) = (maintenance.clone(), shared.clone());
            let started = start("bimetal-maintain", path, {
                let shared = shared.clone();
                move || maintenance.run(&shared)
            });
            Some(started.inspect_err(|_| shared.queue.close())?)
        };
        Ok(Folder {
            path: path.to_path_buf(),
            meta,
            shared,
            committer: Mutex::new(Some(committer)),
            maintenance,
            maintainer: Mutex::new(maintainer),
            lock: Mutex::new(Some(lock)),
        })
    }

    /// Commits what is queued, closes the engine, lets go of the lock.
    ///
    /// INVARIANT: never on the committer thread, which would wait for itself.
    pub(crate) fn close(&self) -> Result<()> {
        self.maintenance.close();
        self.shared.queue.close();
        if let Some(committer) = lock(&self.committer).take() {
            // The thread catches its panics; whatever is left has been told to the callers.
            let _ = committer.join();
        }
        if let Some(maintainer) = lock(&self.maintainer).take() {
            // A panic in background work has harmed nobody who waits for an answer.
            let _ = maintainer.join();
        }
        let closed = self.shared.close();
        drop(lock(&self.lock).take());
        closed
    }

    /// Whether this is the committer thread, on which callbacks run.
    pub(crate) fn is_committer(&self) -> bool {
        lock(&self.committer)
            .as_ref()
            .is_some_and(|committer| committer.thread().id() == thread::current().id())
    }
}

fn start(name: &str, path: &Path, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|error| Error::io("start a thread for", path, error))
}

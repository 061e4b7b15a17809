//! An open data folder: its lock, its engine, its committer thread.

pub(crate) mod copy;
mod lock;
pub(crate) mod meta;
pub(crate) mod registry;

use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use bimetal_files::Files;
use bimetal_locks::{Mutex, lock};
use lock::FolderLock;
use meta::Meta;

use crate::background::maintenance::MaintenanceThread;
use crate::commit::committer::Shared;
use crate::engines::EnginePlace;
use crate::error::Result;
use crate::options::OpenOptions;

/// Everything that the handles on one folder share.
pub(crate) struct Folder {
    pub(crate) files: Arc<dyn Files>,
    pub(crate) meta: Meta,
    pub(crate) shared: Arc<Shared>,
    committer: Mutex<Option<JoinHandle<()>>>,
    maintenance: Arc<MaintenanceThread>,
    maintainer: Mutex<Option<JoinHandle<()>>>,
    lock: Mutex<Option<FolderLock>>,
}

impl Folder {
    /// Opens a folder that no handle in this process has open.
    pub(crate) fn open(files: Arc<dyn Files>, options: &OpenOptions) -> Result<Folder> {
        let lock = FolderLock::take(&files)?;
        let (meta, source) = Meta::obtain(files.as_ref(), options.engine.clone())?;
        let engine = (source.open)(&EnginePlace {
            files: files.clone(),
            store_id: meta.store_id,
            retention: options.retention,
        })?;
        let shared = Arc::new(Shared::new(engine, options.ring_changes_max)?);
        let maintenance = Arc::new(MaintenanceThread::default());
        // A thread that cannot start ends the open; the one that has started would wait for a close that never comes.
        let committer = start("bimetal-commit", files.path(), {
            let shared = shared.clone();
            move || shared.run()
        })?;
        let maintainer = if options.existing {
            None
        } else {
            let (maintenance, shared) = (maintenance.clone(), shared.clone());
            let started = start("bimetal-maintain", files.path(), {
                let shared = shared.clone();
                move || maintenance.run(&shared)
            });
            Some(started.inspect_err(|_| shared.queue.close())?)
        };
        Ok(Folder {
            files,
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
        .map_err(|error| bimetal_engine::Error::io("start a thread for", path, error).into())
}

//! An open data folder: its lock, its engine, its committer thread.

pub(crate) mod copy;
mod lock;
mod memos;
pub(crate) mod meta;
pub(crate) mod registry;
mod shared_views;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use bimetal_engine::BackgroundFailure;
use bimetal_files::Files;
use bimetal_locks::{Mutex, lock};
use lock::FolderLock;
use memos::Memos;
use meta::Meta;
use shared_views::SharedViews;

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
    pub(crate) memos: Memos,
    pub(crate) views: SharedViews,
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
        let shared = Arc::new(Shared::new(engine, options.ring_changes_max)?.in_folder(files.clone()));
        if files.is_read_only() {
            let error = io::Error::from(io::ErrorKind::ReadOnlyFilesystem);
            let error = bimetal_engine::Error::io("write to", files.path(), error);
            shared.queue.poison_with(error.into());
        }
        let committer = start("bimetal-commit", files.path(), {
            let shared = shared.clone();
            move || shared.run()
        })?;
        let folder = Folder {
            files,
            meta,
            shared,
            memos: Memos::default(),
            views: SharedViews::default(),
            committer: Mutex::new(Some(committer)),
            maintenance: Arc::new(MaintenanceThread::default()),
            maintainer: Mutex::new(None),
            lock: Mutex::new(Some(lock)),
        };
        // A thread that cannot start ends the open; the one that has started would wait for a close that never comes.
        let begun = folder.joined(options).inspect_err(|_| folder.shared.queue.close());
        begun.map(|()| folder)
    }

    /// Begins the background work for the first handle that wants more than to look: whoever had the folder open before
    /// cannot keep it from being done.
    pub(crate) fn joined(&self, options: &OpenOptions) -> Result<()> {
        let mut maintainer = lock(&self.maintainer);
        if options.existing || maintainer.is_some() || self.files.is_read_only() {
            return Ok(());
        }
        let (maintenance, shared) = (self.maintenance.clone(), self.shared.clone());
        let started = start("bimetal-maintain", self.files.path(), move || maintenance.run(&shared));
        *maintainer = Some(started?);
        Ok(())
    }

    /// Why background work does not get on, `None` while it does.
    pub(crate) fn background_failure(&self) -> Option<BackgroundFailure> {
        self.maintenance.failure()
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
            // The thread catches its panics, and has shown them to whoever asked.
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

//! An open data folder: its lock, its engine, its committer thread.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use crate::committer::Shared;
use crate::error::{Error, Result};
use crate::lock_file::LockFile;
use crate::meta::Meta;
use crate::options::OpenOptions;
use crate::sync::lock;

/// Everything that the handles on one folder share.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) meta: Meta,
    pub(crate) shared: Arc<Shared>,
    committer: Mutex<Option<JoinHandle<()>>>,
    lock: Mutex<Option<LockFile>>,
}

impl Folder {
    /// Opens a canonical path that no handle in this process has open.
    pub(crate) fn open(path: &Path, options: &OpenOptions) -> Result<Folder> {
        let lock = LockFile::take(path)?;
        let (meta, source) = Meta::obtain(path, options.engine.clone())?;
        let engine = (source.open)(path)?;
        let shared = Arc::new(Shared::new(engine, options.ring_changes_max)?);
        let committer = thread::Builder::new()
            .name("bimetal-commit".to_owned())
            .spawn({
                let shared = shared.clone();
                move || shared.run()
            })
            .map_err(|error| Error::io("start the committer thread for", path, error))?;
        let (committer, lock) = (Mutex::new(Some(committer)), Mutex::new(Some(lock)));
        Ok(Folder {
            path: path.to_path_buf(),
            meta,
            shared,
            committer,
            lock,
        })
    }

    /// Commits what is queued, closes the engine, lets go of the lock.
    ///
    /// INVARIANT: never on the committer thread, which would wait for itself.
    pub(crate) fn close(&self) -> Result<()> {
        self.shared.queue.close();
        if let Some(committer) = lock(&self.committer).take() {
            // The thread catches its panics; whatever is left has been told to the callers.
            let _ = committer.join();
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

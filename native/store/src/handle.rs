//! What a store, its snapshots, its cursors and its feeds know of each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use bimetal_document::Limits;

use crate::error::{Error, Result};
use crate::folder::{Folder, registry};

/// One handle on an open folder. Snapshots, cursors and feeds refer to it and do not keep it open.
pub(crate) struct Handle {
    pub(crate) folder: Arc<Folder>,
    pub(crate) limits: Limits,
    closed: AtomicBool,
}

impl Handle {
    pub(crate) fn new(folder: Arc<Folder>, limits: Limits) -> Handle {
        Handle {
            folder,
            limits,
            closed: AtomicBool::new(false),
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    pub(crate) fn check_open(&self) -> Result<()> {
        if self.is_closed() {
            Err(Error::StoreClosed)
        } else {
            Ok(())
        }
    }

    /// Closes the handle once; the last handle on the folder closes the folder.
    pub(crate) fn close(&self) -> Result<()> {
        if self.closed.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        self.folder.shared.feeds.wake_all();
        let path = self.folder.files.path().to_path_buf();
        if self.folder.is_committer() {
            // A callback dropped the last store. The committer cannot wait for its own end, so somebody else does, and
            // an error has nobody left to go to.
            let _ = thread::Builder::new()
                .name("bimetal-close".to_owned())
                .spawn(move || registry::leave(&path));
            return Ok(());
        }
        registry::leave(&path)
    }
}

/// Closes the handle when the last clone of its store goes.
pub(crate) struct CloseOnDrop(pub(crate) Arc<Handle>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        // Whoever wants to know calls `Store::close`.
        let _ = self.0.close();
    }
}

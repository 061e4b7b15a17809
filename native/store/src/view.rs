//! What a snapshot and its cursors look at.

use std::sync::Arc;

use bimetal_document::{Revision, Timestamp};
use bimetal_engine::EngineSnapshot;
use bimetal_locks::{Mutex, lock};

use crate::error::{Error, Result};
use crate::handle::Handle;

/// What a snapshot and its cursors share.
pub(crate) struct View {
    handle: Arc<Handle>,
    /// The revision that the snapshot shows.
    pub(crate) revision: Revision,
    /// The moment whose living documents the snapshot shows.
    pub(crate) taken: Timestamp,
    /// `None` once the snapshot is closed.
    snapshot: Mutex<Option<Arc<dyn EngineSnapshot>>>,
}

impl View {
    pub(crate) fn new(handle: Arc<Handle>, snapshot: Arc<dyn EngineSnapshot>) -> View {
        View {
            handle,
            revision: snapshot.revision(),
            taken: Timestamp::now(),
            snapshot: Mutex::new(Some(snapshot)),
        }
    }

    /// The same view for another handle on the folder, with the same moment.
    pub(crate) fn for_handle(&self, handle: Arc<Handle>) -> Result<View> {
        Ok(View {
            handle,
            revision: self.revision,
            taken: self.taken,
            snapshot: Mutex::new(Some(self.engine()?)),
        })
    }

    /// The handle that it belongs to.
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    pub(crate) fn engine(&self) -> Result<Arc<dyn EngineSnapshot>> {
        self.handle.check_open()?;
        lock(&self.snapshot).clone().ok_or(Error::SnapshotClosed)
    }

    /// Lets go of what the snapshot shows.
    pub(crate) fn close(&self) {
        drop(lock(&self.snapshot).take());
    }
}

//! The store as of one revision.

use std::fmt;
use std::sync::{Arc, Mutex};

use crate::cursor::Cursor;
use crate::document::Document;
use crate::engine::EngineSnapshot;
use crate::error::{Error, Result};
use crate::handle::Handle;
use crate::key::Key;
use crate::key_range::KeyRange;
use crate::revision::Revision;
use crate::store::get_with;
use crate::sync::lock;

/// The store as of one revision: immutable, and to be closed, because the engine keeps what it shows.
///
/// Dropping a snapshot closes it. Cursors of it end with it.
pub struct Snapshot {
    view: Arc<View>,
}

/// What a snapshot and its cursors share.
pub(crate) struct View {
    handle: Arc<Handle>,
    revision: Revision,
    /// `None` once the snapshot is closed.
    snapshot: Mutex<Option<Arc<dyn EngineSnapshot>>>,
}

impl View {
    pub(crate) fn engine(&self) -> Result<Arc<dyn EngineSnapshot>> {
        self.handle.check_open()?;
        lock(&self.snapshot).clone().ok_or(Error::SnapshotClosed)
    }
}

impl Snapshot {
    pub(crate) fn new(handle: Arc<Handle>, snapshot: Arc<dyn EngineSnapshot>) -> Snapshot {
        let revision = snapshot.revision();
        Snapshot {
            view: Arc::new(View {
                handle,
                revision,
                snapshot: Mutex::new(Some(snapshot)),
            }),
        }
    }

    /// The revision that the snapshot shows.
    pub fn revision(&self) -> Revision {
        self.view.revision
    }

    /// The document under `key`.
    pub fn get(&self, key: &Key) -> Result<Option<Document>> {
        self.get_with(key, Document::new)
    }

    /// Shows the document under `key` without copying it.
    pub fn get_with<T>(&self, key: &Key, show: impl FnOnce(Revision, &[u8]) -> T) -> Result<Option<T>> {
        get_with(self.view.engine()?.as_ref(), key, show)
    }

    /// The number of documents.
    pub fn len(&self) -> Result<u64> {
        self.view.engine()?.len()
    }

    /// Whether there are no documents.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// A cursor before the first key of the range.
    pub fn cursor(&self, range: KeyRange) -> Result<Cursor> {
        self.view.engine()?;
        Ok(Cursor::new(self.view.clone(), range))
    }

    /// Lets go of what the snapshot shows. Its cursors answer `SNAPSHOT_CLOSED` from then on. Closing twice is no error.
    pub fn close(&self) {
        drop(lock(&self.view.snapshot).take());
    }

    /// Whether the snapshot is closed, by itself or with its store.
    pub fn is_closed(&self) -> bool {
        self.view.engine().is_err()
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("revision", &self.revision())
            .field("closed", &self.is_closed())
            .finish()
    }
}

//! The store as of one revision.

use std::fmt;
use std::sync::Arc;

use bimetal_document::{Document, DocumentRef, Key, KeyRange, KeyRef, Revision, Timestamp};
use bimetal_engine::{Direction, EngineSnapshot};

use crate::count::count;
use crate::cursor::Cursor;
use crate::error::Result;
use crate::handle::Handle;
use crate::view::View;

/// The store as of one revision: immutable, and to be closed, because the engine keeps what it shows. Its clock stands
/// still as well: a document that was alive when the snapshot was taken stays in it.
///
/// Dropping a snapshot closes it. Cursors of it end with it.
pub struct Snapshot {
    view: Arc<View>,
}

impl Snapshot {
    pub(crate) fn new(handle: Arc<Handle>, snapshot: Arc<dyn EngineSnapshot>) -> Snapshot {
        Snapshot {
            view: Arc::new(View::new(handle, snapshot)),
        }
    }

    /// A snapshot over what another one shows.
    pub(crate) fn over(view: View) -> Snapshot {
        Snapshot { view: Arc::new(view) }
    }

    /// Lets other handles on the folder find the snapshot by its revision, as long as it is open: see
    /// [`Store::shared_snapshot`](crate::Store::shared_snapshot).
    pub fn share(&self) {
        self.view.handle().folder.views.add(&self.view);
    }

    /// The revision that the snapshot shows.
    pub fn revision(&self) -> Revision {
        self.view.revision
    }

    /// The moment whose living documents the snapshot shows.
    pub fn taken(&self) -> Timestamp {
        self.view.taken
    }

    /// The document under `key`.
    pub fn get(&self, key: &Key) -> Result<Option<Document>> {
        self.get_with(key.by_ref(), Document::new)
    }

    /// Shows the document under `key` without copying it.
    pub fn get_with<T>(&self, key: KeyRef<'_>, show: impl FnOnce(DocumentRef<'_>) -> T) -> Result<Option<T>> {
        get_with(self.view.engine()?.as_ref(), key, || self.view.taken, show)
    }

    /// The number of documents.
    pub fn len(&self) -> Result<u64> {
        count(self.view.engine()?.as_ref(), &KeyRange::all(), self.view.taken)
    }

    /// The number of documents in a range: by the log engine without walking over them.
    pub fn count(&self, range: KeyRange) -> Result<u64> {
        count(self.view.engine()?.as_ref(), &range, self.view.taken)
    }

    /// Whether there are no documents.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// A cursor before the first key of the range.
    pub fn cursor(&self, range: KeyRange) -> Result<Cursor> {
        self.cursor_towards(range, Direction::Forward)
    }

    /// A cursor that walks the range forward from before its first key, or backward from behind its last.
    pub fn cursor_towards(&self, range: KeyRange, direction: Direction) -> Result<Cursor> {
        self.view.engine()?;
        Ok(Cursor::new(self.view.clone(), range, direction))
    }

    /// Lets go of what the snapshot shows. Its cursors answer `SNAPSHOT_CLOSED` from then on. Closing twice is no error.
    pub fn close(&self) {
        self.view.close();
    }

    /// Whether the snapshot is closed, by itself or with its store.
    pub fn is_closed(&self) -> bool {
        self.view.engine().is_err()
    }
}

/// Shows a document that has not expired. The clock is asked only where a document can expire.
pub(crate) fn get_with<T>(
    snapshot: &dyn EngineSnapshot,
    key: KeyRef<'_>,
    now: impl FnOnce() -> Timestamp,
    show: impl FnOnce(DocumentRef<'_>) -> T,
) -> Result<Option<T>> {
    let mut show = Some((show, now));
    let mut shown = None;
    snapshot.get(key, &mut |document| {
        if let Some((show, now)) = show.take()
            && (document.expires.is_none() || !document.is_expired(now()))
        {
            shown = Some(show(document));
        }
    })?;
    Ok(shown)
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

//! One of the feeds of a store: its name among them, and how it closes.

use std::sync::Arc;

use bimetal_document::Revision;

use crate::error::{Error, Result};
use crate::feed::hub::FeedHub;
use crate::feed::ring::RingPlace;
use crate::handle::Handle;

/// A feed's place among those of its store, until it is closed or dropped.
pub(crate) struct Member {
    pub(crate) handle: Arc<Handle>,
    pub(crate) name: u64,
    closed: bool,
}

impl Member {
    /// Joins after `since`, or after everything: the place in the ring, unless that has forgotten what follows, and the revision.
    pub(crate) fn join(handle: Arc<Handle>, since: Option<Revision>) -> Result<(Member, Option<RingPlace>, Revision)> {
        let joined = handle.folder.shared.feeds.join(since);
        let (name, place, since) = joined.map_err(|last| Error::RevisionInvalid {
            asked: since.unwrap_or_default(),
            last,
        })?;
        let closed = false;
        Ok((Member { handle, name, closed }, place, since))
    }

    pub(crate) fn hub(&self) -> &FeedHub {
        &self.handle.folder.shared.feeds
    }

    /// Whether the feed was closed, whatever became of its store.
    pub(crate) fn has_left(&self) -> bool {
        self.closed
    }

    pub(crate) fn check_open(&self) -> Result<()> {
        if self.closed {
            return Err(Error::FeedClosed);
        }
        self.handle.check_open()
    }

    /// Wakes who waits for the feed. Leaving twice is no error.
    pub(crate) fn leave(&mut self) {
        self.closed = true;
        self.hub().leave(self.name);
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.leave();
    }
}

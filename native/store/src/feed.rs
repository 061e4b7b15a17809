//! The changes since a revision.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::change::Changes;
use crate::error::{Error, Result};
use crate::feed_hub::FeedHub;
use crate::handle::Handle;
use crate::revision::Revision;
use crate::ring::Place;

/// The changes of a store since a revision, live. It reads from a ring that the store keeps for all feeds, so a feed
/// costs next to nothing, and one that lags expires instead of holding the store up.
pub struct ChangeFeed {
    handle: Arc<Handle>,
    name: u64,
    since: Revision,
    /// `None` once expired.
    place: Option<Place>,
    closed: bool,
}

impl ChangeFeed {
    pub(crate) fn open(handle: Arc<Handle>, since: Option<Revision>) -> Result<ChangeFeed> {
        let (name, place, since) = handle
            .folder
            .shared
            .feeds
            .join(since)
            .map_err(|last| Error::RevisionInvalid {
                asked: since.unwrap_or_default(),
                last,
            })?;
        Ok(ChangeFeed {
            handle,
            name,
            since,
            place,
            closed: false,
        })
    }

    /// The next changes, `limit` at most, without waiting.
    pub fn next(&mut self, limit: usize) -> Result<Changes> {
        self.check_open()?;
        let Some(place) = &mut self.place else {
            return Ok(Changes::Expired);
        };
        let changes = self.handle.folder.shared.feeds.read(place, limit);
        self.since = place.revision();
        if changes == Changes::Expired {
            self.place = None;
        }
        Ok(changes)
    }

    /// The revision up to which the feed has yielded all changes: where a later feed can go on.
    pub fn revision(&self) -> Revision {
        self.since
    }

    /// Waits until [`ChangeFeed::next`] has something to say or the time is over. Returns whether it has.
    pub fn wait(&self, timeout: Duration) -> Result<bool> {
        self.check_open()?;
        let Some(place) = &self.place else { return Ok(true) };
        let news = self.hub().wait(place, || self.handle.is_closed(), timeout);
        if !news {
            self.check_open()?;
        }
        Ok(news)
    }

    /// Calls `waker` exactly once: when [`ChangeFeed::next`] has something to say, be it that the feed or its store has
    /// closed. At once if it has already. Otherwise on the committer thread or on the one that closes, so it must be
    /// quick and must not wait for a write.
    pub fn on_change(&self, waker: impl FnOnce() + Send + 'static) {
        match &self.place {
            Some(place) if !self.closed => {
                self.hub()
                    .on_news(self.name, place, || self.handle.is_closed(), Box::new(waker));
            }
            _ => waker(),
        }
    }

    /// Closes the feed and wakes who waits for it. Closing twice is no error.
    pub fn close(&mut self) {
        self.closed = true;
        self.hub().leave(self.name);
    }

    /// Whether the feed is closed, by itself or with its store.
    pub fn is_closed(&self) -> bool {
        self.check_open().is_err()
    }

    fn check_open(&self) -> Result<()> {
        if self.closed {
            return Err(Error::FeedClosed);
        }
        self.handle.check_open()
    }

    fn hub(&self) -> &FeedHub {
        &self.handle.folder.shared.feeds
    }
}

impl Drop for ChangeFeed {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for ChangeFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeFeed")
            .field("revision", &self.since)
            .field("closed", &self.is_closed())
            .finish()
    }
}

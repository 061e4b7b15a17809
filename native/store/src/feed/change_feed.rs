//! The changes since a revision.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bimetal_document::{Change, Changes, Revision};
use bimetal_engine::ChangeReader;

use crate::error::Result;
use crate::feed::member::Member;
use crate::feed::ring::RingPlace;
use crate::handle::Handle;

/// The changes of a store since a revision, live. New changes come from a ring that the store keeps for all feeds, older
/// ones from the disk where the engine retains them; a feed that lags behind both expires instead of holding the store up.
pub struct ChangeFeed {
    member: Member,
    /// All changes up to this revision have been yielded.
    since: Revision,
    /// How many changes of the batch after `since` have been yielded: a limit may cut a batch in two.
    of_next_batch: usize,
    source: Source,
}

/// Where a feed's next changes come from.
enum Source {
    /// The ring. As good as free.
    Ring(RingPlace),
    /// The disk, until the feed has caught up with the ring. A reader yields whole batches; what the caller had no room
    /// for waits here.
    Disk {
        reader: Box<dyn ChangeReader>,
        read: VecDeque<Change>,
    },
    /// Nowhere: they are forgotten.
    Expired,
}

impl ChangeFeed {
    pub(crate) fn open(handle: Arc<Handle>, since: Option<Revision>) -> Result<ChangeFeed> {
        let (member, place, since) = Member::join(handle, since)?;
        let mut feed = ChangeFeed {
            member,
            since,
            of_next_batch: 0,
            source: place.map_or(Source::Expired, Source::Ring),
        };
        if let Source::Expired = feed.source {
            feed.turn_to_disk()?;
        }
        Ok(feed)
    }

    /// The next changes, `limit` at most, without waiting for new ones.
    pub fn next(&mut self, limit: usize) -> Result<Changes> {
        self.member.check_open()?;
        let changes = loop {
            let changes = self.read(limit)?;
            match (&self.source, &changes) {
                (Source::Ring(_), Changes::Expired) => self.turn_to_disk()?,
                (Source::Disk { .. }, Changes::Empty) if limit > 0 => match self.member.hub().place_after(self.since) {
                    Some(place) => self.source = Source::Ring(place),
                    // The ring has moved on meanwhile, so the disk has more.
                    None if self.member.hub().last() > self.since => {}
                    None => break changes,
                },
                (Source::Disk { .. }, Changes::Expired) => self.source = Source::Expired,
                _ => break changes,
            }
        };
        Ok(changes)
    }

    /// Reads from where the changes come from now.
    fn read(&mut self, limit: usize) -> Result<Changes> {
        let last = self.member.hub().last();
        match &mut self.source {
            Source::Expired => Ok(Changes::Expired),
            Source::Ring(place) => {
                let changes = self.member.hub().read(place, limit);
                let since = place.revision();
                self.note(&changes, since);
                Ok(changes)
            }
            Source::Disk { reader, read } => {
                if read.is_empty() && limit > 0 {
                    match reader.next(last, limit)? {
                        // What the ring had yielded of a batch before it was forgotten is not yielded again.
                        Changes::Some(changes) => read.extend(changes.into_iter().skip(self.of_next_batch)),
                        other => return Ok(other),
                    }
                }
                let changes: Vec<Change> = read.drain(..limit.min(read.len())).collect();
                let Some(newest) = changes.last() else {
                    return Ok(Changes::Empty);
                };
                let cut = read.front().is_some_and(|next| next.revision == newest.revision);
                let since = if cut {
                    newest.revision.previous().max(self.since)
                } else {
                    newest.revision
                };
                let changes = Changes::Some(changes);
                self.note(&changes, since);
                Ok(changes)
            }
        }
    }

    /// Notes how far the caller has come.
    fn note(&mut self, changes: &Changes, since: Revision) {
        let Changes::Some(changes) = changes else { return };
        let beyond = changes
            .iter()
            .rev()
            .take_while(|change| change.revision > since)
            .count();
        let same_batch = since == self.since && beyond == changes.len();
        self.of_next_batch = if same_batch {
            self.of_next_batch + beyond
        } else {
            beyond
        };
        self.since = since;
    }

    /// Goes on from the disk, if the engine retains what the ring has forgotten.
    fn turn_to_disk(&mut self) -> Result<()> {
        let reader = self.member.handle.folder.shared.engine.changes(self.since)?;
        self.source = reader.map_or(Source::Expired, |reader| Source::Disk {
            reader,
            read: VecDeque::new(),
        });
        Ok(())
    }

    /// The revision up to which the feed has yielded all changes: where a later feed can go on.
    pub fn revision(&self) -> Revision {
        self.since
    }

    /// Waits until [`ChangeFeed::next`] has something to say or the time is over. Returns whether it has.
    pub fn wait(&self, timeout: Duration) -> Result<bool> {
        self.member.check_open()?;
        let Source::Ring(place) = &self.source else {
            return Ok(true);
        };
        let news = self
            .member
            .hub()
            .wait(place, || self.member.handle.is_closed(), timeout);
        if !news {
            self.member.check_open()?;
        }
        Ok(news)
    }

    /// Calls `waker` exactly once: when [`ChangeFeed::next`] has something to say, be it that the feed or its store has
    /// closed. At once if it has already. Otherwise on the committer thread or on the one that closes, so it must be
    /// quick and must not wait for a write.
    pub fn on_change(&self, waker: impl FnOnce() + Send + 'static) {
        match &self.source {
            Source::Ring(place) if !self.member.has_left() => {
                self.member.hub().on_news(
                    self.member.name,
                    place,
                    || self.member.handle.is_closed(),
                    Box::new(waker),
                );
            }
            _ => waker(),
        }
    }

    /// Closes the feed and wakes who waits for it. Closing twice is no error.
    pub fn close(&mut self) {
        self.member.leave();
    }

    /// Whether the feed is closed, by itself or with its store.
    pub fn is_closed(&self) -> bool {
        self.member.check_open().is_err()
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

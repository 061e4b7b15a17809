//! The changes since a revision, each with the value that it left.

use std::fmt;
use std::sync::Arc;

use bimetal_document::{ChangeStep, Revision, VisitChanges, Walk, Walked};
use bimetal_engine::ChangeReader;

use crate::error::Result;
use crate::feed::mark::FeedMark;
use crate::feed::member::Member;
use crate::feed::value_ring::ValueRing;
use crate::handle::Handle;

/// The changes of a store since a revision, live, each with the value that the key had after it. The log engine has every such
/// value in the log itself. Of another engine only the values that are still there can be shown; the rest are shown as
/// superseded. A feed that lags behind what is retained expires.
pub struct ValueFeed {
    member: Member,
    /// All changes up to this revision have been shown.
    since: Revision,
    source: Source,
}

enum Source {
    Log(Box<dyn ChangeReader>),
    Ring(ValueRing),
    /// They are forgotten.
    Expired,
}

impl ValueFeed {
    pub(crate) fn open(handle: Arc<Handle>, since: Option<Revision>) -> Result<ValueFeed> {
        let (member, place, since) = Member::join(handle, since)?;
        let changes = member.handle.folder.shared.engine.changes(since)?;
        let source = match (changes, place) {
            (Some(reader), _) => Source::Log(reader),
            (None, Some(place)) => Source::Ring(ValueRing::new(place)),
            (None, None) => Source::Expired,
        };
        Ok(ValueFeed { member, since, source })
    }

    /// Shows the next changes up to and with a revision, the last one there is without it, until `visit` stops. Does not wait.
    pub fn visit(&mut self, until: Option<Revision>, visit: &mut VisitChanges<'_>) -> Result<Walked> {
        self.member.check_open()?;
        let last = self.member.hub().last();
        let last = until.map_or(last, |until| until.min(last));
        loop {
            let walked = self.walk(last, visit)?;
            match walked {
                Walked::End => self.since = self.since.max(last),
                // What the log has let go the ring may still have, and the other way round.
                Walked::Expired if self.turn()? => continue,
                Walked::Expired => self.source = Source::Expired,
                Walked::Stopped => {}
            }
            return Ok(walked);
        }
    }

    /// Walks where the changes come from now.
    fn walk(&mut self, last: Revision, visit: &mut VisitChanges<'_>) -> Result<Walked> {
        let shared = &self.member.handle.folder.shared;
        let since = &mut self.since;
        let mut visit = |step: ChangeStep<'_>| {
            let walk = visit(step);
            if let (ChangeStep::BatchEnd(revision), Walk::On | Walk::Stop) = (step, walk) {
                *since = revision;
            }
            walk
        };
        Ok(match &mut self.source {
            Source::Log(reader) => reader.visit(last, &mut visit)?,
            Source::Ring(ring) => ring.visit(&shared.feeds, shared.latest()?.as_ref(), last, &mut visit)?,
            Source::Expired => Walked::Expired,
        })
    }

    /// Goes on from the other source, if that has what follows. A source ends between batches.
    fn turn(&mut self) -> Result<bool> {
        let shared = &self.member.handle.folder.shared;
        let other = match self.source {
            Source::Log(_) => shared
                .feeds
                .place_after(self.since)
                .map(ValueRing::new)
                .map(Source::Ring),
            Source::Ring(_) => shared.engine.changes(self.since)?.map(Source::Log),
            Source::Expired => None,
        };
        Ok(match other {
            Some(other) => {
                self.source = other;
                true
            }
            None => false,
        })
    }

    /// Keeps the changes that have been written since until they are shown, where the engine can: for who is busy with a
    /// snapshot, as long as that is. What is kept takes disk only.
    pub fn keep(&mut self) -> Result<()> {
        self.member.check_open()?;
        if let Source::Log(reader) = &mut self.source {
            reader.keep()?;
        }
        Ok(())
    }

    /// The store as of now: with [`ValueFeed::visit`] up to its revision, what the feed has told by then.
    pub fn mark(&self) -> Result<FeedMark> {
        self.member.check_open()?;
        self.member.handle.folder.shared.latest().map(FeedMark::new)
    }

    /// The revision up to which all changes have been shown: where a later feed can go on.
    pub fn revision(&self) -> Revision {
        self.since
    }

    /// Calls `waker` exactly once: when there are changes after [`ValueFeed::revision`], or when the feed or its store has
    /// closed. As [`ChangeFeed::on_change`](crate::ChangeFeed::on_change) otherwise.
    pub fn on_change(&self, waker: impl FnOnce() + Send + 'static) {
        if self.member.has_left() || matches!(self.source, Source::Expired) {
            waker();
        } else {
            let ended = || self.member.handle.is_closed();
            self.member
                .hub()
                .on_news_since(self.member.name, self.since, ended, Box::new(waker));
        }
    }

    /// Closes the feed and wakes who waits for it. Closing twice is no error.
    pub fn close(&mut self) {
        self.source = Source::Expired;
        self.member.leave();
    }
}

impl fmt::Debug for ValueFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValueFeed")
            .field("revision", &self.since)
            .finish_non_exhaustive()
    }
}

//! Where the committer meets the feeds.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use bimetal_document::{ChangeKind, Changes, Revision, Write};
use bimetal_engine::Commit;
use bimetal_locks::{Condvar, Mutex, lock};

use crate::feed::ring::{Ring, RingPlace};

/// Called once, when a feed has news or has closed.
pub(crate) type Waker = Box<dyn FnOnce() + Send>;

/// The ring of a store, and who waits for it.
pub(crate) struct FeedHub {
    state: Mutex<State>,
    news: Condvar,
}

struct State {
    ring: Ring,
    wakers: HashMap<u64, Vec<Waker>>,
    next_feed: u64,
    closed: bool,
}

impl FeedHub {
    pub(crate) fn new(last: Revision, changes_max: usize) -> FeedHub {
        let ring = Ring::new(last, changes_max);
        let state = State {
            ring,
            wakers: HashMap::new(),
            next_feed: 0,
            closed: false,
        };
        FeedHub {
            state: Mutex::new(state),
            news: Condvar::new(),
        }
    }

    /// A name for a new feed, and the place after `since`, or after everything. `Err` holds the last revision when
    /// `since` lies beyond it; a place of `None` has expired already.
    pub(crate) fn join(&self, since: Option<Revision>) -> Result<(u64, Option<RingPlace>, Revision), Revision> {
        let mut state = lock(&self.state);
        let last = state.ring.last();
        let since = since.unwrap_or(last);
        if since > last {
            return Err(last);
        }
        state.next_feed += 1;
        Ok((state.next_feed, state.ring.place_after(since), since))
    }

    /// The place after `since`, or `None` when the ring has forgotten some of what follows.
    pub(crate) fn place_after(&self, since: Revision) -> Option<RingPlace> {
        lock(&self.state).ring.place_after(since)
    }

    /// The oldest revision that the ring remembers all changes since.
    pub(crate) fn floor(&self) -> Revision {
        lock(&self.state).ring.floor()
    }

    /// The revision of the last batch that feeds may show.
    pub(crate) fn last(&self) -> Revision {
        lock(&self.state).ring.last()
    }

    pub(crate) fn read(&self, place: &mut RingPlace, limit: usize) -> Changes {
        lock(&self.state).ring.read(place, limit)
    }

    /// Appends a commit group's changes and wakes whoever waits.
    pub(crate) fn publish(&self, group: &[Commit<'_>]) {
        let mut state = lock(&self.state);
        for Commit { revision, batch } in group {
            let changes = batch.writes().map(|(key, write)| match write {
                Write::Put { .. } => (key, ChangeKind::Put),
                Write::Remove => (key, ChangeKind::Remove),
            });
            state.ring.append(*revision, changes);
        }
        let wakers = std::mem::take(&mut state.wakers);
        drop(state);
        self.wake(wakers.into_values().flatten());
    }

    /// Calls `waker` when there is news for the feed, or at once if there is, or when the feed, its handle or the hub
    /// closes. `ended` is asked under the lock, so that no close slips in between question and registration.
    pub(crate) fn on_news(&self, feed: u64, place: &RingPlace, ended: impl Fn() -> bool, waker: Waker) {
        self.when(feed, |ring| ring.has_news(place), ended, waker);
    }

    /// As [`FeedHub::on_news`], for a feed that has seen all up to a revision and reads elsewhere.
    pub(crate) fn on_news_since(&self, feed: u64, since: Revision, ended: impl Fn() -> bool, waker: Waker) {
        self.when(feed, |ring| ring.last() > since, ended, waker);
    }

    fn when(&self, feed: u64, has_news: impl Fn(&Ring) -> bool, ended: impl Fn() -> bool, waker: Waker) {
        let mut state = lock(&self.state);
        if state.closed || ended() || has_news(&state.ring) {
            drop(state);
            waker();
        } else {
            state.wakers.entry(feed).or_default().push(waker);
        }
    }

    /// Waits until there is news, the feed's handle or the hub closes, or the time is over. Returns whether there is
    /// news.
    pub(crate) fn wait(&self, place: &RingPlace, ended: impl Fn() -> bool, timeout: Duration) -> bool {
        let deadline = Instant::now().checked_add(timeout);
        let mut state = lock(&self.state);
        loop {
            if state.ring.has_news(place) {
                return true;
            }
            if state.closed || ended() {
                return false;
            }
            // LIMIT: a timeout beyond the clock's range waits an hour at a time.
            let rest = match deadline {
                Some(deadline) => deadline.saturating_duration_since(Instant::now()),
                None => Duration::from_secs(3600),
            };
            if rest.is_zero() {
                return false;
            }
            state = self
                .news
                .wait_timeout(state, rest)
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .0;
        }
    }

    /// Wakes a feed that closes.
    pub(crate) fn leave(&self, feed: u64) {
        let wakers = lock(&self.state).wakers.remove(&feed);
        self.wake(wakers.into_iter().flatten());
    }

    /// Wakes every feed: the store closes, or a handle of it.
    pub(crate) fn wake_all(&self) {
        let wakers = std::mem::take(&mut lock(&self.state).wakers);
        self.wake(wakers.into_values().flatten());
    }

    /// No news will come any more.
    pub(crate) fn close(&self) {
        lock(&self.state).closed = true;
        self.wake_all();
    }

    /// INVARIANT: the lock is not held, since a waker may come back here.
    fn wake(&self, wakers: impl Iterator<Item = Waker>) {
        self.news.notify_all();
        for waker in wakers {
            // A reader's panic is the reader's: the committer, on whose thread this runs, has nothing to do with it.
            let _ = catch_unwind(AssertUnwindSafe(waker));
        }
    }
}

//! Reading the store as of one revision.

use std::ops::{Bound, ControlFlow};

use bimetal_document::{DocumentRef, Key, Revision, Timestamp};
use bimetal_engine::{Bounds, Direction, EngineSnapshot, Error, Result, Show};

use crate::index::{Place, Range};
use crate::segment::index_key;
use crate::state::State;

/// How many documents of a scan are on their way from memory while one is read: neighbours in the order of their keys
/// may lie anywhere in the log.
const AHEAD: usize = 8;

/// A clone of the state. The segments that it can see keep their files.
pub(crate) struct LogSnapshot {
    state: State,
}

impl LogSnapshot {
    pub(crate) fn new(state: State) -> LogSnapshot {
        LogSnapshot { state }
    }

    fn prefetch(&self, entry: Option<(u128, Place)>) {
        if let Some((_, place)) = entry
            && let Some(segment) = self.state.segments.get(place.segment)
        {
            segment.prefetch(place);
        }
    }

    #[inline]
    fn show(&self, key: &u128, place: Place, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<()> {
        let segment = self.state.segments.get(place.segment).ok_or(Error::Failed {
            reason: "the index names a segment that is not there, run a check of the store",
            source: None,
        })?;
        segment.show(key, place, show)
    }
}

impl EngineSnapshot for LogSnapshot {
    fn revision(&self) -> Revision {
        Revision::new(self.state.revision)
    }

    fn len(&self) -> Result<u64> {
        Ok(self.state.index.len() as u64)
    }

    fn count(&self, bounds: Bounds) -> Result<u64> {
        Ok(self.state.index.count(index_bounds(bounds)) as u64)
    }

    fn get(&self, key: &Key, show: &mut dyn FnMut(DocumentRef<'_>)) -> Result<bool> {
        let key = index_key(key);
        match self.state.index.get(&key) {
            Some(place) => self.show(&key, place, show).map(|()| true),
            None => Ok(false),
        }
    }

    fn scan(&self, bounds: Bounds, direction: Direction, show: &mut Show<'_>) -> Result<()> {
        let mut range = self.state.index.range(index_bounds(bounds));
        let step = |range: &mut Range<'_, u128, Place>| match direction {
            Direction::Forward => range.next(),
            Direction::Backward => range.next_back(),
        };
        let mut ahead = range.clone();
        for _ in 0..AHEAD {
            self.prefetch(step(&mut ahead));
        }
        loop {
            self.prefetch(step(&mut ahead));
            let Some((number, place)) = step(&mut range) else {
                return Ok(());
            };
            let key = key_of(number)?;
            let mut flow = ControlFlow::Continue(());
            self.show(&number, place, &mut |document| flow = show(&key, document))?;
            if flow.is_break() {
                return Ok(());
            }
        }
    }

    fn expired(&self, now: Timestamp, show: &mut dyn FnMut(&Key) -> ControlFlow<()>) -> Result<()> {
        let expired = self.state.expiries.range(..=(now.millis(), u128::MAX));
        for ((_, number), ()) in expired {
            if show(&key_of(number)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn next_expiry(&self) -> Result<Option<Timestamp>> {
        let first = self.state.expiries.first();
        Ok(first.map(|((expires, _), ())| Timestamp::from_millis(expires)))
    }
}

fn index_bounds((from, to): Bounds) -> (Bound<u128>, Bound<u128>) {
    (from.map(|key| index_key(&key)), to.map(|key| index_key(&key)))
}

/// The key that the index has a number for.
pub(crate) fn key_of(number: u128) -> Result<Key> {
    Key::from_bytes(number.to_be_bytes()).ok_or(Error::Failed {
        reason: "the index has a key that is none, run a check of the store",
        source: None,
    })
}

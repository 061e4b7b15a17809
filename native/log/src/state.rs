//! What readers see: the index and the segments that it points into.

use std::sync::Arc;

use bimetal_document::Timestamp;

use crate::index::key::{EntryKey, StoredKey};
use crate::index::{Expiries, Index, Place};
use crate::segment::list::Segments;
use crate::segment::{Segment, place_bytes};

/// The store in memory, as of one revision. A clone is a snapshot: it costs a few reference counts.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) index: Index,
    pub(crate) expiries: Expiries,
    pub(crate) segments: Arc<Segments>,
    /// The segment that grows.
    pub(crate) active: Arc<Segment>,
    pub(crate) revision: u64,
    /// Where the active segment ends at that revision.
    pub(crate) end: u64,
    /// The bytes of the records that the index points to.
    pub(crate) live_bytes: u64,
    /// Whether the segments count what is live in them by this state: one does, so that each document counts once.
    pub(crate) counts: bool,
}

impl State {
    pub(crate) fn new(segments: Arc<Segments>, active: Arc<Segment>, revision: u64) -> State {
        State {
            end: active.end(),
            index: Index::default(),
            expiries: Expiries::default(),
            segments,
            active,
            revision,
            live_bytes: 0,
            counts: true,
        }
    }

    /// The same segments, and no documents. What is entered is not counted.
    pub(crate) fn empty_uncounted(&self) -> State {
        State {
            counts: false,
            ..State::new(self.segments.clone(), self.active.clone(), self.revision)
        }
    }

    /// Enters a document in place of the one that has the key. Returns when that one was to expire, if there was one.
    pub(crate) fn put(&mut self, key: StoredKey<'_>, place: Place, expires: Option<u64>) -> Option<Option<Timestamp>> {
        let old = self.index.insert(key, place);
        let replaced = old.map(|old| self.forget(key, old));
        self.count_live(key.as_entry(), place);
        if let Some(expires) = expires {
            self.expiries.insert(expires, key);
        }
        replaced
    }

    /// Removes the document that has the key. Returns when it was to expire, if there was one.
    pub(crate) fn remove(&mut self, key: StoredKey<'_>) -> Option<Option<Timestamp>> {
        let old = self.index.remove(key)?;
        Some(self.forget(key, old))
    }

    /// Points to another copy of a document, if the index still points to a copy that `moves`.
    pub(crate) fn relocate(&mut self, key: StoredKey<'_>, place: Place, moves: impl Fn(u32) -> bool) {
        let mut old = None;
        let moved = self.index.update(key, |current| {
            old = Some(current);
            moves(current.segment).then_some(place)
        });
        if let (true, Some(old)) = (moved, old) {
            self.count_dead(key.as_entry(), old);
            self.count_live(key.as_entry(), place);
        }
    }

    /// Counts the live documents of every segment anew. `None`, and nothing is counted, when the index points to a segment
    /// that is not there.
    ///
    /// Gathered first: measured, two atomic additions a document were half of the time that opening a large store takes.
    pub(crate) fn count(&mut self) -> Option<()> {
        let base = self.segments.iter().next()?.number();
        let last = self.segments.iter().next_back()?.number();
        let mut counts = vec![(0_u64, 0_u64); (last - base) as usize + 1];
        for (key, place) in self.index.iter() {
            let (bytes, documents) = counts.get_mut(place.segment.checked_sub(base)? as usize)?;
            *bytes += place_bytes(key, place);
            *documents += 1;
        }
        let counts = (base..).zip(counts).filter(|(_, (_, documents))| *documents > 0);
        let counts: Option<Vec<_>> = counts
            .map(|(number, counts)| Some((self.segments.get(number)?, counts)))
            .collect();
        for (segment, (bytes, documents)) in counts? {
            segment.count_live_all(bytes, documents);
            self.live_bytes += bytes;
        }
        Some(())
    }

    /// Forgets a document that is gone. Returns when it was to expire.
    fn forget(&mut self, key: StoredKey<'_>, old: Place) -> Option<Timestamp> {
        self.count_dead(key.as_entry(), old);
        if !old.expires() {
            return None;
        }
        let mut expires = None;
        if let Some(segment) = self.segments.get(old.segment) {
            // A record that cannot be read is looked for the slow way: an expiry without its document would never end.
            let read = segment.show(key.as_entry(), old, &mut |_, document| expires = document.expires);
            expires = read.ok().and(expires);
        }
        if let Some(expires) = expires.map(Timestamp::millis).or_else(|| self.expiries.find(key)) {
            self.expiries.remove(expires, key);
            return Some(Timestamp::from_millis(expires));
        }
        None
    }

    fn count_live(&mut self, key: EntryKey<'_>, place: Place) {
        let bytes = place_bytes(key, place);
        self.live_bytes += bytes;
        if self.counts
            && let Some(segment) = self.segments.get(place.segment)
        {
            segment.count_live(bytes);
        }
    }

    fn count_dead(&mut self, key: EntryKey<'_>, place: Place) {
        let bytes = place_bytes(key, place);
        self.live_bytes = self.live_bytes.saturating_sub(bytes);
        if self.counts
            && let Some(segment) = self.segments.get(place.segment)
        {
            segment.count_dead(bytes);
        }
    }
}

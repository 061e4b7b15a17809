//! The last changes of a store, a bounded number of them.

use std::collections::VecDeque;

use bimetal_document::{Change, ChangeKind, Changes, KeyRef, Revision};

/// The last changes, oldest first. Positions count all changes since the store opened.
#[derive(Debug)]
pub(crate) struct Ring {
    changes: VecDeque<Remembered>,
    /// The names of the keys, one behind the other: a piece of memory for each would cost more than all else here.
    names: VecDeque<u8>,
    /// The bytes of names that are forgotten.
    names_first: u64,
    changes_max: usize,
    /// The position of the oldest change that is remembered.
    first: u64,
    /// The changes of all revisions after this one are remembered in full.
    floor: Revision,
    last: Revision,
}

/// A change whose name is kept elsewhere.
#[derive(Debug)]
struct Remembered {
    revision: Revision,
    kind: ChangeKind,
    number: Option<u64>,
    /// Where the name ends, counted in the bytes of all names since the store opened.
    name_end: u64,
}

/// Where a reader stands in a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RingPlace {
    position: u64,
    /// All changes up to this revision have been read.
    revision: Revision,
}

impl RingPlace {
    pub(crate) fn revision(&self) -> Revision {
        self.revision
    }
}

impl Ring {
    /// An empty ring in a store that has reached `last`.
    pub(crate) fn new(last: Revision, changes_max: usize) -> Ring {
        Ring {
            changes: VecDeque::new(),
            names: VecDeque::new(),
            names_first: 0,
            changes_max: changes_max.max(1),
            first: 0,
            floor: last,
            last,
        }
    }

    pub(crate) fn last(&self) -> Revision {
        self.last
    }

    /// The oldest revision that has a place after it.
    pub(crate) fn floor(&self) -> Revision {
        self.floor
    }

    /// Appends the changes of one revision and forgets the oldest beyond the limit. Those of keys that the store keeps for
    /// itself are nobody's.
    pub(crate) fn append<'k>(&mut self, revision: Revision, changes: impl Iterator<Item = (KeyRef<'k>, ChangeKind)>) {
        for (key, kind) in changes.filter(|(key, _)| !key.is_reserved()) {
            if self.changes.len() == self.changes_max {
                self.forget();
            }
            self.names.extend(key.stem());
            self.changes.push_back(Remembered {
                revision,
                kind,
                number: key.number(),
                name_end: self.names_first + self.names.len() as u64,
            });
        }
        self.last = revision;
    }

    fn forget(&mut self) {
        let Some(forgotten) = self.changes.pop_front() else {
            return;
        };
        self.names.drain(..self.name_at(forgotten.name_end));
        self.names_first = forgotten.name_end;
        self.first += 1;
        self.floor = forgotten.revision;
    }

    /// The place after `revision`, or `None` when changes after it are forgotten.
    pub(crate) fn place_after(&self, revision: Revision) -> Option<RingPlace> {
        if revision < self.floor {
            return None;
        }
        let before = self.changes.partition_point(|change| change.revision <= revision);
        Some(RingPlace {
            position: self.first + before as u64,
            revision,
        })
    }

    /// Whether [`Ring::read`] would say something other than `Empty`.
    pub(crate) fn has_news(&self, place: &RingPlace) -> bool {
        place.position != self.end()
    }

    /// Reads up to `limit` changes and moves the place past them.
    pub(crate) fn read(&self, place: &mut RingPlace, limit: usize) -> Changes {
        let Some(skip) = place.position.checked_sub(self.first) else {
            return Changes::Expired;
        };
        let from = usize::try_from(skip).unwrap_or(usize::MAX);
        let before = from.checked_sub(1).and_then(|before| self.changes.get(before));
        let mut start = before.map_or(self.names_first, |before| before.name_end);
        let remembered = self.changes.iter().skip(from).take(limit);
        let changes: Vec<Change> = remembered
            .filter_map(|change| self.change(std::mem::replace(&mut start, change.name_end), change))
            .collect();
        let Some(newest) = changes.last() else {
            // Nothing is left, or the limit is zero.
            return Changes::Empty;
        };
        place.position += changes.len() as u64;
        // A limit may cut a batch in two. Its revision is reached only when the second part is read as well.
        let cut = self
            .changes
            .get(from + changes.len())
            .is_some_and(|next| next.revision == newest.revision);
        place.revision = if cut {
            newest.revision.previous().max(place.revision)
        } else {
            newest.revision
        };
        Changes::Some(changes)
    }

    /// A change whose name begins at `start`.
    fn change(&self, start: u64, change: &Remembered) -> Option<Change> {
        let name = self.names.range(self.name_at(start)..self.name_at(change.name_end));
        let name: Vec<u8> = name.copied().collect();
        let key = match change.number {
            Some(number) => KeyRef::numbered(&name, number),
            None => KeyRef::named(&name),
        };
        Some(Change {
            key: key.to_key()?,
            revision: change.revision,
            kind: change.kind,
        })
    }

    /// Where a byte of the names is kept.
    fn name_at(&self, position: u64) -> usize {
        (position - self.names_first) as usize
    }

    fn end(&self) -> u64 {
        self.first + self.changes.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bimetal_document::Key;

    fn change(revision: u64, number: u64) -> Change {
        let key = Key::of("abcdefgh-", number).unwrap();
        Change {
            key,
            revision: Revision::new(revision),
            kind: ChangeKind::Put,
        }
    }

    fn append(ring: &mut Ring, revision: u64, count: u64) {
        let keys: Vec<Key> = (0..count).map(|number| change(revision, number).key).collect();
        ring.append(
            Revision::new(revision),
            keys.iter().map(|key| (key.by_ref(), ChangeKind::Put)),
        );
    }

    #[test]
    fn a_reader_gets_every_change_once_and_in_order() {
        let mut ring = Ring::new(Revision::new(4), 100);
        let mut place = ring.place_after(Revision::new(4)).unwrap();
        assert_eq!(ring.read(&mut place, 10), Changes::Empty);
        append(&mut ring, 5, 1);
        append(&mut ring, 6, 2);
        assert!(ring.has_news(&place));
        assert_eq!(
            ring.read(&mut place, 10),
            Changes::Some(vec![change(5, 0), change(6, 0), change(6, 1)])
        );
        assert_eq!(place.revision(), Revision::new(6));
        assert!(!ring.has_news(&place));
        assert_eq!(ring.read(&mut place, 10), Changes::Empty);
    }

    #[test]
    fn a_batch_cut_by_the_limit_does_not_count_as_read() {
        let mut ring = Ring::new(Revision::ZERO, 100);
        let mut place = ring.place_after(Revision::ZERO).unwrap();
        append(&mut ring, 1, 3);
        assert_eq!(
            ring.read(&mut place, 2),
            Changes::Some(vec![change(1, 0), change(1, 1)])
        );
        assert_eq!(place.revision(), Revision::ZERO);
        assert_eq!(ring.read(&mut place, 2), Changes::Some(vec![change(1, 2)]));
        assert_eq!(place.revision(), Revision::new(1));
    }

    #[test]
    fn a_reader_that_lags_expires_and_stays_expired() {
        let mut ring = Ring::new(Revision::ZERO, 3);
        let mut place = ring.place_after(Revision::ZERO).unwrap();
        append(&mut ring, 1, 2);
        append(&mut ring, 2, 2);
        assert!(ring.has_news(&place));
        assert_eq!(ring.read(&mut place, 10), Changes::Expired);
        assert_eq!(ring.read(&mut place, 10), Changes::Expired);
        assert_eq!(place.revision(), Revision::ZERO);
    }

    #[test]
    fn a_revision_whose_batch_is_half_forgotten_is_expired_and_the_one_after_is_not() {
        let mut ring = Ring::new(Revision::ZERO, 3);
        append(&mut ring, 1, 2);
        append(&mut ring, 2, 2);
        assert_eq!(ring.place_after(Revision::ZERO), None);
        let mut place = ring.place_after(Revision::new(1)).unwrap();
        assert_eq!(
            ring.read(&mut place, 10),
            Changes::Some(vec![change(2, 0), change(2, 1)])
        );
    }

    #[test]
    fn changes_before_the_store_opened_are_forgotten() {
        let ring = Ring::new(Revision::new(7), 3);
        assert_eq!(ring.place_after(Revision::new(6)), None);
        assert!(ring.place_after(Revision::new(7)).is_some());
    }

    #[test]
    fn a_batch_larger_than_the_ring_expires_everyone_before_it() {
        let mut ring = Ring::new(Revision::ZERO, 3);
        append(&mut ring, 1, 10);
        assert_eq!(ring.place_after(Revision::ZERO), None);
        assert!(ring.place_after(Revision::new(1)).is_some());
    }
}

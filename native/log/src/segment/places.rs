//! Where in a segment the batches after a revision begin: noted by readers as they pass, so that the next one who asks for a
//! revision need not read the segment from its beginning.

use bimetal_locks::{Mutex, lock};

/// LIMIT: between two places lie so many bytes at least: a reader passes over no more, and a full segment has few places.
const BETWEEN_BYTES: u64 = 256 << 10;

/// Places between batches, in the order of the segment. It costs a segment that nobody follows nothing.
pub(crate) struct Places {
    noted: Mutex<Vec<Place>>,
}

#[derive(Clone, Copy)]
struct Place {
    /// The last revision before the place.
    revision: u64,
    offset: u64,
}

impl Places {
    pub(crate) fn new() -> Places {
        Places {
            noted: Mutex::new(Vec::new()),
        }
    }

    /// Notes that the batch of a revision ends at an offset.
    pub(crate) fn note(&self, revision: u64, offset: u64) {
        let mut noted = lock(&self.noted);
        let at = noted.partition_point(|place| place.offset < offset);
        let far = |other: Option<&Place>| other.is_none_or(|other| other.offset.abs_diff(offset) >= BETWEEN_BYTES);
        if far(at.checked_sub(1).and_then(|before| noted.get(before))) && far(noted.get(at)) && offset >= BETWEEN_BYTES
        {
            noted.insert(at, Place { revision, offset });
        }
    }

    /// The nearest place that no batch after `since` lies before.
    pub(crate) fn before(&self, since: u64) -> Option<u64> {
        let noted = lock(&self.noted);
        let at = noted.partition_point(|place| place.revision <= since);
        Some(noted.get(at.checked_sub(1)?)?.offset)
    }
}

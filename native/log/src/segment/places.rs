//! Where in a segment the batches after a revision begin: noted by readers as they pass, so that the next one who asks for a
//! revision need not read the segment from its beginning.

use bimetal_locks::{Mutex, lock};

use crate::segment::Segment;

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

    /// A place that no batch after `since` lies before: the end of the segment when that is it, else the nearest that was noted.
    pub(crate) fn before(&self, since: u64, segment: &Segment) -> Option<u64> {
        // In this order: the last revision is never behind the end, so nothing after `since` lies before it.
        let end = segment.end();
        if segment.revision_last() == since {
            return Some(end);
        }
        let noted = lock(&self.noted);
        let at = noted.partition_point(|place| place.revision <= since);
        Some(noted.get(at.checked_sub(1)?)?.offset)
    }
}

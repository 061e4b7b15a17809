//! The segments of a store, by number.

use std::sync::Arc;

use crate::segment::{Segment, is_log};

/// The segments that a snapshot can see. Finding one is an index into an array: numbers are dense, since compaction makes
/// segments and drops others.
#[derive(Clone, Default)]
pub(crate) struct Segments {
    /// The number of the first slot.
    base: u32,
    slots: Vec<Option<Arc<Segment>>>,
}

impl Segments {
    pub(crate) fn get(&self, number: u32) -> Option<&Arc<Segment>> {
        self.slots.get(number.checked_sub(self.base)? as usize)?.as_ref()
    }

    /// INVARIANT: called with ascending numbers, apart from those below `base`, which do not come again.
    pub(crate) fn insert(&mut self, segment: Arc<Segment>) {
        let number = segment.number();
        if self.slots.is_empty() {
            self.base = number;
        }
        if number < self.base {
            let missing = (self.base - number) as usize;
            self.slots.splice(0..0, std::iter::repeat_n(None, missing));
            self.base = number;
        }
        let slot = (number - self.base) as usize;
        if self.slots.len() <= slot {
            self.slots.resize_with(slot + 1, || None);
        }
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = Some(segment);
        }
    }

    pub(crate) fn remove(&mut self, number: u32) {
        let slot = number
            .checked_sub(self.base)
            .and_then(|slot| self.slots.get_mut(slot as usize));
        if let Some(slot) = slot {
            *slot = None;
        }
        let leading = self.slots.iter().take_while(|slot| slot.is_none()).count();
        self.slots.drain(..leading);
        self.base = self.base.saturating_add(leading as u32);
        while self.slots.last().is_some_and(Option::is_none) {
            self.slots.pop();
        }
    }

    /// By ascending number.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Segment>> {
        self.slots.iter().flatten()
    }

    /// The log segments that follow on one another without a gap up to the active one, the newest first.
    pub(crate) fn retained(&self) -> impl Iterator<Item = &Arc<Segment>> {
        let mut next: Option<u64> = None;
        self.iter()
            .rev()
            .filter(|segment| is_log(segment))
            .take_while(move |segment| {
                let follows = next.is_none_or(|next| segment.revision_last().saturating_add(1) == next);
                next = Some(segment.header.revision_first);
                follows
            })
    }

    /// The revision after which all changes are in the retained log segments.
    pub(crate) fn floor(&self) -> u64 {
        let oldest = self.retained().last();
        oldest.map_or(0, |segment| segment.header.revision_first.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::header::{Kind, Salt, SegmentHeader};
    use bimetal_files::{Files, OsFiles};

    fn segment(files: &Arc<dyn Files>, number: u32, kind: Kind, revisions: (u64, u64)) -> Arc<Segment> {
        let file = files.create(&number.to_string()).unwrap();
        let header = SegmentHeader {
            kind,
            store_id: [0; 16],
            number,
            revision_first: revisions.0,
            created: 0,
            salt: Salt::default(),
        };
        let segment = Segment::new(files.clone(), file, header);
        segment.extend(64, revisions.1);
        Arc::new(segment)
    }

    fn numbers(segments: &Segments) -> Vec<u32> {
        segments.iter().map(|segment| segment.number()).collect()
    }

    #[test]
    fn segments_come_and_go_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let files: Arc<dyn Files> = Arc::new(OsFiles::new(folder.path()));
        let mut segments = Segments::default();
        for number in [5, 9, 3, 4] {
            segments.insert(segment(&files, number, Kind::Log, (1, 1)));
        }
        assert_eq!(numbers(&segments), [3, 4, 5, 9]);
        for number in [3, 5, 7, 100, 0] {
            segments.remove(number);
        }
        assert_eq!(numbers(&segments), [4, 9]);
        assert_eq!(segments.get(9).unwrap().number(), 9);
        assert!(segments.get(5).is_none() && segments.get(3).is_none() && segments.get(10).is_none());
        segments.remove(4);
        segments.remove(9);
        assert!(segments.iter().next().is_none());
        segments.insert(segment(&files, 12, Kind::Log, (1, 1)));
        assert_eq!(numbers(&segments), [12]);
    }

    #[test]
    fn changes_are_retained_back_to_the_first_gap() {
        let folder = tempfile::tempdir().unwrap();
        let files: Arc<dyn Files> = Arc::new(OsFiles::new(folder.path()));
        let mut segments = Segments::default();
        assert_eq!(segments.floor(), 0);
        segments.insert(segment(&files, 1, Kind::Log, (1, 10)));
        segments.insert(segment(&files, 3, Kind::Log, (21, 30)));
        segments.insert(segment(&files, 4, Kind::Compacted, (11, 20)));
        segments.insert(segment(&files, 5, Kind::Log, (31, 30)));
        let retained: Vec<u32> = segments.retained().map(|segment| segment.number()).collect();
        assert_eq!((retained, segments.floor()), (vec![5, 3], 20));
    }
}

//! What a batch did.

use std::ops::Range;

use bimetal_document::{Revision, Timestamp};

/// What a batch did: its revision, and which of its writes met a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The revision of the batch.
    pub revision: Revision,
    /// A bit for each of the first writes: most batches have one, for which nothing is allocated.
    first: u64,
    /// Those of the writes behind them.
    rest: Vec<u64>,
}

impl Written {
    /// A batch of which nobody asked what it met.
    pub(crate) fn at(revision: Revision) -> Written {
        Written {
            revision,
            first: 0,
            rest: Vec::new(),
        }
    }

    /// Whether a write of the batch replaced or removed a document that was there and had not expired. The writes are
    /// counted from 0, in key order.
    pub fn met_document(&self, write: usize) -> bool {
        match write.checked_sub(BITS) {
            None => is_set(self.first, write),
            Some(write) => self
                .rest
                .get(write / BITS)
                .is_some_and(|word| is_set(*word, write % BITS)),
        }
    }
}

const BITS: usize = u64::BITS as usize;

fn is_set(word: u64, bit: usize) -> bool {
    word >> bit & 1 == 1
}

/// Which writes of a commit group met a document.
#[derive(Default)]
pub(crate) struct GroupMarks {
    /// A bit for each write, over all batches; none when nobody asks.
    words: Vec<u64>,
    /// Asked for once, and only where documents expire.
    now: Option<Timestamp>,
}

impl GroupMarks {
    /// Marks for a group of so many writes; of none where nobody asks.
    pub(crate) fn new(writes: usize) -> GroupMarks {
        GroupMarks {
            words: vec![0; writes.div_ceil(BITS)],
            now: None,
        }
    }

    /// Notes that a write met a document, which was to expire at some time.
    pub(crate) fn mark(&mut self, write: usize, expires: Option<Timestamp>) {
        let Some(word) = self.words.get_mut(write / BITS) else {
            return;
        };
        // Nobody could read it any more.
        if expires.is_some_and(|expires| expires <= *self.now.get_or_insert_with(Timestamp::now)) {
            return;
        }
        *word |= 1 << (write % BITS);
    }

    /// What one batch did, whose writes are these of the group.
    pub(crate) fn written(&self, revision: Revision, writes: Range<usize>) -> Written {
        let mut words = writes
            .clone()
            .step_by(BITS)
            .map(|first| self.word_from(first, writes.end));
        let first = words.next().unwrap_or_default();
        let rest = words.collect();
        Written { revision, first, rest }
    }

    /// The bits from one on, as far as they belong to the same batch.
    fn word_from(&self, first: usize, end: usize) -> u64 {
        let at = |word: usize| self.words.get(word).copied().unwrap_or_default();
        let shift = first % BITS;
        let low = at(first / BITS) >> shift;
        let high = if shift == 0 {
            0
        } else {
            at(first / BITS + 1) << (BITS - shift)
        };
        match end - first {
            bits if bits < BITS => (low | high) & ((1 << bits) - 1),
            _ => low | high,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_batch_of_a_group_has_the_marks_of_its_own_writes() {
        let sizes = [1, 3, 64, 1, 130, 7, 63];
        let is_marked = |write: usize| write.is_multiple_of(3) || write.is_multiple_of(7);
        let writes: usize = sizes.iter().sum();
        let mut marks = GroupMarks::new(writes);
        marks.now = Some(Timestamp::from_millis(5));
        for write in 0..writes {
            // One that has expired is none.
            let expires = (!is_marked(write)).then(|| Timestamp::from_millis(5));
            marks.mark(write, expires);
        }
        let mut first = 0;
        for size in sizes {
            let written = marks.written(Revision::ZERO, first..first + size);
            for write in 0..size {
                assert_eq!(
                    written.met_document(write),
                    is_marked(first + write),
                    "{write} of {size}"
                );
            }
            assert!(!written.met_document(size) && !written.met_document(size + BITS));
            first += size;
        }
    }

    #[test]
    fn what_nobody_asks_for_is_not_noted() {
        let mut marks = GroupMarks::new(0);
        marks.mark(0, None);
        assert_eq!(marks.written(Revision::ZERO, 0..1), Written::at(Revision::ZERO));
    }
}

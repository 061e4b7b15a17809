//! When the batches of the last commit groups were where, for traces. Only kept where somebody asks for it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use bimetal_document::Revision;
use bimetal_engine::Fsync;
use bimetal_locks::{Mutex, lock};

/// LIMIT: the commit groups whose times are kept, and the batches in them. Who asks does so when it hears of the outcome.
const GROUPS_MAX: usize = 1000;
const BATCHES_MAX: usize = 64 * 1024;

/// How one batch came to be durable.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CommitTimes {
    /// The revisions of the first and the last batch of its commit group: those between are in it as well, and no others.
    pub revisions: (Revision, Revision),
    /// When the batch was queued.
    pub queued: Instant,
    /// When the committer took its group from the queue.
    pub taken: Instant,
    /// The fsync of the group, the last one of several; `None` where the engine does not tell.
    pub fsync: Option<Fsync>,
    /// When readers saw the group, and its callers were about to hear of it.
    pub shown: Instant,
}

/// A commit group that is durable.
struct Kept {
    first: Revision,
    /// When each of its batches was queued, in the order of their revisions.
    queued: Vec<Instant>,
    taken: Instant,
    fsync: Option<Fsync>,
    shown: Instant,
}

/// The times of the last commit groups.
#[derive(Default)]
pub(crate) struct KeptTimes {
    keeps: AtomicBool,
    groups: Mutex<Groups>,
}

#[derive(Default)]
struct Groups {
    /// In the order of their revisions.
    kept: VecDeque<Kept>,
    batches: usize,
}

impl KeptTimes {
    /// Begins to keep times.
    pub(crate) fn keep(&self) {
        // A batch more or less that is told nothing of: that needs no order.
        self.keeps.store(true, Ordering::Relaxed);
    }

    /// The time, where it is kept.
    pub(crate) fn now(&self) -> Option<Instant> {
        self.keeps.load(Ordering::Relaxed).then(Instant::now)
    }

    /// A group is durable and shown: when it was taken from the queue, the batches that went on, in order, and when each was queued.
    pub(crate) fn end_group(
        &self,
        taken: Instant,
        batches: impl Iterator<Item = (Revision, Option<Instant>)>,
        fsync: Option<Fsync>,
    ) {
        let (revisions, queued): (Vec<Revision>, Vec<Instant>) = batches
            // What was queued before times were kept has waited for no time that is known.
            .map(|(revision, queued)| (revision, queued.unwrap_or(taken)))
            .unzip();
        let Some(first) = revisions.first().copied() else {
            return;
        };
        let shown = Instant::now();
        let mut groups = lock(&self.groups);
        groups.add(Kept {
            first,
            queued,
            taken,
            fsync,
            shown,
        });
    }

    /// The times of the batch that has a revision.
    pub(crate) fn of(&self, revision: Revision) -> Option<CommitTimes> {
        lock(&self.groups).of(revision)
    }
}

impl Groups {
    fn add(&mut self, group: Kept) {
        self.batches += group.queued.len();
        self.kept.push_back(group);
        while self.kept.len() > GROUPS_MAX || (self.batches > BATCHES_MAX && self.kept.len() > 1) {
            let Some(oldest) = self.kept.pop_front() else { return };
            self.batches -= oldest.queued.len();
        }
    }

    fn of(&self, revision: Revision) -> Option<CommitTimes> {
        let behind = self.kept.partition_point(|group| group.first <= revision);
        let group = self.kept.get(behind.checked_sub(1)?)?;
        // The batches of a group have revisions that follow each other.
        let place = usize::try_from(revision.get() - group.first.get()).ok()?;
        let queued = *group.queued.get(place)?;
        let last = Revision::new(group.first.get() + group.queued.len() as u64 - 1);
        Some(CommitTimes {
            revisions: (group.first, last),
            queued,
            taken: group.taken,
            fsync: group.fsync,
            shown: group.shown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(times: &KeptTimes, revisions: std::ops::Range<u64>) {
        let taken = times.now().unwrap();
        times.end_group(
            taken,
            revisions.map(|revision| (Revision::new(revision), times.now())),
            None,
        );
    }

    fn group_of(times: &KeptTimes, revision: u64) -> Option<(u64, u64)> {
        let (first, last) = times.of(Revision::new(revision))?.revisions;
        Some((first.get(), last.get()))
    }

    #[test]
    fn nothing_is_kept_until_somebody_asks_for_it() {
        let times = KeptTimes::default();
        assert!(times.now().is_none());
        times.keep();
        assert!(times.now().is_some());
    }

    #[test]
    fn a_batch_is_found_in_its_group() {
        let times = KeptTimes::default();
        times.keep();
        kept(&times, 5..6);
        kept(&times, 6..9);
        // Revisions that were given while nothing was kept.
        kept(&times, 12..14);
        let groups: Vec<_> = (4..15).map(|revision| group_of(&times, revision)).collect();
        let (one, three, two) = (Some((5, 5)), Some((6, 8)), Some((12, 13)));
        assert_eq!(
            groups,
            [None, one, three, three, three, None, None, None, two, two, None]
        );
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let times = KeptTimes::default();
        times.keep();
        for first in 0..GROUPS_MAX as u64 + 1 {
            kept(&times, first..first + 1);
        }
        assert_eq!((group_of(&times, 0), group_of(&times, 1)), (None, Some((1, 1))));
        let (first, many) = (GROUPS_MAX as u64 + 1, BATCHES_MAX as u64 + 1);
        kept(&times, first..first + many);
        assert_eq!(group_of(&times, first - 1), None);
        // The last one is always kept.
        assert_eq!(group_of(&times, first), Some((first, first + many - 1)));
    }
}

//! How much was committed.

use std::sync::atomic::{AtomicU64, Ordering};

use bimetal_engine::Commits;

use crate::commit::queue::CommitQueue;

/// Counts what the committer has made durable. The committer alone counts; anybody reads.
#[derive(Debug, Default)]
pub(crate) struct CommitCounts {
    groups: AtomicU64,
    batches: AtomicU64,
}

impl CommitCounts {
    /// A group of so many batches is on disk.
    pub(crate) fn add_group(&self, batches: usize) {
        // Figures for an operator: nothing else is ordered by them.
        self.groups.fetch_add(1, Ordering::Relaxed);
        self.batches.fetch_add(batches as u64, Ordering::Relaxed);
    }

    /// The counts, and what waits in the queue.
    pub(crate) fn figures(&self, queue: &CommitQueue) -> Commits {
        let (queued_batches, queued_bytes) = queue.waiting();
        Commits {
            groups: self.groups.load(Ordering::Relaxed),
            batches: self.batches.load(Ordering::Relaxed),
            queued_batches: queued_batches as u64,
            queued_bytes: queued_bytes as u64,
        }
    }
}

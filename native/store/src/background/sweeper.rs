//! Removes documents whose time to live is over.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bimetal_document::{Batch, Condition, Key, Limits, Timestamp};

use crate::commit::committer::Shared;
use crate::commit::job::Job;
use crate::error::Result;

/// LIMIT: the removals of one pass, so that a million documents that expire together do not stand before everybody
/// else's writes.
const REMOVALS_MAX: usize = 1000;

/// Queues the removal of documents that have expired. Nobody reads them any more; this frees their place, and tells the
/// change feeds.
#[derive(Default)]
pub(crate) struct Sweeper {
    /// The removals that are queued and not yet answered.
    waiting: Arc<AtomicUsize>,
}

impl Sweeper {
    /// Whether the removals of the last pass are still on their way.
    ///
    /// INVARIANT: no pass begins before they have arrived. Until then the same documents are there to be found, and a disk
    /// that is slow would be given the same removals again and again until the queue is full.
    pub(crate) fn is_waiting(&self) -> bool {
        self.waiting.load(Ordering::Acquire) > 0
    }

    /// Queues the removal of what has expired by `now`.
    ///
    /// Each is a batch of its own, with a condition, so that a document which was put anew meanwhile stays.
    pub(crate) fn sweep(&self, shared: &Shared, now: Timestamp) -> Result<()> {
        if self.is_waiting() {
            return Ok(());
        }
        let mut expired: Vec<Key> = Vec::new();
        shared.latest()?.expired(now, &mut |key| {
            expired.extend(key.to_key());
            if expired.len() < REMOVALS_MAX {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        for key in expired {
            let mut batch = Batch::new(Limits::default());
            batch.remove(&key)?;
            batch.require(&key, Condition::Expired)?;
            self.waiting.fetch_add(1, Ordering::AcqRel);
            let waiting = self.waiting.clone();
            // A removal that fails is tried again at a later pass, or the store is poisoned and says so itself.
            let answered = move |_| {
                waiting.fetch_sub(1, Ordering::AcqRel);
            };
            shared.queue.push(Job::new(batch, Box::new(answered)));
        }
        Ok(())
    }
}

#[cfg(all(test, not(shuttle)))]
mod tests {
    use super::*;
    use crate::engines::EngineKind;
    use bimetal_document::Revision;
    use bimetal_document::Value;
    use bimetal_engine::Commit;

    #[test]
    fn removals_that_are_on_their_way_are_not_queued_again() {
        let folder = tempfile::tempdir().unwrap();
        let engine = EngineKind::Log.open(folder.path()).unwrap();
        let mut batch = Batch::new(Limits::default());
        for number in 0..3 {
            let key = Key::of("abcdefgh-", number).unwrap();
            let value = Value::parse(b"1", &Limits::default()).unwrap();
            batch.put_until(&key, value, Timestamp::from_millis(1)).unwrap();
        }
        let revision = Revision::new(1);
        engine
            .apply(&[Commit {
                revision,
                batch: &batch,
            }])
            .unwrap();
        let shared = Shared::new(engine, 10).unwrap();
        let sweeper = Sweeper::default();
        let now = Timestamp::from_millis(2);
        for _ in 0..2 {
            sweeper.sweep(&shared, now).unwrap();
            sweeper.sweep(&shared, now).unwrap();
            assert!(sweeper.is_waiting());
            let group = shared.queue.next_group().unwrap();
            assert_eq!(group.len(), 3);
            // Lost jobs are answered too, so the next pass finds the documents again.
            drop(group);
            assert!(!sweeper.is_waiting());
        }
    }
}

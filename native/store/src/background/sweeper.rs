//! Removes documents whose time to live is over.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bimetal_document::{Batch, Condition, Key, Limits, Timestamp};
use bimetal_locks::{Mutex, lock};

use crate::commit::committer::Shared;
use crate::commit::job::Job;
use crate::commit::written::Written;
use crate::error::{Error, Result};

/// LIMIT: the removals of one pass, so that a million documents that expire together do not stand before everybody
/// else's writes.
const REMOVALS_MAX: usize = 1000;

/// LIMIT: the removals that are passed over because they were refused before.
const REFUSED_MAX: usize = 100_000;

/// Queues the removal of documents that have expired. Nobody reads them any more; this frees their place, and tells the
/// change feeds.
#[derive(Default)]
pub(crate) struct Sweeper {
    removals: Arc<Removals>,
}

/// What became of the removals so far.
#[derive(Default)]
struct Removals {
    /// Those that are queued and not yet answered.
    waiting: AtomicUsize,
    refused: Mutex<Refused>,
}

#[derive(Default)]
struct Refused {
    /// The documents whose removal was refused because of what they are themselves. They are passed over, so that however
    /// many there are, they stand in nobody's way.
    keys: HashSet<Key>,
    /// Why the last of them was refused.
    why: Option<Error>,
    /// Why a removal was refused that any other would have been as well.
    all: Option<Error>,
}

/// What a pass did.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    /// The removals that it queued.
    pub(crate) queued: usize,
    /// Whether it passed over something.
    pub(crate) passed_over: bool,
    /// Why what it passed over was refused, where that is news.
    pub(crate) refused: Option<Error>,
}

impl Sweeper {
    /// Whether the removals of the last pass are still on their way.
    ///
    /// INVARIANT: no pass begins before they have arrived. Until then the same documents are there to be found, and a disk
    /// that is slow would be given the same removals again and again until the queue is full.
    pub(crate) fn is_waiting(&self) -> bool {
        self.removals.waiting.load(Ordering::Acquire) > 0
    }

    /// Passes over nothing any more.
    pub(crate) fn try_all_again(&self) {
        lock(&self.removals.refused).keys.clear();
    }

    /// Queues the removal of what has expired by `now`; `None` while the last pass is on its way. Fails where an earlier
    /// removal was refused as any other would be.
    ///
    /// Each is a batch of its own, with a condition, so that a document which was put anew meanwhile stays.
    pub(crate) fn sweep(&self, shared: &Shared, now: Timestamp) -> Result<Option<Pass>> {
        if self.is_waiting() {
            return Ok(None);
        }
        if let Some(error) = lock(&self.removals.refused).all.take() {
            return Err(error);
        }
        let (expired, passed_over) = self.find(shared, now)?;
        let mut pass = Pass {
            queued: expired.len(),
            passed_over,
            refused: None,
        };
        {
            let mut refused = lock(&self.removals.refused);
            if passed_over {
                pass.refused = refused.why.take();
            } else if expired.len() < REMOVALS_MAX {
                // Those that were refused have been put anew or removed since.
                *refused = Refused::default();
            }
        }
        for key in expired {
            self.queue(shared, key)?;
        }
        Ok(Some(pass))
    }

    /// What has expired, and whether something of it was passed over.
    fn find(&self, shared: &Shared, now: Timestamp) -> Result<(Vec<Key>, bool)> {
        let refused = lock(&self.removals.refused);
        let (mut expired, mut passed_over) = (Vec::new(), false);
        shared.latest()?.expired(now, &mut |key| {
            let Some(key) = key.to_key() else {
                return ControlFlow::Continue(());
            };
            if refused.keys.contains(&key) {
                passed_over = true;
            } else {
                expired.push(key);
            }
            if expired.len() < REMOVALS_MAX {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        Ok((expired, passed_over))
    }

    fn queue(&self, shared: &Shared, key: Key) -> Result<()> {
        let mut batch = Batch::new(Limits::default());
        batch.remove(&key)?;
        batch.require(&key, Condition::Expired)?;
        self.removals.waiting.fetch_add(1, Ordering::AcqRel);
        let removals = self.removals.clone();
        let answered = move |outcome: Result<Written>| {
            if let Err(error) = outcome {
                removals.refuse(key, error);
            }
            removals.waiting.fetch_sub(1, Ordering::AcqRel);
        };
        shared.queue.push(Job::new(batch, Box::new(answered)));
        Ok(())
    }
}

impl Removals {
    fn refuse(&self, key: Key, error: Error) {
        let mut refused = lock(&self.refused);
        match error.code() {
            // The store says so itself, or it needs no sweeping any more.
            "STORE_POISONED" | "STORE_CLOSED" => {}
            "DATA_DAMAGED" | "REVISION_CONFLICT" if refused.keys.len() < REFUSED_MAX => {
                refused.keys.insert(key);
                refused.why = Some(error);
            }
            _ => refused.all = Some(error),
        }
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

//! Removes documents whose time to live is over.

use std::ops::ControlFlow;

use crate::batch::Batch;
use crate::committer::Shared;
use crate::condition::Condition;
use crate::error::Result;
use crate::job::Job;
use crate::key::Key;
use crate::limits::Limits;
use crate::timestamp::Timestamp;

/// LIMIT: the removals of one pass, so that a million documents that expire together do not stand before everybody
/// else's writes.
const REMOVALS_MAX: usize = 1000;

/// Queues the removal of documents that have expired by `now`. Nobody reads them any more; this frees their place, and
/// tells the change feeds.
///
/// Each is a batch of its own, with a condition, so that a document which was put anew meanwhile stays.
pub(crate) fn sweep(shared: &Shared, now: Timestamp) -> Result<()> {
    let mut expired: Vec<Key> = Vec::new();
    shared.latest()?.expired(now, &mut |key| {
        expired.push(*key);
        if expired.len() < REMOVALS_MAX {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    for key in expired {
        let mut batch = Batch::new(Limits::default());
        batch.remove(key)?;
        batch.require(key, Condition::Expired)?;
        // A removal that fails is tried again at the next pass, or the store is poisoned and says so itself.
        shared.queue.push(Job::new(batch, Box::new(|_| {})));
    }
    Ok(())
}

//! How many documents there are.

use std::ops::ControlFlow;

use bimetal_document::{KeyRange, Timestamp};
use bimetal_engine::EngineSnapshot;

use crate::error::Result;

/// The number of documents in a range that have not expired.
pub(crate) fn count(snapshot: &dyn EngineSnapshot, range: &KeyRange, now: Timestamp) -> Result<u64> {
    let counted = if *range == KeyRange::all() {
        snapshot.len()?
    } else {
        let counts = range.spans().iter().map(|span| snapshot.count(span));
        counts.sum::<bimetal_engine::Result<u64>>()?
    };
    Ok(counted.saturating_sub(expired_in(snapshot, range, now)?))
}

/// The number of documents that have expired and wait to be removed: few, since the store removes them as they expire.
fn expired_in(snapshot: &dyn EngineSnapshot, range: &KeyRange, now: Timestamp) -> Result<u64> {
    let mut expired = 0;
    snapshot.expired(now, &mut |key| {
        expired += u64::from(range.contains(key));
        ControlFlow::Continue(())
    })?;
    Ok(expired)
}

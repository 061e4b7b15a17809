//! Dead segments, which go without being read.

use std::sync::Arc;

use crate::breakage::{Breakage, broken};
use crate::segment::Segment;
use crate::state::State;

/// The segments outside `retained` that hold no document any more and no removal that anybody needs: a removal is needed as long
/// as an older document of its key may stand in a segment that stays.
pub(crate) fn find(state: &State, retained: &[u32]) -> Vec<Arc<Segment>> {
    if broken(Breakage::ReadDeadSegments) {
        return Vec::new();
    }
    let is_dead = |segment: &Arc<Segment>| segment.live_documents() == 0 && !retained.contains(&segment.number());
    let (mut dead, staying): (Vec<_>, Vec<_>) = state.segments.iter().cloned().partition(is_dead);
    let mut oldest = staying.iter().map(|segment| segment.header.revision_first).min();
    // What has to stay may need the removals of others.
    while let Some(place) = dead.iter().position(|segment| is_needed(segment, oldest)) {
        let kept = dead.swap_remove(place);
        oldest = oldest.into_iter().chain([kept.header.revision_first]).min();
    }
    dead
}

/// Whether removals in a segment may hide something in one whose oldest record is this.
fn is_needed(segment: &Segment, oldest: Option<u64>) -> bool {
    oldest.is_some_and(|oldest| oldest <= segment.removal_last()) && !broken(Breakage::ForgetDeadRemovals)
}

//! Which segments are worth writing anew.

use std::sync::Arc;

use bimetal_document::Timestamp;

use crate::core::Core;
use crate::options::LogOptions;
use crate::segment::{Segment, is_log};
use crate::state::State;

/// LIMIT: a segment with less than this share of dead bytes costs more to write than it gives.
const DEAD_PERCENT_MIN: u64 = 10;

/// What the next round works on.
pub(crate) struct Picked {
    pub(crate) inputs: Vec<Arc<Segment>>,
    /// Look in all older segments for what the removals of the round still hide. Without that, one old document would keep
    /// every removal that came after it.
    pub(crate) probe: bool,
}

/// The segments of the next round, or `None` when there is little to gain. `removals_kept` are the bytes of removals that
/// turned out to be needed when all of them were looked at.
pub(crate) fn pick(state: &State, options: &LogOptions, now: Timestamp, removals_kept: u64) -> Option<Picked> {
    let (dead, bearable) = waste(state, options);
    if dead <= bearable {
        return None;
    }
    let retained = retained(state, options, now);
    let free: Vec<&Arc<Segment>> = state
        .segments
        .iter()
        .filter(|segment| !retained.contains(&segment.number()))
        .collect();
    let candidates = free.iter().map(|segment| (gain(segment, state), *segment)).collect();
    if let Some(inputs) = choose(candidates, dead.saturating_sub(bearable / 2), options) {
        return Some(Picked { inputs, probe: false });
    }
    let removals = removals_bytes(state);
    if removals < bearable / 4 || removals / 2 < removals_kept {
        return None;
    }
    let candidates = free.iter().map(|segment| (segment.dead_bytes(), *segment)).collect();
    let inputs = choose(candidates, dead.saturating_sub(bearable / 2), options)?;
    Some(Picked { inputs, probe: true })
}

/// Whether dead records grow faster than they are cleared away.
pub(crate) fn is_urgent(state: &State, options: &LogOptions) -> bool {
    let (dead, bearable) = waste(state, options);
    dead / 2 > bearable
}

/// The bytes of removals that compaction has kept.
pub(crate) fn removals_bytes(state: &State) -> u64 {
    state.segments.iter().map(|segment| segment.removals.bytes).sum()
}

/// The bytes of dead records, and how many of them there may be.
fn waste(state: &State, options: &LogOptions) -> (u64, u64) {
    let dead = state.segments.iter().map(|segment| segment.dead_bytes()).sum();
    let bearable = (state.live_bytes / 100 * options.dead_percent_max).max(options.dead_bytes_min);
    (dead, bearable)
}

/// Those that give most for what they cost, until `wanted` bytes are gained.
fn choose(mut candidates: Vec<(u64, &Arc<Segment>)>, wanted: u64, options: &LogOptions) -> Option<Vec<Arc<Segment>>> {
    candidates.retain(|(gain, segment)| *gain > 0 && gain * 100 >= segment.record_bytes() * DEAD_PERCENT_MIN);
    // The greatest share first; among equals the oldest, whose removals are dropped soonest.
    candidates.sort_by_key(|(gain, segment)| {
        let share = u128::from(*gain) * 1_000_000 / u128::from(segment.record_bytes().max(1));
        (std::cmp::Reverse(share), segment.number())
    });
    let (mut live, mut gained, mut picked) = (0, 0, Vec::new());
    for (gain, segment) in candidates {
        live += segment.live_bytes();
        if !picked.is_empty() && live > options.round_bytes_max || gained >= wanted {
            break;
        }
        gained += gain;
        picked.push(segment.clone());
    }
    (gained >= options.dead_bytes_min / 4 && !picked.is_empty()).then_some(picked)
}

/// What writing a segment anew is known to give: not the removals that would have to be kept once more.
fn gain(segment: &Segment, state: &State) -> u64 {
    let mut others = state.segments.iter().filter(|other| other.number() != segment.number());
    let kept = others.any(|other| other.header.revision_first <= segment.removals.revision_last);
    let removals = if kept { segment.removals.bytes } else { 0 };
    segment.dead_bytes().saturating_sub(removals)
}

/// The numbers of the segments that compaction leaves alone: the active one, and logs that hold the newest changes.
fn retained(state: &State, options: &LogOptions, now: Timestamp) -> Vec<u32> {
    let mut numbers = vec![state.active.number()];
    let mut newer_bytes = state.active.record_bytes();
    let mut sealed_at = state.active.header.created;
    for segment in state.segments.retained().skip(1) {
        let age = Timestamp::from_millis(sealed_at).until(now);
        if newer_bytes >= options.changes_bytes_max || age > options.changes_age_max {
            break;
        }
        debug_assert!(is_log(segment));
        numbers.push(segment.number());
        newer_bytes += segment.record_bytes();
        sealed_at = segment.header.created;
    }
    numbers
}

impl Core {
    /// Whether the disk has room for what a round writes, and some to spare for those who write meanwhile.
    pub(crate) fn has_room(&self, inputs: &[Arc<Segment>]) -> bool {
        let live: u64 = inputs.iter().map(|segment| segment.live_bytes()).sum();
        let spare = u64::from(self.options.segment_bytes) / 16;
        // A file system that cannot say how full it is stops nothing.
        let free = self.files.free_bytes().ok().flatten();
        free.is_none_or(|free| free >= live + spare)
    }
}

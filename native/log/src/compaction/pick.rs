//! Which segments are worth writing anew.

use std::sync::Arc;

use bimetal_document::Timestamp;

use crate::breakage::{Breakage, broken};
use crate::options::LogOptions;
use crate::segment::header::SEGMENT_HEADER_BYTES;
use crate::segment::{Segment, is_log};
use crate::state::State;

/// LIMIT: a segment with less than this share of dead bytes costs more to write than it gives.
const DEAD_PERCENT_MIN: u64 = 10;

/// LIMIT: where there are more segments than this of less than a quarter of their usual length, they are made fewer, however much lives
/// in them: each has a file that is open.
const SMALL_SEGMENTS_MAX: usize = 32;

/// What the next round works on.
pub(crate) struct Picked {
    pub(crate) inputs: Vec<Arc<Segment>>,
    /// Look in all older segments for what the removals of the round still hide. Without that, one old document would keep
    /// every removal that came after it.
    pub(crate) probe: bool,
}

/// What there is to choose from.
pub(crate) struct Choice<'a> {
    pub(crate) state: &'a State,
    pub(crate) options: &'a LogOptions,
    /// The numbers of the segments that are left alone.
    pub(crate) retained: &'a [u32],
    /// The disk is full: whatever can be gained is worth it.
    pub(crate) is_short: bool,
    /// The bytes of removals that turned out to be needed when all of them were looked at.
    pub(crate) removals_kept: u64,
}

impl Choice<'_> {
    /// The segments of the next round, which may write so many bytes, or `None` when there is little to gain.
    pub(crate) fn pick(&self, room: u64) -> Option<Picked> {
        if let Some(inputs) = self.small(room) {
            return Some(Picked { inputs, probe: false });
        }
        let (dead, bearable) = self.waste();
        if dead <= bearable {
            return None;
        }
        let wanted = dead.saturating_sub(bearable / 2);
        let candidates = self
            .free()
            .map(|segment| (gain(segment, self.state), segment))
            .collect();
        if let Some(inputs) = self.choose(candidates, wanted, room) {
            return Some(Picked { inputs, probe: false });
        }
        let removals = removals_bytes(self.state);
        // Nobody knows what a damaged segment holds, so every removal that came after it may be needed.
        let damaged = self.state.segments.iter().any(|segment| segment.damage().is_some());
        if damaged || removals < bearable / 4 || removals / 2 < self.removals_kept {
            return None;
        }
        let candidates = self.free().map(|segment| (segment.dead_bytes(), segment)).collect();
        let inputs = self.choose(candidates, wanted, room)?;
        Some(Picked { inputs, probe: true })
    }

    /// The bytes of dead records, and how many of them there may be.
    fn waste(&self) -> (u64, u64) {
        let (dead, bearable) = waste(self.state, self.options);
        (dead, if self.is_short { 0 } else { bearable })
    }

    /// Those that may be read and written anew.
    fn free(&self) -> impl Iterator<Item = &Arc<Segment>> {
        let segments = self.state.segments.iter();
        segments.filter(|segment| !self.retained.contains(&segment.number()) && segment.damage().is_none())
    }

    /// The smallest segments, where there are too many of them.
    fn small(&self, room: u64) -> Option<Vec<Arc<Segment>>> {
        let usual = self.options.segment_bytes_for(self.state.live_bytes);
        let mut small: Vec<_> = self
            .free()
            .filter(|segment| segment.record_bytes() < usual / 4)
            .collect();
        if small.len() <= SMALL_SEGMENTS_MAX || self.is_short {
            return None;
        }
        small.sort_by_key(|segment| segment.record_bytes());
        let most = room.min(self.options.round_bytes_for(self.state.live_bytes));
        let mut bytes = 0;
        let fits = |segment: &&Arc<Segment>| {
            bytes += segment.record_bytes();
            bytes <= most
        };
        let inputs: Vec<_> = small.into_iter().take_while(fits).cloned().collect();
        (inputs.len() > SMALL_SEGMENTS_MAX / 2).then_some(inputs)
    }

    /// Those that give most for what they cost, until `wanted` bytes are gained.
    fn choose(&self, mut candidates: Vec<(u64, &Arc<Segment>)>, wanted: u64, room: u64) -> Option<Vec<Arc<Segment>>> {
        let least = if self.is_short {
            1
        } else {
            self.options.dead_bytes_min / 4
        };
        let most = self.options.round_bytes_for(self.state.live_bytes);
        candidates.retain(|(gain, segment)| *gain > 0 && gain * 100 >= segment.record_bytes() * DEAD_PERCENT_MIN);
        // The greatest share first; among equals the oldest, whose removals are dropped soonest.
        candidates.sort_by_key(|(gain, segment)| {
            let share = u128::from(*gain) * 1_000_000 / u128::from(segment.record_bytes().max(1));
            (std::cmp::Reverse(share), segment.number())
        });
        let (mut live, mut gained, mut picked) = (SEGMENT_HEADER_BYTES, 0, Vec::new());
        for (gain, segment) in candidates {
            let bytes = live + SEGMENT_HEADER_BYTES + segment.live_bytes() + segment.removals.bytes;
            if bytes > room && !broken(Breakage::IgnoreRoom) {
                // A smaller one may fit.
                continue;
            }
            if !picked.is_empty() && bytes > most || gained >= wanted {
                break;
            }
            live = bytes;
            gained += gain;
            picked.push(segment.clone());
        }
        (gained >= least && !picked.is_empty()).then_some(picked)
    }
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
    // What is dead in a damaged segment cannot be cleared away, and is no reason to work at the others.
    let whole = state.segments.iter().filter(|segment| segment.damage().is_none());
    let dead = whole.map(|segment| segment.dead_bytes()).sum();
    let bearable = (state.live_bytes / 100 * options.dead_percent_max).max(options.dead_bytes_min);
    (dead, bearable)
}

/// What writing a segment anew is known to give: not the removals that would have to be kept once more.
fn gain(segment: &Segment, state: &State) -> u64 {
    let mut others = state.segments.iter().filter(|other| other.number() != segment.number());
    let kept = others.any(|other| other.header.revision_first <= segment.removals.revision_last);
    let removals = if kept { segment.removals.bytes } else { 0 };
    segment.dead_bytes().saturating_sub(removals)
}

/// The numbers of the segments that compaction leaves alone: the active one, and logs that hold the newest changes. On a full
/// disk changes give way before documents do.
pub(crate) fn retained(state: &State, options: &LogOptions, now: Timestamp, is_short: bool) -> Vec<u32> {
    let mut numbers = vec![state.active.number()];
    let mut newer_bytes = state.active.record_bytes();
    let mut sealed_at = state.active.header.created;
    for segment in state.segments.retained().skip(1) {
        let age = Timestamp::from_millis(sealed_at).until(now);
        if is_short || newer_bytes >= options.changes_bytes_max || age > options.changes_age_max {
            break;
        }
        debug_assert!(is_log(segment));
        numbers.push(segment.number());
        newer_bytes += segment.record_bytes();
        sealed_at = segment.header.created;
    }
    numbers
}

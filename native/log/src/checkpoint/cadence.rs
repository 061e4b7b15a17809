//! When the checkpoint is written anew: in proportion to what has changed since the last one.

use std::time::Duration;

use bimetal_document::Timestamp;

use crate::breakage::{Breakage, broken};
use crate::options::LogOptions;
use crate::segment::{Segment, is_log};
use crate::state::State;

/// What a document takes in the checkpoint, about.
const DOCUMENT_BYTES: u64 = 32;

/// While the store works, a checkpoint is written for this many times its own length of changes, so that it adds a quarter to what
/// is written at the most.
const CHANGES_FOR_ONE: u64 = 4;

/// LIMIT: a close leaves this share of the checkpoint's length to be read by the next open rather than write all of it anew.
const CHANGES_LEFT: u64 = 8;

/// How long a full disk is left to others before the next attempt.
const ROOM_WAIT: Duration = Duration::from_secs(60);

/// How far a checkpoint reaches.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reach {
    /// The segment that the log goes on in behind it.
    pub(crate) segment: u32,
    /// Where in that segment.
    pub(crate) offset: u64,
    /// Compacted segments from this number on came later.
    pub(crate) next: u32,
}

impl Reach {
    pub(crate) fn of(state: &State) -> Reach {
        let last = state.segments.iter().next_back().map_or(0, |segment| segment.number());
        Reach {
            segment: state.active.number(),
            offset: state.end,
            next: last.saturating_add(1),
        }
    }
}

/// What the last checkpoint reaches, and when there is another.
pub(crate) struct Cadence {
    /// As if there were one of an empty store, where there is none.
    reach: Reach,
    /// Not before this moment, after one that there was no room for.
    wait_until: Timestamp,
}

impl Cadence {
    pub(crate) fn new(reach: Option<Reach>) -> Cadence {
        Cadence {
            reach: reach.unwrap_or_default(),
            wait_until: Timestamp::default(),
        }
    }

    /// Whether so much has changed that reading it would take longer than writing a checkpoint.
    pub(crate) fn is_due(&self, state: &State, options: &LogOptions, now: Timestamp) -> bool {
        let worth = options.checkpoint_bytes.max(CHANGES_FOR_ONE * bytes_of(state));
        now >= self.wait_until && self.behind(state) > worth
    }

    /// Whether a store that closes leaves too much to be read by the next open.
    pub(crate) fn is_due_at_close(&self, state: &State) -> bool {
        let behind = self.behind(state);
        behind > 0 && behind >= bytes_of(state) / CHANGES_LEFT
    }

    /// A checkpoint of the state was written.
    pub(crate) fn note_written(&mut self, state: &State) {
        self.reach = Reach::of(state);
    }

    /// There was no room for a checkpoint, and others need it more.
    pub(crate) fn wait_for_room(&mut self, now: Timestamp) {
        self.wait_until = now.after(ROOM_WAIT);
    }

    /// The bytes that an open would have to read behind the checkpoint.
    fn behind(&self, state: &State) -> u64 {
        state.segments.iter().map(|segment| self.unread(segment)).sum()
    }

    fn unread(&self, segment: &Segment) -> u64 {
        let Reach {
            segment: from,
            offset,
            next,
        } = self.reach;
        if !is_log(segment) && !broken(Breakage::CountOutputsAsLog) {
            return if segment.number() >= next {
                segment.record_bytes()
            } else {
                0
            };
        }
        match segment.number().cmp(&from) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => segment.end().saturating_sub(offset),
            std::cmp::Ordering::Greater => segment.record_bytes(),
        }
    }
}

/// How long a checkpoint of the state would be, about.
fn bytes_of(state: &State) -> u64 {
    state.index.len() as u64 * DOCUMENT_BYTES
}

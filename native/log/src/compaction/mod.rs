//! Background work: writing segments anew without what is dead in them, and the checkpoint.

pub(crate) mod output;
mod pick;
mod removals;
mod round;

use std::time::Duration;

use bimetal_document::Timestamp;
use bimetal_engine::{Compaction, Maintenance, Result};
use bimetal_locks::lock;
use round::{Round, RoundError, Step};

use crate::core::Core;
use crate::state::State;

/// How long compaction waits after the disk was full before it asks again.
const ROOM_WAIT: Duration = Duration::from_secs(10);

/// What background work is at.
pub(crate) struct Compactor {
    round: Option<Round>,
    /// The bytes of removals that are known to be needed.
    removals_kept: u64,
    /// Not before this moment.
    wait_until: Timestamp,
    /// The log up to which the checkpoint is good, by segment and offset.
    checkpoint: (u32, u64),
    /// The checkpoint points into segments that are gone.
    checkpoint_outdated: bool,
}

impl Compactor {
    /// `checkpoint` is the place in the log up to which there is a good checkpoint.
    pub(crate) fn new(state: &State, checkpoint: Option<(u32, u64)>) -> Compactor {
        let first = state.segments.iter().next().map_or(0, |segment| segment.number());
        Compactor {
            round: None,
            removals_kept: 0,
            wait_until: Timestamp::default(),
            checkpoint: checkpoint.unwrap_or((first, 0)),
            checkpoint_outdated: false,
        }
    }

    /// Whether the checkpoint on disk is the one of this state.
    pub(crate) fn has_checkpoint_of(&self, state: &State) -> bool {
        !self.checkpoint_outdated && self.checkpoint == (state.active.number(), state.end)
    }

    /// Lets go of a round that is not done.
    pub(crate) fn abandon(&mut self, core: &Core) {
        if let Some(round) = self.round.take() {
            round.abandon(core);
        }
    }

    /// Does one bounded step of background work.
    pub(crate) fn maintain(&mut self, core: &Core, now: Timestamp) -> Result<Maintenance> {
        // A store whose disk failed is left as it is.
        let failed = lock(&core.writer)
            .as_ref()
            .is_some_and(|writer| writer.failed().is_some());
        if failed {
            set_compaction(core, Compaction::Stopped);
        }
        if *lock(&core.compaction) == Compaction::Stopped || now < self.wait_until {
            return Ok(Maintenance::Idle);
        }
        if self.round.is_none() {
            let state = core.state()?;
            match pick::pick(&state, &core.options, now, self.removals_kept) {
                Some(picked) if core.has_room(&picked.inputs) => {
                    set_compaction(core, Compaction::Running);
                    self.round = Some(Round::new(&state, picked));
                }
                Some(_) => {
                    set_compaction(core, Compaction::WaitingForRoom);
                    self.wait_until = now.after(ROOM_WAIT);
                    return Ok(Maintenance::Idle);
                }
                None => {
                    set_compaction(core, Compaction::Idle);
                    self.refresh_checkpoint(core, &state);
                    return Ok(Maintenance::Idle);
                }
            }
        }
        self.step(core, now)
    }

    fn step(&mut self, core: &Core, now: Timestamp) -> Result<Maintenance> {
        let Some(mut round) = self.round.take() else {
            return Ok(Maintenance::Idle);
        };
        match round.step(core) {
            Ok(Step::More) => {
                self.round = Some(round);
                let urgent = core.change(|state| pick::is_urgent(state, &core.options))?;
                Ok(if urgent { Maintenance::Urgent } else { Maintenance::More })
            }
            Ok(Step::Done) => {
                self.checkpoint_outdated = true;
                if round.has_probed() {
                    self.removals_kept = core.change(|state| pick::removals_bytes(state))?;
                }
                set_compaction(core, Compaction::Idle);
                Ok(Maintenance::More)
            }
            Err(RoundError::NoRoom) => {
                round.abandon(core);
                set_compaction(core, Compaction::WaitingForRoom);
                self.wait_until = now.after(ROOM_WAIT);
                Ok(Maintenance::Idle)
            }
            Err(RoundError::Failed(error)) => {
                round.abandon(core);
                set_compaction(core, Compaction::Stopped);
                Err(error)
            }
        }
    }

    /// Writes the checkpoint anew when much would have to be read without it.
    fn refresh_checkpoint(&mut self, core: &Core, state: &State) {
        let (number, offset) = self.checkpoint;
        let newer = state.segments.iter().filter(|segment| segment.number() >= number);
        let behind: u64 = newer.map(|segment| segment.end()).sum();
        let worth = core.options.checkpoint_bytes.max(state.live_bytes / 4);
        if self.checkpoint_outdated || behind.saturating_sub(offset) > worth {
            core.write_checkpoint(state);
            self.checkpoint = (state.active.number(), state.end);
            self.checkpoint_outdated = false;
        }
    }
}

/// Beside the compactor's lock, which is held for whole steps, so that asking for statistics takes no time.
fn set_compaction(core: &Core, compaction: Compaction) {
    *lock(&core.compaction) = compaction;
}

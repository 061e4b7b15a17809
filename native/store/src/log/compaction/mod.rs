//! Background work: writing segments anew without what is dead in them, and the hint.

mod output;
mod pick;
mod removals;
mod round;

use std::sync::atomic::Ordering;
use std::time::Duration;

pub(crate) use output::Output;
use round::{Round, RoundError, Step};

use super::core::Core;
use super::hint;
use super::state::State;
use crate::engine::Maintenance;
use crate::error::Result;
use crate::statistics::Compaction;
use crate::sync::lock;
use crate::timestamp::Timestamp;

/// How long compaction waits after the disk was full before it asks again.
const ROOM_WAIT: Duration = Duration::from_secs(10);

/// What background work is at.
pub(crate) struct Compactor {
    round: Option<Round>,
    /// The bytes of removals that are known to be needed.
    removals_kept: u64,
    /// Not before this moment.
    wait_until: Timestamp,
    /// The log up to which the hint is good, by segment and offset.
    hint: (u32, u64),
    /// The hint points into segments that are gone.
    hint_outdated: bool,
}

impl Compactor {
    /// `hint` is the place in the log up to which there is a good hint.
    pub(crate) fn new(state: &State, hint: Option<(u32, u64)>) -> Compactor {
        let first = state.segments.iter().next().map_or(0, |segment| segment.number());
        Compactor {
            round: None,
            removals_kept: 0,
            wait_until: Timestamp::default(),
            hint: hint.unwrap_or((first, 0)),
            hint_outdated: false,
        }
    }

    /// Whether the hint on disk is the one of this state.
    pub(crate) fn has_hint_of(&self, state: &State) -> bool {
        !self.hint_outdated && self.hint == (state.active.number(), state.end)
    }

    /// Lets go of a round that is not done.
    pub(crate) fn abandon(&mut self, core: &Core) {
        if let Some(round) = self.round.take() {
            round.abandon(core);
        }
    }
}

impl Core {
    /// Does one bounded step of background work.
    pub(crate) fn maintain(&self, now: Timestamp) -> Result<Maintenance> {
        let mut compactor = lock(&self.compactor);
        // A store whose disk failed is left as it is.
        let failed = lock(&self.writer)
            .as_ref()
            .is_some_and(|writer| writer.failed().is_some());
        if failed {
            self.set_compaction(Compaction::Stopped);
        }
        if *lock(&self.compaction) == Compaction::Stopped || now < compactor.wait_until {
            return Ok(Maintenance::Idle);
        }
        if compactor.round.is_none() {
            let state = self.state()?;
            match pick::pick(&state, &self.options, now, compactor.removals_kept) {
                Some(picked) if self.has_room(&picked.inputs) => {
                    self.set_compaction(Compaction::Running);
                    compactor.round = Some(Round::new(&state, picked));
                }
                Some(_) => {
                    self.set_compaction(Compaction::WaitingForRoom);
                    compactor.wait_until = now.after(ROOM_WAIT);
                    return Ok(Maintenance::Idle);
                }
                None => {
                    self.set_compaction(Compaction::Idle);
                    self.refresh_hint(&mut compactor, &state);
                    return Ok(Maintenance::Idle);
                }
            }
        }
        self.step(&mut compactor, now)
    }

    fn step(&self, compactor: &mut Compactor, now: Timestamp) -> Result<Maintenance> {
        let Some(mut round) = compactor.round.take() else {
            return Ok(Maintenance::Idle);
        };
        match round.step(self) {
            Ok(Step::More) => {
                compactor.round = Some(round);
                let urgent = self.change(|state| pick::is_urgent(state, &self.options))?;
                Ok(if urgent { Maintenance::Urgent } else { Maintenance::More })
            }
            Ok(Step::Done) => {
                compactor.hint_outdated = true;
                if round.has_probed() {
                    compactor.removals_kept = self.change(|state| pick::removals_bytes(state))?;
                }
                self.set_compaction(Compaction::Idle);
                Ok(Maintenance::More)
            }
            Err(RoundError::NoRoom) => {
                round.abandon(self);
                self.set_compaction(Compaction::WaitingForRoom);
                compactor.wait_until = now.after(ROOM_WAIT);
                Ok(Maintenance::Idle)
            }
            Err(RoundError::Failed(error)) => {
                round.abandon(self);
                self.set_compaction(Compaction::Stopped);
                Err(error)
            }
        }
    }

    /// Beside the compactor's lock, which is held for whole steps, so that asking for statistics takes no time.
    fn set_compaction(&self, compaction: Compaction) {
        *lock(&self.compaction) = compaction;
    }

    /// Writes the hint anew when much would have to be read without it.
    fn refresh_hint(&self, compactor: &mut Compactor, state: &State) {
        let (number, offset) = compactor.hint;
        let newer = state.segments.iter().filter(|segment| segment.number() >= number);
        let behind: u64 = newer.map(|segment| segment.end()).sum();
        let worth = self.options.hint_bytes.max(state.live_bytes / 4);
        if compactor.hint_outdated || behind.saturating_sub(offset) > worth {
            self.write_hint(state);
            compactor.hint = (state.active.number(), state.end);
            compactor.hint_outdated = false;
        }
    }

    /// Writes the hint. One that cannot be written costs the next open time, and nothing else.
    pub(crate) fn write_hint(&self, state: &State) {
        let generation = lock(&self.manifest).generation;
        let written = hint::write(self.files.as_ref(), self.store_id, generation, state);
        if let Ok(bytes) = written {
            self.hint_bytes.store(bytes, Ordering::Relaxed);
        }
    }
}

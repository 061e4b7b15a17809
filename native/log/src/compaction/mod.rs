//! Background work: writing segments anew without what is dead in them, and the checkpoint.

mod dead;
pub(crate) mod output;
mod pick;
mod removals;
mod room;
mod round;

use std::sync::atomic::Ordering;
use std::time::Duration;

use bimetal_document::Timestamp;
use bimetal_engine::{Compaction, Error, Maintenance, Result};
use bimetal_locks::lock;
use pick::Choice;
use room::Offer;
use round::{Round, RoundError, Step};

use crate::breakage::{Breakage, broken};
use crate::checkpoint::cadence::{Cadence, Reach};
use crate::core::Core;
use crate::state::State;

/// How long compaction waits after the disk was full before it asks again.
const ROOM_WAIT: Duration = Duration::from_secs(10);

/// What background work is at.
pub(crate) struct Compactor {
    round: Option<Round>,
    /// The bytes of removals that are known to be needed.
    removals_kept: u64,
    /// No round before this moment.
    wait_until: Timestamp,
    /// The segments for which there was no room after all, since nobody had counted the removals in them. Others are tried first.
    passed_over: Vec<u32>,
    cadence: Cadence,
}

impl Compactor {
    /// `reach` is how far there is a good checkpoint.
    pub(crate) fn new(reach: Option<Reach>) -> Compactor {
        Compactor {
            round: None,
            removals_kept: 0,
            wait_until: Timestamp::default(),
            passed_over: Vec::new(),
            cadence: Cadence::new(reach),
        }
    }

    /// Lets go of a round that is not done.
    pub(crate) fn abandon(&mut self, core: &Core) {
        if let Some(round) = self.round.take() {
            round.abandon(core);
        }
        lock(&core.reserve).end_loan();
    }

    /// Does one bounded step of background work.
    pub(crate) fn maintain(&mut self, core: &Core, now: Timestamp) -> Result<Maintenance> {
        // A store whose disk failed is left as it is.
        let failed = lock(&core.writer)
            .as_ref()
            .is_some_and(|writer| writer.failed().is_some());
        if failed || broken(Breakage::StopForGood) && *lock(&core.compaction) == Compaction::Stopped {
            set_compaction(core, Compaction::Stopped);
            return Ok(Maintenance::Idle);
        }
        if self.round.is_none() {
            match self.begin(core, now) {
                Ok(true) => {}
                Ok(false) => return self.rest(core, now),
                Err(error) => return self.end_early(core, error, now),
            }
        }
        self.step(core, now)
    }

    /// Begins the next round. Returns whether there is anything to go on with.
    fn begin(&mut self, core: &Core, now: Timestamp) -> Result<bool, RoundError> {
        let state = core.state()?;
        let is_short = core.is_short.load(Ordering::Relaxed);
        let mut retained = pick::retained(&state, &core.options, now, is_short);
        if clear_dead(core, &state, &retained)? {
            return Ok(true);
        }
        if is_short && room::restore(core) {
            // What is retained and what is worth it is another matter now.
            return Ok(true);
        }
        if now < self.wait_until {
            return Ok(false);
        }
        retained.extend_from_slice(&self.passed_over);
        let choice = Choice {
            state: &state,
            options: &core.options,
            retained: &retained,
            is_short,
            removals_kept: self.removals_kept,
        };
        match room::offer(core, &choice) {
            Offer::Round(picked) => {
                set_compaction(core, Compaction::Running);
                self.round = Some(Round::new(&state, picked));
                Ok(true)
            }
            Offer::NoRoom => Err(RoundError::NoRoom),
            Offer::Nothing if is_short => {
                if core.leave_dead(core.options.dead_bytes_min / 4)? {
                    return Ok(true);
                }
                Err(RoundError::NoRoom)
            }
            Offer::Nothing => Ok(false),
        }
    }

    fn step(&mut self, core: &Core, now: Timestamp) -> Result<Maintenance> {
        let Some(mut round) = self.round.take() else {
            return Ok(Maintenance::More);
        };
        match round.step(core) {
            Ok(Step::More) => {
                self.round = Some(round);
                let urgent = core.change(|state| pick::is_urgent(state, &core.options))?;
                Ok(if urgent { Maintenance::Urgent } else { Maintenance::More })
            }
            Ok(Step::Done) => {
                if round.has_probed() {
                    self.removals_kept = core.change(|state| pick::removals_bytes(state))?;
                }
                self.passed_over.clear();
                lock(&core.reserve).end_loan();
                set_compaction(core, Compaction::Idle);
                Ok(Maintenance::More)
            }
            Err(RoundError::NoRoom) => {
                self.passed_over.extend(round.input_numbers());
                round.abandon(core);
                lock(&core.reserve).end_loan();
                core.is_short.store(true, Ordering::Relaxed);
                Ok(Maintenance::More)
            }
            Err(error) => {
                round.abandon(core);
                self.end_early(core, error, now)
            }
        }
    }

    /// Leaves the work until the disk has room, or until it is tried again.
    fn end_early(&mut self, core: &Core, error: RoundError, now: Timestamp) -> Result<Maintenance> {
        lock(&core.reserve).end_loan();
        match error {
            RoundError::NoRoom => {
                self.passed_over.clear();
                self.wait_until = now.after(ROOM_WAIT);
                rest_as(core, Compaction::WaitingForRoom)
            }
            RoundError::Failed(error) => {
                set_compaction(core, Compaction::Stopped);
                note_damage(core, &error)?;
                // The next step begins another round.
                Err(error)
            }
        }
    }

    /// Nothing is to be written anew, or there is no room for it.
    fn rest(&mut self, core: &Core, now: Timestamp) -> Result<Maintenance> {
        self.refresh_checkpoint(core, now)?;
        if now < self.wait_until {
            return rest_as(core, Compaction::WaitingForRoom);
        }
        rest_as(core, Compaction::Idle)
    }

    /// Writes the checkpoint anew when much would have to be read without it.
    fn refresh_checkpoint(&mut self, core: &Core, now: Timestamp) -> Result<()> {
        let state = core.state()?;
        if core.is_short.load(Ordering::Relaxed) || !self.cadence.is_due(&state, &core.options, now) {
            return Ok(());
        }
        match core.write_checkpoint(&state) {
            Ok(()) => self.cadence.note_written(&state),
            Err(Error::DiskFull { .. }) => self.cadence.wait_for_room(now),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Writes the checkpoint of a store that closes, unless the next open reads as quickly without.
    pub(crate) fn close(&mut self, core: &Core, state: &State) {
        if self.cadence.is_due_at_close(state) {
            // The next open goes without it.
            let _ = core.write_checkpoint(state);
        }
    }
}

/// Lists dead segments no more, and lets go of them. Returns whether there were any.
fn clear_dead(core: &Core, state: &State, retained: &[u32]) -> Result<bool, RoundError> {
    let dead = dead::find(state, retained);
    if dead.is_empty() {
        return Ok(false);
    }
    core.change_segments(|segments| dead.iter().for_each(|segment| segments.remove(segment.number())))?;
    dead.iter().for_each(|segment| segment.retire());
    Ok(true)
}

/// There is nothing to do but about segments that are damaged: those are an error for as long as they are there, since what is dead
/// in them stays where it is.
fn rest_as(core: &Core, compaction: Compaction) -> Result<Maintenance> {
    let state = core.state()?;
    match state.segments.iter().find_map(|segment| segment.damage()) {
        Some(damage) => {
            set_compaction(core, Compaction::Stopped);
            Err(damage)
        }
        None => {
            set_compaction(core, compaction);
            Ok(Maintenance::Idle)
        }
    }
}

/// Notes which segment an error is about, so that the next round goes around it.
fn note_damage(core: &Core, error: &Error) -> Result<()> {
    let Error::Damaged { path, offset, reason } = error else {
        return Ok(());
    };
    let state = core.state()?;
    let damaged = state.segments.iter().find(|segment| segment.path() == *path);
    if let Some(segment) = damaged {
        segment.note_damage(*offset, reason);
    }
    Ok(())
}

/// Beside the compactor's lock, which is held for whole steps, so that asking for statistics takes no time.
fn set_compaction(core: &Core, compaction: Compaction) {
    *lock(&core.compaction) = compaction;
}

//! Histories of an engine on a simulated disk, next to a model of what it should hold.
//!
//! A history is a number: it follows from a seed alone. It has some dozens of steps: commit groups, background work,
//! snapshots, feeds, backups, closes, kills and power cuts at any call to the disk, and disks that fail and fill up. After
//! each end of the process the engine is opened again and has to hold what it answered for.
#![allow(dead_code, reason = "each program uses some of it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken promise ends the history"
)]

mod beginning;
pub mod campaign;
mod copies;
mod cut;
mod damage;
mod feeds;
mod format_2;
mod history;
mod keys;
mod load;
mod model;
mod open;
mod put_back;
mod reading;
mod redb_damage;
mod room;
mod steps;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bimetal_files::simulated::Random;

use self::history::History;

/// One history of a campaign.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The seed of the campaign.
    pub seed: u64,
    /// Which one of its histories.
    pub number: u64,
    /// Steps that are left out, to find out what matters.
    pub skipped: Vec<u64>,
    /// No step after this one.
    pub last: Option<u64>,
    /// Print each step.
    pub trace: bool,
    /// Only histories with a certain end. For the hunt for a certain bug.
    pub kind: Option<Kind>,
}

/// What a history is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The process ends at any call: it is killed, or the power is cut.
    Crash,
    /// And the disk fails and fills up.
    Fault,
    /// Bits flip by themselves.
    Damage,
    /// The process ends at any call, and the disk is small.
    Room,
}

/// What a history saw.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub histories: u64,
    pub steps: u64,
    pub batches: u64,
    pub power_cuts: u64,
    pub kills: u64,
    pub closes: u64,
    pub faults: u64,
    pub flips: u64,
    pub damage_named: u64,
    pub redb_flips: u64,
    pub redb_damage_named: u64,
    pub backups: u64,
    pub fills: u64,
    /// Folders that were made those of an earlier release.
    pub turned_back: u64,
    /// Copies of the folder that were put back.
    pub put_back: u64,
    /// Full disks of which the way out was looked for.
    pub full_disks: u64,
    pub compacted_bytes: u64,
    pub compared_with_redb: u64,
    pub calls: u64,
}

impl Counts {
    pub fn add(&mut self, other: &Counts) {
        self.histories += other.histories;
        self.steps += other.steps;
        self.batches += other.batches;
        self.power_cuts += other.power_cuts;
        self.kills += other.kills;
        self.closes += other.closes;
        self.faults += other.faults;
        self.flips += other.flips;
        self.damage_named += other.damage_named;
        self.redb_flips += other.redb_flips;
        self.redb_damage_named += other.redb_damage_named;
        self.backups += other.backups;
        self.fills += other.fills;
        self.turned_back += other.turned_back;
        self.put_back += other.put_back;
        self.full_disks += other.full_disks;
        self.compacted_bytes += other.compacted_bytes;
        self.compared_with_redb += other.compared_with_redb;
        self.calls += other.calls;
    }
}

/// A promise that did not hold.
#[derive(Clone, Debug)]
pub struct Failure {
    pub plan: Plan,
    /// The step that it came to light in.
    pub step: u64,
    pub message: String,
}

impl Plan {
    pub fn new(seed: u64, number: u64) -> Plan {
        Plan {
            seed,
            number,
            ..Plan::default()
        }
    }

    /// The seed of the history itself.
    pub fn history_seed(&self) -> u64 {
        Random::part(self.seed, self.number).number()
    }

    /// Runs the history.
    pub fn run(&self) -> Result<Counts, Failure> {
        STEP.set(0);
        let outcome = catch_unwind(AssertUnwindSafe(|| History::new(self.clone()).run()));
        outcome.map_err(|_| Failure {
            plan: self.clone(),
            step: STEP.get(),
            message: MESSAGE.take(),
        })
    }
}

impl Failure {
    /// The same failure in fewer steps, as far as leaving out single ones leads.
    pub fn shorten(self) -> Failure {
        let mut best = self;
        best.plan.last = Some(best.step);
        let mut step = best.step;
        while step > 0 {
            step -= 1;
            if best.plan.skipped.contains(&step) {
                continue;
            }
            let mut plan = best.plan.clone();
            plan.skipped.push(step);
            if let Err(found) = plan.run() {
                best = Failure { plan, ..found };
            }
        }
        best
    }
}

thread_local! {
    /// The step that the history is at.
    pub static STEP: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
    static MESSAGE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the messages of panics for the report instead of printing them.
pub fn catch_messages() {
    std::panic::set_hook(Box::new(|info| {
        let text = info.payload().downcast_ref::<String>().cloned();
        let text = text.or_else(|| info.payload().downcast_ref::<&str>().map(|text| (*text).to_owned()));
        let place = info
            .location()
            .map(|place| format!(" ({}:{})", place.file(), place.line()))
            .unwrap_or_default();
        MESSAGE.set(text.unwrap_or_default() + &place);
    }));
}

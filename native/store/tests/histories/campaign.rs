//! Many histories.

use std::time::{Duration, Instant};

use super::{Counts, Failure, Kind, Plan};

/// Which histories to run.
#[derive(Clone, Debug)]
pub struct Campaign {
    pub seed: u64,
    pub from: u64,
    pub histories: u64,
    pub time_max: Option<Duration>,
    pub kind: Option<Kind>,
}

/// What came of them.
#[derive(Debug)]
pub struct Outcome {
    pub counts: Counts,
    /// The next history, for who goes on.
    pub next: u64,
    pub failures: Vec<Failure>,
    pub time: Duration,
}

impl Campaign {
    /// Runs the histories until `failures_max` have failed. Tells how far it is now and then, and at each failure.
    pub fn run(&self, failures_max: usize, mut tell: impl FnMut(&Outcome)) -> Outcome {
        let start = Instant::now();
        let mut told = start;
        let mut outcome = Outcome {
            counts: Counts::default(),
            next: self.from,
            failures: Vec::new(),
            time: Duration::ZERO,
        };
        while outcome.next < self.from.saturating_add(self.histories) && outcome.failures.len() < failures_max {
            if self.time_max.is_some_and(|most| outcome.time >= most) {
                break;
            }
            let plan = Plan {
                kind: self.kind,
                ..Plan::new(self.seed, outcome.next)
            };
            match plan.run() {
                Ok(counts) => outcome.counts.add(&counts),
                Err(failure) => outcome.failures.push(failure),
            }
            let failed = outcome
                .failures
                .last()
                .is_some_and(|last| last.plan.number == outcome.next);
            outcome.next += 1;
            outcome.time = start.elapsed();
            if failed || told.elapsed() > Duration::from_secs(30) {
                told = Instant::now();
                tell(&outcome);
            }
        }
        outcome
    }
}

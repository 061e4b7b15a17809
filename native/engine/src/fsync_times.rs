//! How long fsyncs take.

use std::collections::VecDeque;
use std::time::Instant;

use bimetal_locks::{Mutex, lock};

/// LIMIT: the times that are remembered.
const TIMES_MAX: usize = 128;

/// How many bounds the histogram has.
const BOUNDS: usize = 12;

/// How many fsyncs took how long, since the store was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FsyncHistogram {
    /// How many took no longer than the bound of the same place and longer than the one before; the last one has no bound.
    pub counts: [u64; BOUNDS + 1],
    /// How long all of them took together, in microseconds.
    pub micros_sum: u64,
}

impl FsyncHistogram {
    /// The bounds in microseconds: from a disk with a cache that keeps what it has to one that is ill.
    pub const BOUNDS_MICROS: [u32; BOUNDS] = [
        100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
    ];

    fn add(&mut self, micros: u32) {
        let place = FsyncHistogram::BOUNDS_MICROS.partition_point(|bound| *bound < micros);
        if let Some(count) = self.counts.get_mut(place) {
            *count += 1;
        }
        self.micros_sum += u64::from(micros);
    }
}

/// When one fsync began and ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fsync {
    /// When the system was asked.
    pub began: Instant,
    /// When it had answered.
    pub ended: Instant,
}

/// Counts fsyncs and remembers how long the last of them took.
#[derive(Debug, Default)]
pub struct FsyncTimes(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    count: u64,
    micros: VecDeque<u32>,
    histogram: FsyncHistogram,
    last: Option<Fsync>,
}

impl FsyncTimes {
    /// Runs an fsync and takes its time. One that fails counts as well.
    pub fn time<T>(&self, sync: impl FnOnce() -> T) -> T {
        self.timed(sync).0
    }

    /// As [`FsyncTimes::time`], for who wants to know the times of this one.
    pub fn timed<T>(&self, sync: impl FnOnce() -> T) -> (T, Fsync) {
        let began = Instant::now();
        let outcome = sync();
        let fsync = Fsync {
            began,
            ended: Instant::now(),
        };
        let took = fsync.ended.duration_since(began);
        let micros = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
        let mut state = lock(&self.0);
        state.last = Some(fsync);
        state.count += 1;
        state.histogram.add(micros);
        if state.micros.len() == TIMES_MAX {
            state.micros.pop_front();
        }
        state.micros.push_back(micros);
        (outcome, fsync)
    }

    /// The last one.
    pub fn last(&self) -> Option<Fsync> {
        lock(&self.0).last
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        lock(&self.0).count
    }

    /// How many took how long.
    pub fn histogram(&self) -> FsyncHistogram {
        lock(&self.0).histogram.clone()
    }

    /// Microseconds, the newest last.
    pub fn last_micros(&self) -> Vec<u32> {
        lock(&self.0).micros.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sync_is_counted_and_the_last_are_remembered() {
        let times = FsyncTimes::default();
        (0..200).for_each(|_| times.time(|| ()));
        assert_eq!((times.count(), times.last_micros().len()), (200, TIMES_MAX));
        assert_eq!(times.histogram().counts.iter().sum::<u64>(), 200);
    }

    #[test]
    fn a_time_counts_at_the_least_bound_that_it_does_not_pass() {
        let mut histogram = FsyncHistogram::default();
        [0, 100, 101, 1_000_000, 1_000_001, u32::MAX]
            .into_iter()
            .for_each(|micros| histogram.add(micros));
        assert_eq!(histogram.counts, [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
        assert_eq!(histogram.micros_sum, 2_000_202 + u64::from(u32::MAX));
    }
}

//! How long fsyncs take.

use std::collections::VecDeque;
use std::time::Instant;

use bimetal_locks::{Mutex, lock};

/// LIMIT: the times that are remembered.
const TIMES_MAX: usize = 128;

/// Counts fsyncs and remembers how long the last of them took.
#[derive(Debug, Default)]
pub struct FsyncTimes(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    count: u64,
    micros: VecDeque<u32>,
}

impl FsyncTimes {
    /// Runs an fsync and takes its time. One that fails counts as well.
    pub fn time<T>(&self, sync: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let outcome = sync();
        let micros = u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX);
        let mut state = lock(&self.0);
        state.count += 1;
        if state.micros.len() == TIMES_MAX {
            state.micros.pop_front();
        }
        state.micros.push_back(micros);
        outcome
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        lock(&self.0).count
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
    }
}

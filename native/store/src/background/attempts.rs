//! Work that fails, and when it is tried again.

use std::time::{Duration, Instant};

use bimetal_document::Timestamp;
use bimetal_engine::BackgroundFailure;

/// How long work rests after its first failure, and twice as long after each further one.
const PAUSE_FIRST: Duration = Duration::from_secs(1);

/// LIMIT: what the disk can do again is noticed within this time.
const PAUSE_LONGEST: Duration = Duration::from_secs(60);

/// The attempts at one kind of work: whether the last ones failed, and when the next one is due.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    failure: Option<BackgroundFailure>,
    due: Option<Instant>,
}

impl Attempts {
    /// Whether the work may be tried now.
    pub(crate) fn are_due(&self, now: Instant) -> bool {
        self.due.is_none_or(|due| due <= now)
    }

    /// Whether work that failed may be tried again now. It is not due a second time before it can have come to an end.
    pub(crate) fn take_turn(&mut self, now: Instant) -> bool {
        let Some(failure) = self.failure.as_ref().filter(|_| self.are_due(now)) else {
            return false;
        };
        self.due = now.checked_add(pause_after(failure.failures));
        true
    }

    /// Notes that the work got to an end.
    pub(crate) fn succeed(&mut self) {
        *self = Attempts::default();
    }

    /// Notes a failure. Nothing is tried again before a pause, which grows.
    pub(crate) fn fail(&mut self, code: &'static str, message: String, now: Instant) {
        let (since, before) = match &self.failure {
            Some(failure) => (failure.since, failure.failures),
            None => (Timestamp::now(), 0),
        };
        self.due = now.checked_add(pause_after(before));
        self.failure = Some(BackgroundFailure {
            code,
            message,
            since,
            failures: before.saturating_add(1),
        });
    }

    /// Why the work does not get on.
    pub(crate) fn failure(&self) -> Option<&BackgroundFailure> {
        self.failure.as_ref()
    }
}

fn pause_after(failures_before: u64) -> Duration {
    let doublings = u32::try_from(failures_before).unwrap_or(u32::MAX).min(16);
    PAUSE_FIRST.saturating_mul(1 << doublings).min(PAUSE_LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_limit_and_begin_anew_after_a_success() {
        let mut attempts = Attempts::default();
        let mut now = Instant::now();
        let mut pauses = Vec::new();
        for _ in 0..8 {
            assert!(attempts.are_due(now));
            attempts.fail("IO", "the cable is out".to_owned(), now);
            let pause = (1..100).find(|seconds| attempts.are_due(now + Duration::from_secs(*seconds)));
            pauses.extend(pause);
            now += Duration::from_secs(60);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(attempts.failure().map(|failure| failure.failures), Some(8));
        attempts.succeed();
        assert!(attempts.are_due(now) && attempts.failure().is_none());
        attempts.fail("IO", "again".to_owned(), now);
        assert!(attempts.are_due(now + PAUSE_FIRST));
    }
}

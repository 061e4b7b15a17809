//! The thread that does what can wait.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use bimetal_document::Timestamp;
use bimetal_engine::Maintenance;
use bimetal_locks::{Condvar, Mutex, lock};

use crate::background::sweeper::Sweeper;
use crate::commit::committer::Shared;

/// How long nothing is looked for after nothing was to do.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// Background work on one store: the engine's own, and the removal of what has expired.
#[derive(Default)]
pub(crate) struct MaintenanceThread {
    closing: Mutex<bool>,
    closed: Condvar,
}

impl MaintenanceThread {
    /// Works until [`MaintenanceThread::close`].
    ///
    /// Between two steps it rests as long as the last one took, unless the engine says that there is no time to lose: so
    /// it takes half a core and half of the disk at the most.
    pub(crate) fn run(&self, shared: &Shared) {
        let sweeper = Sweeper::default();
        loop {
            let began = Instant::now();
            let now = Timestamp::now();
            let pause = match shared.engine.maintain(now) {
                Ok(Maintenance::Urgent) => Duration::ZERO,
                Ok(Maintenance::More) => began.elapsed().min(PAUSE_MAX),
                // What stopped the engine's work stands in its statistics; writes and reads have their own errors.
                Ok(Maintenance::Idle) | Err(_) => PAUSE_MAX,
            };
            shared.refresh();
            // A store that closes or is poisoned needs no sweeping.
            let _ = sweeper.sweep(shared, now);
            if self.rest(pause.min(until_next_expiry(shared))) {
                return;
            }
        }
    }

    /// Ends the work after the step that is being done.
    pub(crate) fn close(&self) {
        *lock(&self.closing) = true;
        self.closed.notify_all();
    }

    /// Waits. Returns whether to end.
    fn rest(&self, pause: Duration) -> bool {
        let closing = lock(&self.closing);
        let (closing, _) = self
            .closed
            .wait_timeout_while(closing, pause, |closing| !*closing)
            .unwrap_or_else(PoisonError::into_inner);
        *closing
    }
}

fn until_next_expiry(shared: &Shared) -> Duration {
    // LIMIT: expired documents whose removal is on its way, or is refused, do not keep the thread busy.
    const SHORTEST: Duration = Duration::from_millis(20);
    let next = shared.latest().and_then(|latest| Ok(latest.next_expiry()?));
    match next {
        Ok(Some(expiry)) => Timestamp::now().until(expiry).max(SHORTEST),
        _ => PAUSE_MAX,
    }
}

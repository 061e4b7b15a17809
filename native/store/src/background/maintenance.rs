//! The thread that does what can wait.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use bimetal_document::Timestamp;
use bimetal_engine::{BackgroundFailure, Maintenance, with_causes};
use bimetal_locks::{Condvar, Mutex, lock};

use crate::background::attempts::Attempts;
use crate::background::sweeper::Sweeper;
use crate::breakage::{Breakage, broken};
use crate::commit::committer::{Shared, panic_text};
use crate::error::Result;

/// How long nothing is looked for after nothing was to do.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// Background work on one store: the engine's own, and the removal of what has expired. It never ends by itself: what
/// fails or panics is tried again, and says why for as long as it does not get on.
#[derive(Default)]
pub(crate) struct MaintenanceThread {
    closing: Mutex<bool>,
    closed: Condvar,
    failure: Mutex<Option<BackgroundFailure>>,
}

/// The kinds of work, each of which gets on whatever becomes of the other.
#[derive(Default)]
struct Work {
    engine: Attempts,
    sweeping: Attempts,
    /// The removal of those documents that cannot be removed for what they are themselves.
    refused: Attempts,
    sweeper: Sweeper,
    /// Nothing has expired but what is passed over.
    stuck: bool,
}

impl MaintenanceThread {
    /// Works until [`MaintenanceThread::close`].
    pub(crate) fn run(&self, shared: &Shared) {
        let mut work = Work::default();
        loop {
            // Whoever asks whether the store takes writes hears of a folder that is gone, also when nobody writes.
            let _ = shared.check_place();
            let pause = work.turn(shared);
            *lock(&self.failure) = work.failure().cloned();
            if self.rest(pause) {
                return;
            }
        }
    }

    /// Why the work does not get on, `None` while it does.
    pub(crate) fn failure(&self) -> Option<BackgroundFailure> {
        lock(&self.failure).clone()
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

impl Work {
    /// One step of all that is due. Returns how long to rest.
    fn turn(&mut self, shared: &Shared) -> Duration {
        let began = Instant::now();
        let mut pause = PAUSE_MAX;
        if self.engine.are_due(began) {
            pause = self.maintain(shared, began);
        }
        // A poisoned store takes no removals, and says so itself.
        if self.sweeping.are_due(Instant::now()) && shared.queue.poison().is_none() {
            self.sweep(shared);
            pause = pause.min(self.until_next_expiry(shared));
        }
        pause
    }

    /// Between two steps the engine rests as long as the last one took, unless it says that there is no time to lose: so it
    /// takes half a core and half of the disk at the most.
    fn maintain(&mut self, shared: &Shared, began: Instant) -> Duration {
        let step = attempt(|| {
            let step = shared.engine.maintain(Timestamp::now());
            shared.refresh();
            Ok(step?)
        });
        match step {
            Ok(Maintenance::Urgent) => Duration::ZERO,
            Ok(Maintenance::More) => began.elapsed().min(PAUSE_MAX),
            Ok(Maintenance::Idle) => {
                self.engine.succeed();
                PAUSE_MAX
            }
            Err(Failed { code, message }) => {
                self.engine.fail(code, message, Instant::now());
                PAUSE_MAX
            }
        }
    }

    fn sweep(&mut self, shared: &Shared) {
        if self.refused.take_turn(Instant::now()) {
            self.sweeper.try_all_again();
        }
        let pass = match attempt(|| self.sweeper.sweep(shared, Timestamp::now())) {
            Ok(Some(pass)) => pass,
            Ok(None) => return,
            Err(Failed { code, message }) => return self.sweeping.fail(code, message, Instant::now()),
        };
        self.stuck = pass.passed_over && pass.queued == 0;
        if let Some(error) = pass.refused {
            self.refused.fail(error.code(), with_causes(&error), Instant::now());
        }
        // How the removal of what was queued goes is known at the next pass.
        if pass.queued == 0 {
            self.sweeping.succeed();
            if !pass.passed_over {
                self.refused.succeed();
            }
        }
    }

    fn until_next_expiry(&self, shared: &Shared) -> Duration {
        // LIMIT: expired documents whose removal is on its way do not keep the thread busy.
        const SHORTEST: Duration = Duration::from_millis(20);
        if self.stuck || self.sweeping.failure().is_some() {
            return PAUSE_MAX;
        }
        match attempt(|| Ok(shared.latest()?.next_expiry()?)) {
            Ok(Some(expiry)) => Timestamp::now().until(expiry).max(SHORTEST),
            _ => PAUSE_MAX,
        }
    }

    fn failure(&self) -> Option<&BackgroundFailure> {
        let failures = [&self.engine, &self.sweeping, &self.refused];
        failures.into_iter().find_map(Attempts::failure)
    }
}

/// How an attempt failed.
struct Failed {
    code: &'static str,
    message: String,
}

/// Does some work. A panic is a failure like others: who wants to know what is wrong must not have to wonder why nothing
/// happens any more.
fn attempt<T>(work: impl FnOnce() -> Result<T>) -> Result<T, Failed> {
    let outcome = if broken(Breakage::EndAtPanic) {
        Ok(work())
    } else {
        catch_unwind(AssertUnwindSafe(work))
    };
    match outcome {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Failed {
            code: error.code(),
            message: with_causes(&error),
        }),
        Err(panic) => Err(Failed {
            code: "INTERNAL",
            message: format!("background work panicked: {}", panic_text(panic.as_ref())),
        }),
    }
}

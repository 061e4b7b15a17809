//! Promises whose work ends on another thread: one queue of results for each environment, and one wake-up for all the
//! results that wait in it.
//!
//! The committer pushes the results of a commit group and wakes the event loop at the end of the group, unless it is awake
//! already; the loop takes whatever is there. So a group of a thousand batches costs one call of the threadsafe function
//! and not a thousand.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bimetal_store::{CheckReport, GroupEnd, Patched, Revision, Written};
use napi::sys;

use crate::batch_answer::BatchAnswer;
use crate::error::{Error, Result};

/// What a promise resolves to. A closed list, so that pushing a result allocates nothing.
pub(crate) enum Outcome {
    Nothing,
    Revision(Revision),
    /// What a batch did, as one number: see `Js::written`.
    Written(Written),
    Batch(Box<BatchAnswer>),
    Report(Box<CheckReport>),
    Patched(Patched),
    /// Settling this one panics: the test that the event loop survives it.
    #[cfg(debug_assertions)]
    Panic,
}

/// The results that wait to be settled on the environment's own thread.
pub(crate) struct Completions {
    queue: Mutex<Queue>,
}

struct Queue {
    finished: Vec<Finished>,
    /// `None` once the environment is being torn down: nobody is left to settle anything.
    waker: Option<Waker>,
    /// The loop was woken and has not yet found the queue empty.
    woken: bool,
}

/// One promise and what became of it.
pub(crate) struct Finished {
    pub(crate) deferred: Deferred,
    pub(crate) keeps_alive: bool,
    pub(crate) outcome: Result<Outcome>,
}

/// The native end of a promise. It may travel between threads; only the environment's thread settles it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deferred(pub(crate) sys::napi_deferred);

// SAFETY: other threads only carry the pointer; `Environment::settle` uses it on the environment's thread.
unsafe impl Send for Deferred {}

/// The threadsafe function that wakes the event loop.
struct Waker(sys::napi_threadsafe_function);

// SAFETY: calling it from any thread is what a threadsafe function is for. INVARIANT: it is called only under the
// queue's lock while `waker` is set, which `close` clears before Node-API takes the function away.
unsafe impl Send for Waker {}

impl Completions {
    pub(crate) fn new(waker: sys::napi_threadsafe_function) -> Self {
        Self {
            queue: Mutex::new(Queue {
                finished: Vec::new(),
                waker: Some(Waker(waker)),
                woken: false,
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        // A panic under this lock leaves the queue as it was before or after the push: both are fine.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, finished: Finished) {
        let mut queue = self.lock();
        // LIMIT: the deferred of a torn-down environment is leaked; its promise died with the environment.
        if queue.waker.is_some() {
            queue.finished.push(finished);
        }
    }

    /// Wakes the event loop if results wait for it.
    fn wake(&self) {
        let mut queue = self.lock();
        let Some(waker) = &queue.waker else { return };
        if queue.woken || queue.finished.is_empty() {
            return;
        }
        // SAFETY: see `Waker`. A refusal means that the environment is closing.
        let _refused = unsafe {
            sys::napi_call_threadsafe_function(
                waker.0,
                std::ptr::null_mut(),
                sys::ThreadsafeFunctionCallMode::nonblocking,
            )
        };
        queue.woken = true;
    }

    /// What has finished since the last look. An empty answer means that the next push wakes the loop again, so the
    /// caller asks until there is one.
    pub(crate) fn take(&self) -> Vec<Finished> {
        let mut queue = self.lock();
        if queue.finished.is_empty() {
            queue.woken = false;
        }
        std::mem::take(&mut queue.finished)
    }

    /// The environment is being torn down: from here on results are dropped.
    pub(crate) fn close(&self) {
        let mut queue = self.lock();
        queue.waker = None;
        queue.finished.clear();
    }

    /// Gives the reason for a promise whose work was dropped before it began.
    pub(crate) fn explain(&self, deferred: Deferred, error: Error) {
        if let Some(finished) = self
            .lock()
            .finished
            .iter_mut()
            .find(|finished| finished.deferred == deferred)
        {
            finished.outcome = Err(error);
        }
    }
}

impl GroupEnd for Completions {
    fn group_ended(&self) {
        self.wake();
    }
}

/// The promise of some work. Whoever does the work finishes it; dropped unfinished, the promise is rejected, so that
/// none is ever left pending.
pub(crate) struct Pending {
    completions: Arc<Completions>,
    deferred: Deferred,
    keeps_alive: bool,
    /// Somebody else wakes the event loop when more results are there.
    in_group: bool,
    outcome: Option<Result<Outcome>>,
}

impl Pending {
    pub(crate) fn new(completions: Arc<Completions>, deferred: Deferred, keeps_alive: bool) -> Self {
        Self {
            completions,
            deferred,
            keeps_alive,
            in_group: false,
            outcome: None,
        }
    }

    /// Hands the result to the event loop. May be called on any thread.
    pub(crate) fn finish(mut self, outcome: Result<Outcome>) {
        self.outcome = Some(outcome);
    }

    /// Whom the store tells of the end of a commit group, if the result is handed over with
    /// [`Pending::finish_in_group`].
    pub(crate) fn group_end(&self) -> Arc<dyn GroupEnd> {
        self.completions.clone()
    }

    /// Hands over the result of a batch. The event loop hears of it at the end of its commit group.
    pub(crate) fn finish_in_group(mut self, outcome: Result<Outcome>) {
        self.in_group = true;
        self.finish(outcome);
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.completions.push(Finished {
            deferred: self.deferred,
            keeps_alive: self.keeps_alive,
            outcome: self.outcome.take().unwrap_or(Err(Error::Abandoned)),
        });
        if !self.in_group {
            self.completions.wake();
        }
    }
}

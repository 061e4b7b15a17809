//! A batch on its way to the disk, and who waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use bimetal_document::Batch;

use crate::breakage::{Breakage, broken};
use crate::commit::written::Written;
use crate::error::{Error, Result};

/// Told the outcome of a batch, exactly once.
pub(crate) type Done = Box<dyn FnOnce(Result<Written>) + Send>;

/// Told when all the outcomes of a commit group have been told: who has a thousand batches in one group wakes up once and
/// not a thousand times.
pub trait GroupEnd: Send + Sync {
    /// Called once for a group, after the callbacks of its batches and on the same thread. It must be quick.
    fn group_ended(&self);
}

/// A batch and who waits for it.
pub(crate) struct Job {
    pub(crate) batch: Batch,
    /// Whether somebody wants to know what the writes met.
    pub(crate) is_asked: bool,
    /// When it was queued, where somebody wants to know.
    pub(crate) queued: Option<Instant>,
    done: Option<Done>,
    end: Option<Arc<dyn GroupEnd>>,
}

impl Job {
    pub(crate) fn new(batch: Batch, done: Done) -> Job {
        Job {
            batch,
            is_asked: false,
            queued: None,
            done: Some(done),
            end: None,
        }
    }

    pub(crate) fn with_end(batch: Batch, done: Done, end: Arc<dyn GroupEnd>) -> Job {
        let mut job = Job::new(batch, done);
        job.end = Some(end);
        job
    }

    /// What the job takes while it waits: its writes, its conditions, and something for itself.
    pub(crate) fn bytes(&self) -> usize {
        const ITSELF: usize = 256;
        if broken(Breakage::WeighNoConditions) {
            return self.batch.bytes() + ITSELF;
        }
        self.batch.weight() + ITSELF
    }

    fn tell(&mut self, outcome: Result<Written>) {
        if let Some(done) = self.done.take() {
            contain(|| done(outcome));
        }
    }
}

impl Drop for Job {
    /// However a job is lost, its caller hears of it. A promise that stays pending for ever is worse than an error.
    fn drop(&mut self) {
        self.tell(Err(Error::StorePoisoned {
            reason: "the commit was interrupted".into(),
        }));
        if let Some(end) = self.end.take() {
            contain(|| end.group_ended());
        }
    }
}

/// Tells each job its outcome, and at the end everyone who wants to hear of it.
pub(crate) fn finish_each(jobs: impl IntoIterator<Item = (Job, Result<Written>)>) {
    let mut ends: Vec<Arc<dyn GroupEnd>> = Vec::new();
    for (mut job, outcome) in jobs {
        job.tell(outcome);
        // Few environments write to one store, mostly one.
        if let Some(end) = job.end.take()
            && !ends.iter().any(|known| Arc::ptr_eq(known, &end))
        {
            ends.push(end);
        }
    }
    for end in ends {
        contain(|| end.group_ended());
    }
}

/// Tells each job the same error.
pub(crate) fn finish_all(jobs: impl IntoIterator<Item = Job>, error: &Error) {
    finish_each(jobs.into_iter().map(|job| (job, Err(error.clone()))));
}

/// A caller's panic is the caller's: it must not take the other callers' answers with it.
fn contain(callback: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(callback));
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use bimetal_document::Key;
    use bimetal_document::Limits;
    use bimetal_document::Revision;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Receiver, channel};

    pub(crate) fn job_of(batch: Batch) -> (Job, Receiver<Result<Revision>>) {
        let (sender, receiver) = channel();
        let done = move |outcome: Result<Written>| sender.send(outcome.map(|written| written.revision)).unwrap();
        (Job::new(batch, Box::new(done)), receiver)
    }

    pub(crate) fn job() -> (Job, Receiver<Result<Revision>>) {
        job_of(batch())
    }

    fn batch() -> Batch {
        let mut batch = Batch::new(Limits::default());
        batch.remove(&Key::parse("a").unwrap()).unwrap();
        batch
    }

    #[derive(Default)]
    struct Ends(AtomicUsize);

    impl GroupEnd for Ends {
        fn group_ended(&self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_job_that_is_dropped_tells_its_caller() {
        let (job, outcome) = job();
        drop(job);
        assert_eq!(outcome.recv().unwrap().unwrap_err().code(), "STORE_POISONED");
        assert!(outcome.recv().is_err(), "told once");
    }

    #[test]
    fn a_callback_that_panics_stops_nobody() {
        let job = Job::new(batch(), Box::new(|_| panic!("on purpose")));
        let (other, outcome) = self::job();
        finish_each([job, other].map(|job| (job, Ok(Written::at(Revision::ZERO)))));
        assert!(outcome.recv().unwrap().is_ok());
    }

    #[test]
    fn the_end_of_a_group_is_told_once_to_everyone_and_after_the_outcomes() {
        let ends: [Arc<Ends>; 2] = Default::default();
        let told = Arc::new(AtomicUsize::new(0));
        let jobs = (0..10).map(|number: usize| {
            let (end, told) = (ends[number % 2].clone(), told.clone());
            let before = ends[number % 2].clone();
            let done = Box::new(move |_| {
                assert_eq!(before.0.load(Ordering::Relaxed), 0, "the end comes after");
                told.fetch_add(1, Ordering::Relaxed);
            });
            (Job::with_end(batch(), done, end), Ok(Written::at(Revision::ZERO)))
        });
        finish_each(jobs);
        assert_eq!(told.load(Ordering::Relaxed), 10);
        assert_eq!(ends.map(|end| end.0.load(Ordering::Relaxed)), [1, 1]);
    }
}

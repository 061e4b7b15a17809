//! Batches on their way to the committer thread.

use std::collections::VecDeque;
use std::mem;
use std::sync::PoisonError;

use bimetal_locks::{Condvar, Mutex, lock, yield_now};

use crate::commit::job::{Job, finish_all};
use crate::error::Error;

/// LIMIT: what one commit group takes, so that one fsync never waits for an unbounded write. One batch always fits.
const GROUP_BYTES_MAX: usize = 64 << 20;
const GROUP_BATCHES_MAX: usize = 4096;

/// LIMIT: the bytes of the batches that wait. Callers who write faster than the disk hear of it instead of filling the
/// memory. One batch always fits.
const QUEUE_BYTES_MAX: usize = 256 << 20;

/// How often the committer looks whether the queue has become quiet.
///
/// Without the look, the first put of a burst is committed alone and the others wait for a second fsync: measured,
/// 31,000 durable puts a second from 64 writers against 128,000 with it, and no cost that shows on a single put.
const GATHER_POLLS: usize = 30;

/// Jobs in the order in which they will commit.
pub(crate) struct CommitQueue {
    state: Mutex<State>,
    ready: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    bytes: usize,
    closing: bool,
    poison: Option<Error>,
}

impl CommitQueue {
    pub(crate) fn new() -> CommitQueue {
        CommitQueue {
            state: Mutex::new(State::default()),
            ready: Condvar::new(),
        }
    }

    /// Appends a job. One that comes too late is told so on the caller's thread.
    pub(crate) fn push(&self, job: Job) {
        let mut state = lock(&self.state);
        let refused = match &state.poison {
            Some(poison) => Some(poison.clone()),
            None if state.closing => Some(Error::StoreClosed),
            None if !state.jobs.is_empty() && state.bytes.saturating_add(job.bytes()) > QUEUE_BYTES_MAX => {
                Some(Error::QueueFull {
                    bytes_max: QUEUE_BYTES_MAX,
                })
            }
            None => None,
        };
        if let Some(error) = refused {
            // The callback must not run under the lock: it may come back with another batch.
            drop(state);
            return finish_all([job], &error);
        }
        let was_empty = state.jobs.is_empty();
        state.bytes += job.bytes();
        state.jobs.push_back(job);
        drop(state);
        if was_empty {
            self.ready.notify_one();
        }
    }

    /// Why later writes are refused, if they are.
    pub(crate) fn poison(&self) -> Option<Error> {
        lock(&self.state).poison.clone()
    }

    /// How many batches wait, and how many bytes they have.
    pub(crate) fn waiting(&self) -> (usize, usize) {
        let state = lock(&self.state);
        (state.jobs.len(), state.bytes)
    }

    /// The next commit group, in order. Waits for one; `None` when the queue is closed and empty.
    pub(crate) fn next_group(&self) -> Option<Vec<Job>> {
        self.wait_for_work()?;
        self.gather();
        let mut state = lock(&self.state);
        let mut group = Vec::new();
        let mut bytes = 0_usize;
        while let Some(job) = state.jobs.front() {
            let job_bytes = job.bytes();
            bytes = bytes.saturating_add(job_bytes);
            let full = bytes > GROUP_BYTES_MAX || group.len() == GROUP_BATCHES_MAX;
            if full && !group.is_empty() {
                break;
            }
            state.bytes -= job_bytes;
            group.extend(state.jobs.pop_front());
        }
        Some(group)
    }

    /// Refuses every later job with `poison`, and those that wait, on the caller's thread.
    pub(crate) fn poison_with(&self, poison: Error) {
        let mut state = lock(&self.state);
        let poison = state.poison.get_or_insert(poison).clone();
        let jobs = mem::take(&mut state.jobs);
        state.bytes = 0;
        drop(state);
        finish_all(jobs, &poison);
    }

    /// Takes no more jobs; those that wait are still committed.
    pub(crate) fn close(&self) {
        lock(&self.state).closing = true;
        self.ready.notify_all();
    }

    fn wait_for_work(&self) -> Option<()> {
        let mut state = lock(&self.state);
        while state.jobs.is_empty() {
            if state.closing {
                return None;
            }
            state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        Some(())
    }

    /// Lets the writers of a burst arrive: gives way until a look finds the queue no longer than the last one did.
    fn gather(&self) {
        let mut seen = lock(&self.state).jobs.len();
        for _ in 0..GATHER_POLLS {
            yield_now();
            let waiting = lock(&self.state).jobs.len();
            if waiting == seen {
                break;
            }
            seen = waiting;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::job::finish_each;
    use crate::commit::job::tests::{job, job_of};
    use crate::commit::written::Written;
    use bimetal_document::Batch;
    use bimetal_document::Key;
    use bimetal_document::Limits;
    use bimetal_document::Revision;

    #[test]
    fn jobs_that_wait_together_make_one_group_in_order() {
        let queue = CommitQueue::new();
        let outcomes: Vec<_> = (0..3)
            .map(|_| {
                let (job, outcome) = job();
                queue.push(job);
                outcome
            })
            .collect();
        let group = queue.next_group().unwrap();
        let revisions = (0..).map(|number| Ok(Written::at(Revision::new(number))));
        finish_each(group.into_iter().zip(revisions));
        let revisions: Vec<_> = outcomes
            .iter()
            .map(|outcome| outcome.recv().unwrap().unwrap().get())
            .collect();
        assert_eq!(revisions, [0, 1, 2]);
    }

    #[test]
    fn a_closed_queue_gives_what_waits_and_takes_nothing() {
        let queue = CommitQueue::new();
        let (early, _early) = job();
        queue.push(early);
        queue.close();
        let (late, refused) = job();
        queue.push(late);
        assert_eq!(refused.recv().unwrap().unwrap_err().code(), "STORE_CLOSED");
        assert_eq!(queue.next_group().unwrap().len(), 1);
        assert!(queue.next_group().is_none());
    }

    #[test]
    fn a_queue_that_is_full_refuses_what_comes_until_some_is_taken() {
        let mut limits = Limits::default();
        (limits.value_bytes_max, limits.batch_bytes_max) = (usize::MAX, usize::MAX);
        let text = format!("\"{}\"", "x".repeat(QUEUE_BYTES_MAX / 2));
        let value = bimetal_document::Value::parse(text.as_bytes(), &limits).unwrap();
        let queue = CommitQueue::new();
        let push = || {
            let mut batch = Batch::new(limits);
            batch.put(&Key::parse("a").unwrap(), value.clone()).unwrap();
            let (job, outcome) = job_of(batch);
            queue.push(job);
            outcome
        };
        let waiting = push();
        let refused = push();
        assert_eq!(refused.recv().unwrap().unwrap_err().code(), "QUEUE_FULL");
        assert!(waiting.try_recv().is_err(), "still waiting");
        assert_eq!(queue.next_group().unwrap().len(), 1);
        let welcome = push();
        assert!(welcome.try_recv().is_err(), "still waiting");
    }

    #[test]
    fn conditions_count_and_a_queue_that_is_full_of_them_refuses_what_comes() {
        let queue = CommitQueue::new();
        let mut outcomes = Vec::new();
        for _ in 0..1000 {
            let mut batch = Batch::new(Limits::default());
            batch.remove(&Key::parse("a").unwrap()).unwrap();
            for number in 0..10_000 {
                let key = Key::of("abcdefgh-", number).unwrap();
                batch.require(&key, bimetal_document::Condition::Absent).unwrap();
            }
            let (job, outcome) = job_of(batch);
            queue.push(job);
            let full = outcome.try_recv().map(|outcome| outcome.unwrap_err().code());
            outcomes.push(outcome);
            if full.is_ok() {
                assert_eq!(full, Ok("QUEUE_FULL"));
                break;
            }
        }
        assert!((50..200).contains(&outcomes.len()), "{} batches wait", outcomes.len());
        assert!(
            queue.next_group().unwrap().len() < 50,
            "one group looks for all of them"
        );
    }

    #[test]
    fn a_poisoned_queue_refuses_those_that_wait_and_those_that_come() {
        let queue = CommitQueue::new();
        let (waiting, first) = job();
        queue.push(waiting);
        queue.poison_with(Error::StorePoisoned {
            reason: "a test".into(),
        });
        let (late, second) = job();
        queue.push(late);
        for outcome in [first, second] {
            assert!(outcome.recv().unwrap().unwrap_err().to_string().contains("a test"));
        }
        queue.close();
        assert!(queue.next_group().is_none());
    }
}

//! The one thread that writes.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use bimetal_document::Revision;
use bimetal_engine::{ApplyError, Commit, Engine, EngineSnapshot, with_causes};
use bimetal_files::Files;
use bimetal_locks::{Mutex, lock};

use crate::breakage::{Breakage, broken};
use crate::commit::conditional_group::ConditionalGroup;
use crate::commit::counts::CommitCounts;
use crate::commit::job::{Job, finish_all, finish_each};
use crate::commit::queue::CommitQueue;
use crate::commit::times::KeptTimes;
use crate::commit::written::{GroupMarks, Written};
use crate::error::{Error, Result};
use crate::feed::hub::FeedHub;

/// What the committer and the readers of one store share.
pub(crate) struct Shared {
    pub(crate) engine: Box<dyn Engine>,
    /// The folder that the engine works in, if it has one.
    files: Option<Arc<dyn Files>>,
    pub(crate) queue: CommitQueue,
    pub(crate) counts: CommitCounts,
    pub(crate) times: KeptTimes,
    pub(crate) feeds: FeedHub,
    /// The store as of the last commit group. Reads and snapshots start from here, so they cost no transaction each,
    /// and go on when the engine can write no more. `None` once the store has closed.
    latest: Mutex<Option<Arc<dyn EngineSnapshot>>>,
}

impl Shared {
    pub(crate) fn new(engine: Box<dyn Engine>, ring_changes_max: usize) -> Result<Shared> {
        let latest = engine.snapshot()?;
        let feeds = FeedHub::new(latest.revision(), ring_changes_max);
        Ok(Shared {
            engine,
            files: None,
            queue: CommitQueue::new(),
            counts: CommitCounts::default(),
            times: KeptTimes::default(),
            feeds,
            latest: Mutex::new(Some(latest)),
        })
    }

    /// Watches over a folder: see [`Shared::check_place`].
    pub(crate) fn in_folder(mut self, files: Arc<dyn Files>) -> Shared {
        self.files = Some(files);
        self
    }

    /// Refuses writes for good once the folder, or the file that is written, is not where it was opened: what is written to
    /// files without a name goes with the process, and what is written to a folder elsewhere is not found again.
    pub(crate) fn check_place(&self) -> Result<()> {
        let Some(files) = &self.files else { return Ok(()) };
        if files.is_in_place() {
            return self.check_file();
        }
        self.gone(files.as_ref())
    }

    /// The same, by the file alone, whose path leads through the folder. LIMIT: a folder in whose place another one was put that
    /// has the very same file, by a hard link, is noticed by the background thread.
    fn check_file(&self) -> Result<()> {
        match &self.files {
            Some(files) if !self.engine.is_in_place() => self.gone(files.as_ref()),
            _ => Ok(()),
        }
    }

    fn gone(&self, files: &dyn Files) -> Result<()> {
        if broken(Breakage::TrustThePlace) {
            return Ok(());
        }
        let path = files.path().display();
        Err(self.poison(format!(
            "the data folder {path} or a file in it was removed, moved or replaced"
        )))
    }

    pub(crate) fn latest(&self) -> Result<Arc<dyn EngineSnapshot>> {
        lock(&self.latest).clone().ok_or(Error::StoreClosed)
    }

    /// Lets go of the engine. The committer has ended.
    pub(crate) fn close(&self) -> Result<()> {
        *lock(&self.latest) = None;
        self.feeds.close();
        Ok(self.engine.close()?)
    }

    /// Commits what is queued until the queue closes.
    pub(crate) fn run(&self) {
        while let Some(jobs) = self.queue.next_group() {
            // The queue knows of the poison before any caller does: a caller that hears of a failure and writes again
            // is refused and not committed.
            let committed = catch_unwind(AssertUnwindSafe(|| self.commit_group(jobs)));
            if let Err(panic) = committed {
                self.poison(format!("the committer panicked: {}", panic_text(panic.as_ref())));
            }
        }
    }

    fn commit_group(&self, mut jobs: Vec<Job>) {
        let taken = self.times.now();
        jobs.iter_mut().for_each(|job| job.batch.sort());
        let ready = self.queue.poison().map_or(Ok(()), Err).and_then(|()| self.latest());
        let latest = match ready {
            Ok(latest) => latest,
            Err(error) => return finish_all(jobs, &error),
        };
        let outcomes = decide(&jobs, latest.as_ref());
        let group: Vec<Commit<'_>> = jobs
            .iter()
            .zip(&outcomes)
            .filter_map(|(job, outcome)| {
                let revision = *outcome.as_ref().ok()?;
                Some(Commit {
                    revision,
                    batch: &job.batch,
                })
            })
            .collect();
        if group.is_empty() {
            return finish_each(written(jobs, outcomes, &GroupMarks::default()));
        }

        let mut marks = GroupMarks::new(asked_writes(&jobs));
        let mut tell = |write, expires| marks.mark(write, expires);
        // A panic in the engine leaves its state unknown, like a failed commit.
        match catch_unwind(AssertUnwindSafe(|| self.engine.apply_telling(&group, &mut tell))) {
            // Looked at after the group was written, since a folder that goes takes what was written before.
            Ok(Ok(())) => match self.check_file() {
                Ok(()) => {
                    self.counts.add_group(group.len());
                    self.publish(&group);
                    if let Some(taken) = taken {
                        self.keep_times(taken, &jobs, &outcomes);
                    }
                    finish_each(written(jobs, outcomes, &marks));
                }
                Err(gone) => finish_all(jobs, &gone),
            },
            Ok(Err(ApplyError::Refused(error))) => self.refuse(jobs, &error.into()),
            Ok(Err(ApplyError::Failed(error))) => {
                self.poison(with_causes(&error));
                finish_all(jobs, &error.into());
            }
            Err(panic) => {
                let poison = self.poison(format!("the engine panicked: {}", panic_text(panic.as_ref())));
                finish_all(jobs, &poison);
            }
        }
    }

    /// Keeps when the batches of a durable group were where, before their callers hear of it and ask.
    fn keep_times(&self, taken: Instant, jobs: &[Job], outcomes: &[Result<Revision>]) {
        let batches = jobs.iter().zip(outcomes);
        let batches = batches.filter_map(|(job, outcome)| Some((*outcome.as_ref().ok()?, job.queued)));
        self.times.end_group(taken, batches, self.engine.last_group_fsync());
    }

    /// Shows readers the engine's latest state of the same revision: after background work moved documents, the old
    /// state would keep files that nobody needs.
    pub(crate) fn refresh(&self) {
        let Ok(mut snapshot) = self.engine.snapshot() else {
            return;
        };
        let mut latest = lock(&self.latest);
        if let Some(shown) = latest.as_mut()
            // The committer may have published more, or be about to publish what this snapshot shows.
            && (snapshot.revision() == shown.revision() || refreshes_blindly())
        {
            std::mem::swap(shown, &mut snapshot);
        }
        // The one that nobody needs goes without the lock: it may have files to remove.
        drop(latest);
        drop(snapshot);
    }

    /// The group is durable. Readers and feeds see it before its callers do, so that whoever awaited a write reads it.
    fn publish(&self, group: &[Commit<'_>]) {
        match self.engine.snapshot() {
            Ok(snapshot) => {
                let shown_until_now = lock(&self.latest).replace(snapshot);
                // Without the lock: it may be the last that needs some file.
                drop(shown_until_now);
            }
            // The writes are kept, so they are answered as kept. But readers would no longer see what is written.
            Err(error) => drop(self.poison(with_causes(&error))),
        }
        self.feeds.publish(group);
    }

    /// The engine refused a group and can go on. Batches that do not fit together may fit one by one.
    fn refuse(&self, jobs: Vec<Job>, error: &Error) {
        if jobs.len() == 1 {
            return finish_all(jobs, error);
        }
        jobs.into_iter().for_each(|job| self.commit_group(vec![job]));
    }

    fn poison(&self, reason: String) -> Error {
        let poison = Error::StorePoisoned { reason: reason.into() };
        self.queue.poison_with(poison.clone());
        poison
    }
}

#[cfg(all(test, shuttle))]
thread_local! {
    /// A breakage that only another order of threads brings to light: background work shows readers a state that may be
    /// older than the one they have seen.
    pub(super) static REFRESHES_BLINDLY: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

#[cfg(all(test, shuttle))]
fn refreshes_blindly() -> bool {
    REFRESHES_BLINDLY.get()
}

#[cfg(not(all(test, shuttle)))]
fn refreshes_blindly() -> bool {
    false
}

/// The revision that each batch commits at, or why it does not: its conditions do not hold, or nobody can tell.
fn decide(jobs: &[Job], latest: &dyn EngineSnapshot) -> Vec<Result<Revision>> {
    let batches = jobs.iter().map(|job| &job.batch);
    let mut group = ConditionalGroup::new(latest, batches);
    if broken(Breakage::FailTheGroup)
        && let Some(error) = group.unread()
    {
        return jobs.iter().map(|_| Err(error.clone())).collect();
    }
    let mut last = latest.revision();
    let outcomes = jobs.iter().map(|job| {
        group.check(&job.batch)?;
        last = last.next();
        group.accept(&job.batch, last);
        Ok(last)
    });
    outcomes.collect()
}

/// The number of writes of a group, if somebody wants to know what they met.
fn asked_writes(jobs: &[Job]) -> usize {
    let is_asked = jobs.iter().any(|job| job.is_asked);
    jobs.iter().filter(|_| is_asked).map(|job| job.batch.len()).sum()
}

/// What each job is told. The marks are those of the batches that committed, one behind the other.
fn written(
    jobs: Vec<Job>,
    outcomes: Vec<Result<Revision>>,
    marks: &GroupMarks,
) -> impl Iterator<Item = (Job, Result<Written>)> {
    let mut first = 0;
    jobs.into_iter().zip(outcomes).map(move |(job, outcome)| {
        let outcome = outcome.map(|revision| {
            let writes = first..first + job.batch.len();
            first = writes.end;
            if job.is_asked {
                marks.written(revision, writes)
            } else {
                Written::at(revision)
            }
        });
        (job, outcome)
    })
}

/// The message of a panic.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

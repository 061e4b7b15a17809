//! What an engine says about itself.

use bimetal_document::{Revision, Timestamp};

use crate::fsync_times::FsyncHistogram;

/// Figures of an open store, for an operator: cheap to ask for, and true at the moment of asking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// The documents, those included whose time to live is over and that wait to be removed.
    pub documents: u64,
    /// The documents that have a time to live.
    pub expiring_documents: u64,
    /// The bytes on disk that documents need: keys, values and what the engine adds to each.
    pub live_bytes: u64,
    /// The bytes on disk of what was overwritten or removed, and of removals that are still needed.
    pub dead_bytes: u64,
    /// The bytes that the engine's files take on disk.
    pub disk_bytes: u64,
    /// The engine's data files.
    pub segments: u64,
    /// A change feed can begin after this revision, and not before it.
    pub changes_since: Revision,
    /// The fsyncs since the store was opened.
    pub syncs: u64,
    /// How long the last fsyncs took, in microseconds, newest last; 128 at most.
    pub sync_micros: Vec<u32>,
    /// How many of all fsyncs took how long.
    pub sync_histogram: FsyncHistogram,
    /// The writes so far. The store fills it in: the engine knows no queue.
    pub commits: Commits,
    /// What compaction is doing.
    pub compaction: Compaction,
    /// The bytes that background work has written since the store was opened: compaction, and the checkpoint.
    pub compacted_bytes: u64,
    /// Why background work does not get on, `None` while it does. The store fills it in: it does the work.
    pub background_failure: Option<BackgroundFailure>,
}

/// The writes of a store since it was opened, and those that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commits {
    /// The commit groups that are on disk.
    pub groups: u64,
    /// The batches in them.
    pub batches: u64,
    /// The batches that wait for their commit group.
    pub queued_batches: u64,
    /// The bytes of those.
    pub queued_bytes: u64,
}

/// Background work that failed and is tried again, with pauses that grow. Reads and writes go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackgroundFailure {
    /// The code of the last error; `INTERNAL` for a panic.
    pub code: &'static str,
    /// The last error and its causes, in one line.
    pub message: String,
    /// When the first of the failures was that followed one another.
    pub since: Timestamp,
    /// How many there were.
    pub failures: u64,
}

/// What compaction is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compaction {
    /// Nothing: there is little to gain, or the engine has none.
    #[default]
    Idle,
    /// Writing segments anew.
    Running,
    /// Waiting until the disk has room for what a round writes.
    WaitingForRoom,
    /// It met damage or a disk that fails, and is tried again later; or a write has failed for good, and nothing is written
    /// any more. `check` names the damage.
    Stopped,
}

impl Compaction {
    /// The name in statistics that leave Rust.
    pub fn name(self) -> &'static str {
        match self {
            Compaction::Idle => "idle",
            Compaction::Running => "running",
            Compaction::WaitingForRoom => "waiting for room",
            Compaction::Stopped => "stopped",
        }
    }
}

/// What a check of the whole store found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// The documents that were read.
    pub documents: u64,
    /// The records whose checksums were compared, superseded ones included.
    pub records: u64,
    /// The bytes that were read.
    pub bytes: u64,
    /// What is wrong, one sentence each with the place; none when all is well. LIMIT: the first 100.
    pub problems: Vec<String>,
}

impl CheckReport {
    /// LIMIT: the most problems that a report lists; a damaged disk can have millions.
    pub const PROBLEMS_MAX: usize = 100;

    /// Adds a problem while there is room for it.
    pub fn add(&mut self, problem: impl Into<String>) {
        if self.problems.len() < CheckReport::PROBLEMS_MAX {
            self.problems.push(problem.into());
        }
    }
}

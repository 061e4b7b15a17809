//! An engine that counts its groups, holds them back, and fails when told to.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};

use bimetal_document::{Revision, Timestamp};
use bimetal_engine::{
    ApplyError, CheckReport, Commit, Engine, EngineSnapshot, Error, Maintenance, Progress, Result, Statistics, Tell,
};
use bimetal_files::Files;
use bimetal_store::{EngineSource, OpenOptions, Store};

use super::memory::{Memory, MemoryEngine};

/// What the engine does with the next groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Work,
    /// Wait inside the commit until another order comes.
    Hold,
    /// Refuse groups of more than this many batches, whole and unharmed.
    RefuseAbove(usize),
    /// Fail, with the state of the disk unknown.
    Fail,
    Panic,
    /// Take writes, and fail at background work.
    FailBehind,
    /// Take writes, and panic at background work.
    PanicBehind,
}

/// Gives the orders and reads the counts. A clone is the same control.
#[derive(Clone, Default)]
pub struct Control {
    state: Arc<(Mutex<State>, Condvar)>,
    memory: Arc<Memory>,
}

#[derive(Default)]
struct State {
    order: Order,
    holding: bool,
    groups: Vec<usize>,
}

impl Control {
    pub fn open(&self, path: &Path) -> Store {
        let control = self.clone();
        let source = EngineSource::new("rigged", move |folder| {
            Ok(Box::new(Rigged {
                control: control.clone(),
                memory: control.memory.open(folder.path()),
            }))
        });
        Store::open(path, OpenOptions::default().engine_source(source)).unwrap()
    }

    pub fn order(&self, order: Order) {
        self.state.0.lock().unwrap().order = order;
        self.state.1.notify_all();
    }

    /// Waits until the committer is held inside a commit.
    pub fn wait_until_held(&self) {
        let state = self.state.0.lock().unwrap();
        drop(self.state.1.wait_while(state, |state| !state.holding).unwrap());
    }

    /// The number of batches in each group that was applied.
    pub fn groups(&self) -> Vec<usize> {
        self.state.0.lock().unwrap().groups.clone()
    }

    fn obey(&self, batches: usize) -> Result<(), ApplyError> {
        let mut state = self.state.0.lock().unwrap();
        state.holding = state.order == Order::Hold;
        self.state.1.notify_all();
        let mut state = self
            .state
            .1
            .wait_while(state, |state| state.order == Order::Hold)
            .unwrap();
        state.holding = false;
        match state.order {
            Order::RefuseAbove(most) if batches > most => Err(ApplyError::Refused(Error::DiskFull {
                bytes_needed: 1,
                source: None,
            })),
            Order::Fail => {
                let cause = std::io::Error::other("the cable is out");
                let action = "make durable";
                Err(ApplyError::Failed(Error::Io {
                    action,
                    path: "/rigged".into(),
                    source: Arc::new(cause),
                }))
            }
            Order::Panic => {
                drop(state);
                panic!("rigged to panic")
            }
            _ => {
                state.groups.push(batches);
                Ok(())
            }
        }
    }
}

struct Rigged {
    control: Control,
    memory: MemoryEngine,
}

impl Engine for Rigged {
    fn apply_telling(&self, group: &[Commit<'_>], tell: &mut Tell<'_>) -> Result<(), ApplyError> {
        self.control.obey(group.len())?;
        self.memory.apply_telling(group, tell)
    }

    fn snapshot(&self) -> Result<Arc<dyn EngineSnapshot>> {
        self.memory.snapshot()
    }

    fn maintain(&self, _now: Timestamp) -> Result<Maintenance> {
        let order = self.control.state.0.lock().unwrap().order;
        match order {
            Order::FailBehind => Err(Error::io(
                "write",
                Path::new("/rigged"),
                std::io::Error::other("the cable is out"),
            )),
            Order::PanicBehind => panic!("rigged to panic behind"),
            _ => Ok(Maintenance::Idle),
        }
    }

    fn statistics(&self) -> Result<Statistics> {
        self.memory.statistics()
    }

    fn check(&self, progress: &mut Progress<'_>) -> Result<CheckReport> {
        self.memory.check(progress)
    }

    fn backup(&self, folder: &Arc<dyn Files>, progress: &mut Progress<'_>) -> Result<Revision> {
        self.memory.backup(folder, progress)
    }

    fn fill(&self, source: &dyn EngineSnapshot, progress: &mut Progress<'_>) -> Result<()> {
        self.memory.fill(source, progress)
    }

    fn close(&self) -> Result<()> {
        self.memory.close()
    }
}

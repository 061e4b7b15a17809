//! A whole disk in memory: folders, files, faults, and a clock of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::names::{Names, NodeNumber};
use super::node::{Fate, Node};
use super::random::Random;
use super::weather::{Call, DiskFault, Weather};

/// How the process comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The process is killed: everything that it has written stays, and none of it is more durable than before.
    Process,
    /// The power is cut.
    Power,
}

pub(super) struct Disk {
    pub(super) random: Random,
    folders: BTreeMap<PathBuf, Names>,
    nodes: Vec<Node>,
    /// The files that may take room: those that have lost their names and are not open never do again.
    taking: Vec<NodeNumber>,
    /// The files whose locks the process has.
    locked: BTreeSet<NodeNumber>,
    pub(super) weather: Option<Weather>,
    /// The bytes that there is room for; without end where there is none.
    pub(super) size: Option<u64>,
    /// The bytes that were written, whatever became of them.
    pub(super) written: u64,
    /// The calls until the process comes to its end.
    pub(super) stop_in: Option<(u64, Stop)>,
    pub(super) stopped: Option<Stop>,
    /// Who has files open: the ends so far.
    pub(super) process: u64,
    pub(super) calls: u64,
    pub(super) millis: u64,
    micros: u64,
}

/// What is left of a call that the process does not live to see the end of.
pub(super) enum Turn {
    /// The call is done, unless it fails by itself.
    Whole,
    /// The call fails, after a part of it.
    Fails(io::Error),
    /// The process ends here; whether the call was done is open.
    Last { done: bool },
}

impl Disk {
    pub(super) fn new(seed: u64) -> Disk {
        Disk {
            random: Random::new(seed),
            folders: BTreeMap::new(),
            nodes: Vec::new(),
            taking: Vec::new(),
            locked: BTreeSet::new(),
            weather: None,
            size: None,
            written: 0,
            stop_in: None,
            stopped: None,
            process: 0,
            calls: 0,
            // Some day in 2023.
            millis: 1_700_000_000_000,
            micros: 0,
        }
    }

    /// The beginning of each call.
    pub(super) fn begin(&mut self, process: u64, call: Call) -> io::Result<Turn> {
        if self.stopped.is_some() || process != self.process {
            return Err(gone());
        }
        self.calls += 1;
        self.pass(if call == Call::Sync { 500 } else { 5 });
        if let Some((left, stop)) = self.stop_in.as_mut() {
            if *left == 0 {
                self.stopped = Some(*stop);
                return Ok(Turn::Last {
                    done: self.random.one_in(2),
                });
            }
            *left -= 1;
        }
        let Some(weather) = self.weather else {
            return Ok(Turn::Whole);
        };
        if !weather.strikes(call, &mut self.random) {
            return Ok(Turn::Whole);
        }
        Ok(match weather.fault {
            DiskFault::Slow => {
                self.pass(3_000_000);
                Turn::Whole
            }
            DiskFault::NoSpace | DiskFault::SyncNoSpace => Turn::Fails(io::ErrorKind::StorageFull.into()),
            DiskFault::WriteError | DiskFault::ReadError | DiskFault::SyncError => {
                Turn::Fails(io::Error::other("the simulated disk fails"))
            }
        })
    }

    /// A call that is done or not.
    pub(super) fn begin_whole(&mut self, process: u64, call: Call) -> io::Result<()> {
        match self.begin(process, call)? {
            Turn::Whole | Turn::Last { done: true } => Ok(()),
            Turn::Fails(error) => Err(error),
            Turn::Last { done: false } => Err(gone()),
        }
    }

    /// A call that was the last one does not come back, even if it was done.
    pub(super) fn end<T>(&self, value: T) -> io::Result<T> {
        if self.stopped.is_some() { Err(gone()) } else { Ok(value) }
    }

    fn pass(&mut self, micros: u64) {
        self.micros += micros;
        self.millis += self.micros / 1000;
        self.micros %= 1000;
    }

    pub(super) fn folder(&mut self, path: &Path) -> io::Result<&mut Names> {
        self.folders.get_mut(path).ok_or(io::ErrorKind::NotFound.into())
    }

    pub(super) fn make_folder(&mut self, path: &Path) {
        for path in path.ancestors() {
            self.folders.entry(path.to_path_buf()).or_default();
        }
    }

    pub(super) fn remove_folder(&mut self, path: &Path) {
        self.folders.remove(path);
    }

    pub(super) fn has_folder(&self, path: &Path) -> bool {
        self.folders.contains_key(path)
    }

    pub(super) fn has_folder_below(&self, path: &Path) -> bool {
        self.folders.keys().any(|other| other.parent() == Some(path))
    }

    /// Returns whether the lock was free.
    pub(super) fn take_lock(&mut self, node: NodeNumber) -> bool {
        self.locked.insert(node)
    }

    pub(super) fn give_lock_back(&mut self, process: u64, node: NodeNumber) {
        // What an earlier process had went with it.
        if process == self.process {
            self.locked.remove(&node);
        }
    }

    pub(super) fn node(&mut self, number: NodeNumber) -> io::Result<&mut Node> {
        self.nodes.get_mut(number).ok_or(io::ErrorKind::NotFound.into())
    }

    /// The bytes that there is still room for, `None` where there is no end of them.
    pub(super) fn free(&mut self) -> Option<u64> {
        let size = self.size?;
        Some(size.saturating_sub(self.taken()))
    }

    /// What files take that have a name, or are open.
    pub(super) fn taken(&mut self) -> u64 {
        let mut named: Vec<NodeNumber> = self.folders.values().flat_map(Names::seen).collect();
        named.sort_unstable();
        let nodes = &self.nodes;
        let mut taken = 0;
        self.taking.retain(|number| {
            let node = nodes.get(*number);
            let takes = node.filter(|node| node.is_open() || named.binary_search(number).is_ok());
            taken += takes.map_or(0, |node| node.cache.len() as u64);
            takes.is_some()
        });
        taken
    }

    pub(super) fn fail_sync(&mut self, number: NodeNumber) {
        if let Some(node) = self.nodes.get_mut(number) {
            node.fail_sync(&mut self.random);
        }
    }

    pub(super) fn add_node(&mut self) -> NodeNumber {
        let number = self.nodes.len();
        self.nodes.push(Node::default());
        self.taking.push(number);
        number
    }

    /// The process has ended, and another one begins.
    pub(super) fn restart(&mut self, stop: Stop) {
        let stop = self.stopped.take().unwrap_or(stop);
        (self.stop_in, self.weather) = (None, None);
        self.process += 1;
        self.locked.clear();
        match stop {
            Stop::Power => {
                let fate = Fate::choose(&mut self.random);
                self.folders
                    .values_mut()
                    .for_each(|names| names.cut_power(fate, &mut self.random));
                self.nodes
                    .iter_mut()
                    .for_each(|node| node.cut_power(fate, &mut self.random));
            }
            Stop::Process => {
                for node in &mut self.nodes {
                    if self.random.one_in(2) {
                        node.evict();
                    }
                }
            }
        }
        // A name that was lost may be back.
        self.taking = (0..self.nodes.len()).collect();
        let mut named = vec![false; self.nodes.len()];
        for node in self.folders.values().flat_map(Names::nodes) {
            if let Some(named) = named.get_mut(node) {
                *named = true;
            }
        }
        for (node, named) in self.nodes.iter_mut().zip(named) {
            if !named {
                *node = Node::default();
            }
        }
    }
}

/// What every call answers once the process has come to its end.
pub(super) fn gone() -> io::Error {
    io::Error::other("the simulated process is at its end")
}

//! One history.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bimetal_document::{Key, Timestamp, Value};
use bimetal_engine::{ChangeReader, Engine, EngineSnapshot, Error};
use bimetal_files::simulated::{DiskFault, Random, SimulatedDisk, Stop};
use bimetal_log::{LogEngine, LogOptions};
use bimetal_redb::RedbEngine;

use super::beginning::options;
use super::keys::{keys, record_bytes};
use super::model::{Documents, Model, Writes};
use super::put_back::Copied;
use super::reading::compare_all;
use super::{Counts, Kind, Plan, STEP, damage, load, room};

/// The part of the seed that says what the history is about; steps have the numbers from zero.
const BEGINNING: u64 = u64::MAX;

/// One history in this many is compared with redb as well: each of its commits is a real transaction.
const REDB_ONE_IN: u64 = 100;

/// One history in this many has compaction under load beside it, which takes longer than all the rest.
const LOAD_ONE_IN: u64 = 200;

pub struct History {
    pub plan: Plan,
    pub seed: u64,
    pub kind: Kind,
    pub disk: SimulatedDisk,
    pub folder: PathBuf,
    pub options: LogOptions,
    pub engine: Option<LogEngine>,
    pub model: Model,
    /// A group that was not answered, or not for certain: any of its batches may be there after the next open.
    pub pending: Vec<Writes>,
    /// What the store was being filled with when the process came to its end: it is there, or nothing is.
    pub filling: Option<Model>,
    /// A write has failed for good.
    pub poisoned: bool,
    /// What is wrong with the disk at the moment.
    pub fault: Option<DiskFault>,
    /// Something has been wrong since the engine was opened.
    pub was_fault: bool,
    pub snapshots: Vec<Held>,
    pub follower: Option<Follower>,
    /// Backups by folder, with what is in them.
    pub backups: Vec<(PathBuf, u64, Documents)>,
    pub backups_made: u64,
    /// How large the disk is, if it is small.
    pub size: Option<u64>,
    pub copied: Option<Copied>,
    /// Bits that flipped.
    pub flips: Vec<damage::Flip>,
    pub redb: Option<RedbEngine>,
    /// All keys have the form that earlier releases had, and now and then the folder is one that such a release wrote.
    pub old: bool,
    pub keys: Vec<Key>,
    /// The time for the engine's clock.
    clock: Arc<AtomicU64>,
    pub counts: Counts,
}

/// A snapshot and what it should show for as long as it is held.
pub struct Held {
    pub snapshot: Arc<dyn EngineSnapshot>,
    pub documents: Documents,
    pub revision: u64,
}

/// A reader of changes and how far it has come.
pub struct Follower {
    pub reader: Box<dyn ChangeReader>,
    pub read: u64,
}

impl History {
    pub fn new(plan: Plan) -> History {
        let seed = plan.history_seed();
        let mut random = Random::part(seed, BEGINNING);
        // To fill a disk takes longer than most histories.
        let kind = match random.below(64) {
            0..24 => Kind::Crash,
            24..47 => Kind::Fault,
            47..63 => Kind::Damage,
            _ => Kind::Room,
        };
        let kind = plan.kind.unwrap_or(kind);
        let clock = Arc::new(AtomicU64::new(1_700_000_000_000));
        let redb = (random.one_in(REDB_ONE_IN) && kind != Kind::Damage).then(|| {
            // A disk of its own, on which nothing ever goes wrong.
            let disk = SimulatedDisk::new(seed);
            RedbEngine::open(disk.folder(Path::new("/redb"))).unwrap()
        });
        let old = random.one_in(8);
        let mut history = History {
            seed,
            kind,
            disk: SimulatedDisk::new(random.number()),
            folder: PathBuf::from("/data"),
            options: options(&mut random, Random::part(seed, BEGINNING - 2), &clock),
            engine: None,
            model: Model::default(),
            pending: Vec::new(),
            filling: None,
            poisoned: false,
            fault: None,
            was_fault: false,
            snapshots: Vec::new(),
            follower: None,
            backups: Vec::new(),
            backups_made: 0,
            size: (kind == Kind::Room).then(|| room::size(&mut random)),
            copied: None,
            flips: Vec::new(),
            redb,
            old,
            keys: keys(&mut random, old),
            clock,
            counts: Counts::default(),
            plan,
        };
        history.note(|| format!("{kind:?} history"));
        history.disk.set_size(history.size);
        history
    }

    pub fn run(mut self) -> Counts {
        let mut random = Random::part(self.seed, BEGINNING - 1);
        let steps = if random.one_in(16) {
            random.between(100, 300)
        } else {
            random.between(10, 60)
        };
        self.open(&mut random);
        if self.redb.is_none() && random.one_in(10) {
            self.fill(&mut random);
        }
        for step in 0..steps {
            if self.plan.last.is_some_and(|last| step > last) {
                break;
            }
            STEP.set(step);
            if self.plan.skipped.contains(&step) {
                continue;
            }
            let mut random = Random::part(self.seed, step);
            self.tick();
            self.step(&mut random);
            self.counts.steps += 1;
            if self.disk.stopped().is_some() {
                self.end_process(Stop::Power);
                self.open(&mut random);
            }
        }
        STEP.set(steps);
        let mut random = Random::part(self.seed, steps);
        self.finish(&mut random);
        self.counts.histories = 1;
        self.counts.compared_with_redb = u64::from(self.redb.is_some());
        self.counts.calls = self.disk.calls();
        self.counts
    }

    /// What must hold in the end: on a disk that works again, after one more end.
    fn finish(&mut self, random: &mut Random) {
        if self.kind == Kind::Damage {
            damage::probe(self, random);
            return;
        }
        self.clear_weather();
        self.compare_everything(random);
        if self.kind == Kind::Room {
            if self.disk.stopped().is_some() {
                self.end_process(Stop::Power);
                self.open(random);
            }
            room::probe(self, random);
            self.counts.full_disks += 1;
        }
        if random.one_in(LOAD_ONE_IN) {
            load::run(random);
        }
        if self.engine.is_some() && !self.poisoned {
            self.settle();
        }
        self.end_process(if random.one_in(2) { Stop::Power } else { Stop::Process });
        self.open(random);
        self.clear_weather();
        self.compare_everything(random);
        self.count_compaction();
        let engine = self.engine.take().unwrap();
        self.let_go();
        self.excuse_none(engine.close());
        drop(engine);
        self.end_process(Stop::Power);
        self.open(random);
        self.check();
    }

    pub fn tick(&mut self) {
        self.clock.store(self.disk.millis(), Ordering::Relaxed);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.disk.millis())
    }

    pub fn engine(&self) -> &LogEngine {
        self.engine.as_ref().unwrap()
    }

    pub fn note(&mut self, text: impl FnOnce() -> String) {
        if self.plan.trace {
            println!("{:>4}  {}", STEP.get(), text());
        }
    }

    pub fn clear_weather(&mut self) {
        self.fault = None;
        self.disk.set_weather(None);
    }

    /// Whether an error is what the disk deserves.
    pub fn is_excused(&self, error: &Error) -> bool {
        if self.disk.stopped().is_some() {
            return true;
        }
        assert_ne!(error.code(), "DATA_DAMAGED", "there is no damage: {}", chain(error));
        self.fault.is_some_and(|fault| fault != DiskFault::Slow) || self.size.is_some() && error.code() == "DISK_FULL"
    }

    /// The result of something that may fail while the disk does.
    pub fn excuse<T>(&self, result: Result<T, Error>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) if self.is_excused(&error) => None,
            Err(error) => panic!("failed on a disk that works: {}", chain(&error)),
        }
    }

    /// The result of something that may not fail, unless the process is at its end.
    pub fn excuse_none<T>(&self, result: Result<T, Error>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(_) if self.disk.stopped().is_some() => None,
            Err(error) => panic!("failed: {}", chain(&error)),
        }
    }

    pub fn commit(&mut self, group: Vec<Writes>) {
        self.counts.batches += group.len() as u64;
        for writes in group {
            if let Some(redb) = &self.redb {
                super::steps::apply(redb, self.model.revision, std::slice::from_ref(&writes)).unwrap();
            }
            self.model.commit(writes);
        }
    }

    /// Counts what the engine has written anew, before it goes.
    pub fn count_compaction(&mut self) {
        if let Some(Ok(statistics)) = self.engine.as_ref().map(|engine| engine.statistics()) {
            self.counts.compacted_bytes += statistics.compacted_bytes;
        }
    }

    pub fn compare_everything(&mut self, random: &mut Random) {
        let snapshot = self.engine().snapshot();
        let Some(snapshot) = self.excuse(snapshot) else { return };
        assert_eq!(snapshot.revision().get(), self.model.revision, "the revision");
        self.excuse(compare_all(snapshot.as_ref(), &self.model.documents));
        for held in &self.snapshots {
            assert_eq!(
                held.snapshot.revision().get(),
                held.revision,
                "the revision of a held snapshot"
            );
            self.excuse(compare_all(held.snapshot.as_ref(), &held.documents));
        }
        self.compare_statistics();
        self.compare_changes(random);
        if let Some(redb) = &self.redb {
            compare_all(redb.snapshot().unwrap().as_ref(), &self.model.documents).unwrap();
        }
    }

    fn compare_statistics(&self) {
        let Some(statistics) = self.excuse(self.engine().statistics()) else {
            return;
        };
        let documents = &self.model.documents;
        let expiring = documents.values().filter(|(_, expires, _)| expires.is_some()).count();
        let live_bytes = |(key, (_, expires, value)): (&Key, &(u64, Option<u64>, Value))| {
            16 + record_bytes(key) + if expires.is_some() { 8 } else { 0 } + value.as_bytes().len() as u64
        };
        assert_eq!(
            statistics.documents,
            documents.len() as u64,
            "documents in the statistics"
        );
        assert_eq!(
            statistics.expiring_documents, expiring as u64,
            "expiring documents in the statistics"
        );
        assert_eq!(
            statistics.live_bytes,
            documents.iter().map(live_bytes).sum::<u64>(),
            "live bytes"
        );
    }

    /// Drops whatever keeps files of the engine.
    pub fn let_go(&mut self) {
        self.snapshots.clear();
        self.follower = None;
    }
}

/// An error and its causes.
pub fn chain(error: &Error) -> String {
    let mut text = format!("{} {error}", error.code());
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

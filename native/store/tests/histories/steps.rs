//! What happens in a history.

use std::ops::ControlFlow;

use bimetal_document::{Batch, Limits, Revision, Timestamp};
use bimetal_engine::{ApplyError, Commit, Compaction, Engine, Maintenance};
use bimetal_files::simulated::{DiskFault, Random, Stop};

use super::Kind;
use super::beginning::value;
use super::history::{Held, History, chain};
use super::model::Writes;
use super::reading::{compare_all, compare_some};

impl History {
    pub fn step(&mut self, random: &mut Random) {
        match random.below(100) {
            0..44 => self.apply(random),
            44..62 => self.maintain(random),
            62..66 => self.take_snapshot(),
            66..69 => self.drop_snapshot(random),
            69..74 => self.read(random),
            74..77 => self.compare_everything(random),
            77..80 => self.follow(random),
            80..82 => self.check(),
            82..84 if self.kind == Kind::Room => self.squeeze(random),
            82..84 => self.backup(random),
            84..86 => self.pass(random),
            86..90 if self.kind == Kind::Fault => self.weather(random),
            86..91 => self.close(random),
            91..93 => self.end(random),
            // Damage is looked for in the end, without anything else going wrong.
            _ if self.kind == Kind::Damage => self.apply(random),
            _ => self.end_soon(random),
        }
    }

    fn apply(&mut self, random: &mut Random) {
        let group = self.group(random);
        let outcome = apply(self.engine(), self.model.revision, &group);
        self.note(|| format!("apply {} batches: {}", group.len(), outcome_text(&outcome)));
        let stopped = self.disk.stopped().is_some();
        match outcome {
            Ok(()) => {
                assert!(!self.poisoned, "a write was answered after one had failed for good");
                self.commit(group);
            }
            Err(_) if self.poisoned => {}
            Err(_) if stopped => self.pending = group,
            Err(ApplyError::Refused(error)) => {
                assert!(
                    self.is_excused(&error),
                    "a write was refused on a disk that works: {}",
                    chain(&error)
                );
                if self.fault == Some(DiskFault::NoSpace) {
                    assert_eq!(error.code(), "DISK_FULL", "{}", chain(&error));
                }
            }
            Err(ApplyError::Failed(error)) => {
                assert!(
                    self.is_excused(&error),
                    "a write failed on a disk that works: {}",
                    chain(&error)
                );
                assert_ne!(
                    error.code(),
                    "DISK_FULL",
                    "nobody knows that nothing was written: {}",
                    chain(&error)
                );
                assert!(
                    self.fault != Some(DiskFault::NoSpace) && self.size.is_none(),
                    "a full disk ended the writing: {}",
                    chain(&error)
                );
                self.poisoned = true;
                self.pending = group;
            }
        }
    }

    pub fn group(&self, random: &mut Random) -> Vec<Writes> {
        let batches = if random.one_in(20) {
            random.between(1, 12)
        } else {
            random.between(1, 3)
        };
        (0..batches).map(|_| self.writes(random)).collect()
    }

    fn writes(&self, random: &mut Random) -> Writes {
        let count = if random.one_in(20) {
            random.between(1, 30)
        } else {
            random.between(1, 4)
        };
        let mut writes = Writes::new();
        for _ in 0..count {
            let key = self.keys[random.below(self.keys.len() as u64) as usize].clone();
            let expires = random.one_in(5).then(|| 1_700_000_000_000 + random.below(2000));
            let write = (!random.one_in(4)).then(|| (value(random), expires));
            writes.insert(key, write);
        }
        writes
    }

    fn maintain(&mut self, random: &mut Random) {
        let steps = if random.one_in(4) { 200 } else { random.between(1, 12) };
        self.note(|| format!("maintain, {steps} steps at most"));
        for _ in 0..steps {
            self.tick();
            let outcome = self.engine().maintain(self.now());
            match self.excuse(outcome) {
                Some(Maintenance::Idle) => return,
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Works in the background, on a disk that works, until there is nothing left to do: whatever failed before is done now,
    /// and no file is left over, unless something failed.
    pub fn settle(&mut self) {
        self.let_go();
        self.disk.pass(60_000);
        for steps in 0.. {
            assert!(steps < 100_000, "background work without end");
            self.tick();
            match self.excuse(self.engine().maintain(self.now())) {
                Some(Maintenance::Idle) => break,
                Some(_) => {}
                None => return,
            }
        }
        let Some(statistics) = self.excuse(self.engine().statistics()) else {
            return;
        };
        if self.disk.stopped().is_some() {
            return;
        }
        assert_eq!(statistics.compaction, Compaction::Idle, "compaction after all faults");
        if self.was_fault {
            return;
        }
        let files = self.disk.list(&self.folder);
        let segments = files.iter().filter(|(name, _)| name.ends_with(".log")).count() as u64;
        assert_eq!(segments, statistics.segments, "files of segments: {files:?}");
        let written = self.disk.written();
        for _ in 0..3 {
            self.excuse(self.engine().maintain(self.now()));
        }
        assert_eq!(self.disk.written(), written, "a store at rest writes");
    }

    fn take_snapshot(&mut self) {
        let Some(snapshot) = self.excuse(self.engine().snapshot()) else {
            return;
        };
        self.note(|| "take a snapshot".to_owned());
        self.snapshots.push(Held {
            snapshot,
            documents: self.model.documents.clone(),
            revision: self.model.revision,
        });
    }

    fn drop_snapshot(&mut self, random: &mut Random) {
        if !self.snapshots.is_empty() {
            let index = random.below(self.snapshots.len() as u64) as usize;
            let held = self.snapshots.swap_remove(index);
            self.note(|| format!("drop the snapshot of revision {}", held.revision));
            self.excuse(compare_all(held.snapshot.as_ref(), &held.documents));
        }
    }

    fn read(&mut self, random: &mut Random) {
        if let Some(snapshot) = self.excuse(self.engine().snapshot()) {
            self.excuse(compare_some(
                snapshot.as_ref(),
                &self.model.documents,
                &self.keys,
                random,
            ));
        }
        if !self.snapshots.is_empty() {
            let held = &self.snapshots[random.below(self.snapshots.len() as u64) as usize];
            self.excuse(compare_some(
                held.snapshot.as_ref(),
                &held.documents,
                &self.keys,
                random,
            ));
        }
        if let Some(redb) = &self.redb {
            let snapshot = redb.snapshot().unwrap();
            compare_some(snapshot.as_ref(), &self.model.documents, &self.keys, random).unwrap();
        }
    }

    pub fn check(&mut self) {
        let report = self.engine().check(&mut |_, _| ControlFlow::Continue(()));
        let Some(report) = self.excuse(report) else { return };
        if self.disk.stopped().is_none() && self.fault != Some(DiskFault::ReadError) {
            assert_eq!(report.problems, [""; 0], "a check");
            assert_eq!(report.documents, self.model.documents.len() as u64);
        }
    }

    fn pass(&mut self, random: &mut Random) {
        self.disk.pass(random.below(100_000));
    }

    fn weather(&mut self, random: &mut Random) {
        if self.fault.is_some() {
            self.note(|| "the disk works again".to_owned());
            self.clear_weather();
        } else {
            self.change_weather(random);
        }
    }

    fn close(&mut self, random: &mut Random) {
        self.count_compaction();
        let outcome = self.engine().close();
        self.note(|| format!("close: {}", outcome.is_ok()));
        let closed = self.excuse(outcome).is_some();
        self.counts.closes += 1;
        self.let_go();
        self.engine = None;
        if closed && random.one_in(2) {
            self.turn_back();
        }
        if closed {
            self.put_back(random);
        }
        if self.disk.stopped().is_some() || random.one_in(2) {
            self.end_process(if random.one_in(2) { Stop::Power } else { Stop::Process });
        }
        (self.poisoned, self.was_fault) = (false, false);
        self.clear_weather();
        self.open(random);
    }

    fn end(&mut self, random: &mut Random) {
        self.end_process(if random.one_in(2) { Stop::Power } else { Stop::Process });
        self.open(random);
        self.open_backups();
    }

    fn end_soon(&mut self, random: &mut Random) {
        let stop = if random.one_in(3) { Stop::Process } else { Stop::Power };
        let calls = if random.one_in(2) {
            random.below(8)
        } else {
            random.below(80)
        };
        self.note(|| format!("{stop:?} ends after {calls} calls"));
        self.disk.stop_after(calls, stop);
    }
}

/// Applies batches as one group.
pub fn apply(engine: &dyn Engine, revision: u64, group: &[Writes]) -> Result<(), ApplyError> {
    let batches: Vec<Batch> = group.iter().map(batch).collect();
    let commit = |(revision, batch)| Commit {
        revision: Revision::new(revision),
        batch,
    };
    let group: Vec<Commit<'_>> = (revision + 1..).zip(&batches).map(commit).collect();
    engine.apply(&group)
}

fn batch(writes: &Writes) -> Batch {
    let mut batch = Batch::new(Limits::default());
    for (key, write) in writes {
        match write {
            Some((value, Some(expires))) => batch.put_until(key, value.clone(), Timestamp::from_millis(*expires)),
            Some((value, None)) => batch.put(key, value.clone()),
            None => batch.remove(key),
        }
        .unwrap();
    }
    batch
}

fn outcome_text(outcome: &Result<(), ApplyError>) -> String {
    match outcome {
        Ok(()) => "answered".to_owned(),
        Err(ApplyError::Refused(error)) => format!("refused, {}", chain(error)),
        Err(ApplyError::Failed(error)) => format!("failed, {}", chain(error)),
    }
}

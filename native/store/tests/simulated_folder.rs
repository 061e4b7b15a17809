//! The whole store on a simulated disk: the lock, the meta file and copies go through the file layer like everything else,
//! so the process can end at every single call to the disk, and every call can fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod lives;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use bimetal_files::simulated::{DiskFault, SimulatedDisk, Stop, Weather};
use bimetal_log::{LogEngine, LogOptions};
use bimetal_redb::RedbEngine;
use bimetal_store::{EngineKind, EngineSource, Key, KeyRange, OpenOptions, Result, Store, Value};
use lives::{Life, end_at_every_call, new_path};

/// Without background work only one thread at a time calls the disk, so a run follows from its seed.
fn open(disk: &SimulatedDisk, path: &Path, engine: EngineKind) -> Result<Store> {
    let source = EngineSource::new(engine.name(), move |files| match engine {
        // Segments of 8 MiB would be filled with zeros again and again.
        EngineKind::Log => Ok(Box::new(LogEngine::open(files.clone(), LogOptions::tiny())?)),
        _ => Ok(Box::new(RedbEngine::open(files.clone())?)),
    });
    Store::open_in(disk.folder(path), OpenOptions::new().engine_source(source).existing())
}

fn key(number: u64) -> Key {
    Key::of("abcdefgh-", number).unwrap()
}

/// A folder that is new, and what is known to be durable in it.
struct Folder {
    disk: SimulatedDisk,
    path: PathBuf,
    engine: EngineKind,
    documents: u64,
    backup: bool,
    migrated: bool,
}

impl Folder {
    fn new(seed: u64, engine: EngineKind) -> Folder {
        Folder {
            disk: SimulatedDisk::new(seed),
            path: new_path(),
            engine,
            documents: 0,
            backup: false,
            migrated: false,
        }
    }

    fn run(&mut self, store: &Store) -> Result<()> {
        for number in 0..4 {
            store.put(key(number), Value::parse(b"1", store.limits())?)?;
            self.documents = number + 1;
        }
        store.backup(
            self.path.with_file_name("backup"),
            &mut |_, _| ControlFlow::Continue(()),
        )?;
        self.backup = true;
        store.migrate(self.path.with_file_name("migrated"), EngineKind::Redb, &mut |_, _| {
            ControlFlow::Continue(())
        })?;
        self.migrated = true;
        Ok(())
    }
}

impl Life for Folder {
    fn disk(&self) -> &SimulatedDisk {
        &self.disk
    }

    /// Writes, and copies the store twice.
    fn live(&mut self) -> Result<()> {
        let store = open(&self.disk, &self.path, self.engine)?;
        let outcome = self.run(&store);
        store.close().and(outcome)
    }

    /// The store is there always, and so is a copy that was reported as done. One that was not is no store, or a whole one.
    fn check(&self) {
        let store = open(&self.disk, &self.path, self.engine).unwrap();
        let documents = store.len().unwrap();
        assert!(
            documents >= self.documents,
            "{documents} of {} documents",
            self.documents
        );
        assert_eq!(
            store.check(&mut |_, _| ControlFlow::Continue(())).unwrap().problems,
            [""; 0]
        );
        store.close().unwrap();
        let copies = [
            ("backup", self.engine, self.backup),
            ("migrated", EngineKind::Redb, self.migrated),
        ];
        for (name, engine, done) in copies {
            match open(&self.disk, &self.path.with_file_name(name), engine) {
                Ok(copy) => {
                    // A folder that was never made, or was emptied, is a new store.
                    let revision = copy.last_revision().unwrap().get();
                    assert!(
                        revision == 4 || (revision == 0 && !done),
                        "{name} at revision {revision}"
                    );
                    assert_eq!(copy.count(KeyRange::all()).unwrap(), revision);
                    copy.close().unwrap();
                }
                Err(error) => assert!(!done && error.code() == "FOLDER_INVALID", "{name}: {error}"),
            }
        }
    }
}

#[test]
fn a_log_killed_at_every_call_opens_with_what_was_answered_and_whole_copies() {
    end_at_every_call(Stop::Process, |seed| Folder::new(seed, EngineKind::Log));
}

#[test]
fn a_log_without_power_at_every_call_opens_with_what_was_answered_and_whole_copies() {
    end_at_every_call(Stop::Power, |seed| Folder::new(seed, EngineKind::Log));
}

#[test]
fn redb_killed_at_every_call_opens_with_what_was_answered_and_whole_copies() {
    end_at_every_call(Stop::Process, |seed| Folder::new(seed, EngineKind::Redb));
}

#[test]
fn redb_without_power_at_every_call_opens_with_what_was_answered_and_whole_copies() {
    end_at_every_call(Stop::Power, |seed| Folder::new(seed, EngineKind::Redb));
}

#[test]
fn a_folder_on_a_failing_disk_opens_again_when_the_disk_is_well() {
    for fault in DiskFault::ALL {
        for seed in 0..40 {
            let mut folder = Folder::new(seed, EngineKind::Log);
            folder.disk.set_weather(Some(Weather { fault, one_in: 8 }));
            // Whatever fails, fails with an error of its own.
            let _ = folder.live();
            folder.disk.restart(Stop::Process);
            folder.check();
        }
    }
}

#[test]
fn one_process_has_the_lock_until_it_ends() {
    let (disk, path) = (SimulatedDisk::new(1), new_path());
    let held = open(&disk, &path, EngineKind::Log).unwrap();
    let files = disk.folder(&path);
    assert!(files.lock("bimetal.lock").unwrap().is_none());
    disk.restart(Stop::Process);
    assert!(disk.folder(&path).lock("bimetal.lock").unwrap().is_some());
    drop(held);
}

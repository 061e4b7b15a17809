//! The whole store on a simulated disk: the lock, the meta file and copies go through the file layer like everything else,
//! so the process can end at every single call to the disk, and every call can fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use bimetal_files::simulated::{DiskFault, SimulatedDisk, Stop, Weather};
use bimetal_log::{LogEngine, LogOptions};
use bimetal_redb::RedbEngine;
use bimetal_store::{EngineKind, EngineSource, Key, KeyRange, OpenOptions, Result, Store, Value};

/// A folder of a name that no other test has: within the process a folder is known by its path.
fn new_path() -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    PathBuf::from(format!("/simulated-{}/data", NEXT.fetch_add(1, Ordering::Relaxed)))
}

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

/// What is known to be durable.
#[derive(Default)]
struct Answered {
    documents: u64,
    backup: bool,
    migrated: bool,
}

/// Opens a store, writes, copies it twice, and closes it, until something fails.
fn live(disk: &SimulatedDisk, path: &Path, engine: EngineKind, answered: &mut Answered) -> Result<()> {
    let store = open(disk, path, engine)?;
    let mut run = || {
        for number in 0..4 {
            store.put(key(number), Value::parse(b"1", store.limits())?)?;
            answered.documents = number + 1;
        }
        store.backup(path.with_file_name("backup"), &mut |_, _| ControlFlow::Continue(()))?;
        answered.backup = true;
        store.migrate(path.with_file_name("migrated"), EngineKind::Redb, &mut |_, _| {
            ControlFlow::Continue(())
        })?;
        answered.migrated = true;
        Ok(())
    };
    let outcome = run();
    store.close().and(outcome)
}

/// Another process opens what is there: the store always, and a copy that was reported as done. One that was not is no
/// store, or a whole one.
fn check(disk: &SimulatedDisk, path: &Path, engine: EngineKind, answered: &Answered) {
    let store = open(disk, path, engine).unwrap();
    let documents = store.len().unwrap();
    assert!(
        documents >= answered.documents,
        "{documents} of {} documents",
        answered.documents
    );
    assert_eq!(
        store.check(&mut |_, _| ControlFlow::Continue(())).unwrap().problems,
        [""; 0]
    );
    store.close().unwrap();
    let copies = [
        ("backup", engine, answered.backup),
        ("migrated", EngineKind::Redb, answered.migrated),
    ];
    for (name, engine, done) in copies {
        match open(disk, &path.with_file_name(name), engine) {
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

fn ends_at_every_call(engine: EngineKind, stop: Stop) {
    for calls in 0.. {
        let (disk, path) = (SimulatedDisk::new(calls), new_path());
        disk.stop_after(calls, stop);
        let mut answered = Answered::default();
        let outcome = live(&disk, &path, engine, &mut answered);
        let stopped = disk.stopped().is_some();
        // The last calls of a close take back the lock, which goes with the process in any case.
        assert!(outcome.is_ok() || stopped, "{outcome:?} after {calls} calls");
        disk.restart(stop);
        check(&disk, &path, engine, &answered);
        if !stopped {
            eprintln!("{engine} {stop:?}: {calls} calls");
            assert!(calls > 50, "only {calls} calls");
            return;
        }
    }
}

#[test]
fn a_log_killed_at_every_call_opens_with_what_was_answered_and_whole_copies() {
    ends_at_every_call(EngineKind::Log, Stop::Process);
}

#[test]
fn a_log_without_power_at_every_call_opens_with_what_was_answered_and_whole_copies() {
    ends_at_every_call(EngineKind::Log, Stop::Power);
}

#[test]
fn redb_killed_at_every_call_opens_with_what_was_answered_and_whole_copies() {
    ends_at_every_call(EngineKind::Redb, Stop::Process);
}

#[test]
fn redb_without_power_at_every_call_opens_with_what_was_answered_and_whole_copies() {
    ends_at_every_call(EngineKind::Redb, Stop::Power);
}

#[test]
fn a_folder_on_a_failing_disk_opens_again_when_the_disk_is_well() {
    for fault in DiskFault::ALL {
        for seed in 0..40 {
            let (disk, path) = (SimulatedDisk::new(seed), new_path());
            disk.set_weather(Some(Weather { fault, one_in: 8 }));
            let mut answered = Answered::default();
            // Whatever fails, fails with an error of its own.
            let _ = live(&disk, &path, EngineKind::Log, &mut answered);
            disk.restart(Stop::Process);
            check(&disk, &path, EngineKind::Log, &answered);
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

//! A folder of the release before this one, on a simulated disk: whatever happens while it is turned over, everything in it
//! is there afterwards, and no earlier release could have opened what was not its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod folders;
mod lives;

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use bimetal_files::simulated::{DiskFault, SimulatedDisk, Stop, Weather};
use bimetal_log::{LogEngine, LogOptions};
use bimetal_redb::RedbEngine;
use bimetal_store::{EngineKind, EngineSource, Key, OpenOptions, Result, Store, Value};
use folders::contents::{Row, assert_is_format_3, changes, documents, logged, old_segments, says_format};
use folders::{fixture, put_fixture};
use lives::{Life, end_at_every_call, new_path};

/// A folder of format 2, and what is in it.
struct Old {
    disk: SimulatedDisk,
    path: PathBuf,
    engine: EngineKind,
    documents: String,
    changes: Vec<Row>,
}

impl Old {
    fn new(seed: u64, engine: EngineKind) -> Old {
        let (disk, path) = (SimulatedDisk::new(seed), new_path());
        let name = format!("format-2-{engine}");
        put_fixture(&disk, &path, &name);
        Old {
            changes: logged(disk.folder(&path).as_ref()).1,
            documents: fs::read_to_string(fixture(&name).join("documents.txt")).unwrap(),
            disk,
            path,
            engine,
        }
    }

    fn open(&self) -> Result<Store> {
        self.open_under(None)
    }

    /// Opens the store. While its engine opens, the disk has this weather.
    fn open_under(&self, weather: Option<Weather>) -> Result<Store> {
        let (disk, engine) = (self.disk.clone(), self.engine);
        let source = EngineSource::new(engine.name(), move |files| {
            if weather.is_some() {
                disk.set_weather(weather);
            }
            let opened: bimetal_engine::Result<Box<dyn bimetal_engine::Engine>> = match engine {
                EngineKind::Log => {
                    LogEngine::open(files.clone(), LogOptions::tiny()).map(|engine| Box::new(engine) as _)
                }
                _ => RedbEngine::open(files.clone()).map(|engine| Box::new(engine) as _),
            };
            if weather.is_some() {
                disk.set_weather(None);
            }
            opened
        });
        // Without background work only one thread at a time calls the disk, so a run follows from its seed.
        Store::open_in(
            self.disk.folder(&self.path),
            OpenOptions::new().engine_source(source).existing(),
        )
    }

    /// A release that knew format 2 would have refused the folder, or have found it as it was.
    fn check_order(&self) {
        let files = self.disk.folder(&self.path);
        if says_format(files.as_ref(), 2) {
            let segments = files
                .list()
                .unwrap()
                .iter()
                .filter(|name| name.ends_with(".log"))
                .count();
            assert_eq!(
                old_segments(files.as_ref()),
                segments,
                "turned over before the meta file"
            );
        }
    }

    fn compare(&self, store: &Store) {
        assert_eq!(documents(store), self.documents);
        let since = store.statistics().unwrap().changes_since;
        assert_eq!(changes(store, since), self.changes);
        assert_eq!(
            store.check(&mut |_, _| ControlFlow::Continue(())).unwrap().problems,
            [""; 0]
        );
    }
}

impl Life for Old {
    fn disk(&self) -> &SimulatedDisk {
        &self.disk
    }

    fn live(&mut self) -> Result<()> {
        self.open()?.close()
    }

    /// Another process finds everything, and nothing of the old format.
    fn check(&self) {
        self.check_order();
        let store = self.open().unwrap();
        assert_eq!(store.format_version(), 3);
        assert_is_format_3(self.disk.folder(&self.path).as_ref());
        self.compare(&store);
        let key = Key::parse("a key of today").unwrap();
        let revision = store
            .put(key.clone(), Value::parse(b"1", store.limits()).unwrap())
            .unwrap();
        store.close().unwrap();
        let store = self.open().unwrap();
        assert_eq!(store.get(&key).unwrap().unwrap().revision(), revision);
        store.close().unwrap();
    }
}

#[test]
fn a_log_killed_at_every_call_is_turned_over_with_all_that_is_in_it() {
    end_at_every_call(Stop::Process, |seed| Old::new(seed, EngineKind::Log));
}

#[test]
fn a_log_without_power_at_every_call_is_turned_over_with_all_that_is_in_it() {
    end_at_every_call(Stop::Power, |seed| Old::new(seed, EngineKind::Log));
}

#[test]
fn redb_killed_at_every_call_is_turned_over_with_all_that_is_in_it() {
    end_at_every_call(Stop::Process, |seed| Old::new(seed, EngineKind::Redb));
}

#[test]
fn redb_without_power_at_every_call_is_turned_over_with_all_that_is_in_it() {
    end_at_every_call(Stop::Power, |seed| Old::new(seed, EngineKind::Redb));
}

#[test]
fn a_log_on_a_failing_disk_is_turned_over_when_the_disk_is_well() {
    for fault in DiskFault::ALL {
        for seed in 0..40 {
            let mut old = Old::new(seed, EngineKind::Log);
            old.disk.set_weather(Some(Weather { fault, one_in: 8 }));
            // Whatever fails, fails with an error of its own.
            let _ = old.live();
            old.disk
                .restart(if seed % 2 == 0 { Stop::Process } else { Stop::Power });
            old.check();
        }
    }
}

#[test]
fn a_segment_with_damage_in_it_stays_as_it_is_and_hides_nothing_else() {
    let old = Old::new(1, EngineKind::Log);
    let files = old.disk.folder(&old.path);
    // In the first of its documents, all of which the checkpoint knows.
    let (name, offset) = ("segment-0000000033.log", 100);
    old.disk.flip(&old.path, name, offset, 3);
    let damaged = old.disk.bytes(&old.path, name);
    let store = old.open().unwrap();
    assert_eq!(old_segments(files.as_ref()), 1);
    assert_eq!(old.disk.bytes(&old.path, name), damaged);
    let mut lost = 0;
    for line in old.documents.lines().skip(1) {
        let key = Key::parse(line.split(' ').next().unwrap()).unwrap();
        match store.get(&key) {
            Ok(document) => assert!(line.ends_with(str::from_utf8(document.unwrap().value()).unwrap())),
            Err(error) => {
                assert_eq!(error.code(), "DATA_DAMAGED");
                lost += 1;
            }
        }
    }
    assert_eq!(lost, 1);
    store.close().unwrap();
}

#[test]
fn a_log_on_a_full_disk_opens_as_it_is_and_is_turned_over_when_there_is_room() {
    for one_in in [1, 2, 4, 8] {
        let old = Old::new(one_in, EngineKind::Log);
        let fault = DiskFault::NoSpace;
        let store = old.open_under(Some(Weather { fault, one_in })).unwrap();
        let files = old.disk.folder(&old.path);
        let left = old_segments(files.as_ref());
        assert!(left > 0 && (one_in > 1 || left == 7), "{left} of 7");
        assert!(says_format(files.as_ref(), 3));
        assert!(!files.list().unwrap().iter().any(|name| name.ends_with(".new")));
        old.compare(&store);
        let key = Key::parse("a key of today, in a segment of yesterday").unwrap();
        store
            .put(key.clone(), Value::parse(b"2", store.limits()).unwrap())
            .unwrap();
        store.remove(key).unwrap();
        store.close().unwrap();
        let store = old.open().unwrap();
        assert_is_format_3(files.as_ref());
        assert_eq!(store.last_revision().unwrap().get(), 81);
        assert_eq!(
            store.check(&mut |_, _| ControlFlow::Continue(())).unwrap().problems,
            [""; 0]
        );
        store.close().unwrap();
    }
}

//! A backup or a migrated copy holds one revision, and is a store like any other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::ops::ControlFlow;
use std::path::Path;

use bimetal_files::simulated::{DiskFault, SimulatedDisk, Weather};
use bimetal_store::{EngineKind, KeyRange, OpenOptions, Store, Timestamp};
use engines::{key, value};

fn filled(folder: &Path, engine: EngineKind) -> Store {
    let store = Store::open(folder, OpenOptions::default().engine(engine)).unwrap();
    for number in 0..300 {
        store.put(key(number), value(&number.to_string())).unwrap();
    }
    store.remove(key(7)).unwrap();
    let mut batch = store.batch().unwrap();
    let later = Timestamp::from_millis(Timestamp::now().millis() + 3_600_000);
    batch.put_until(&key(1000), value("1000"), later).unwrap();
    store.commit(batch).unwrap();
    store
}

type Row = (u64, u64, Option<Timestamp>, Vec<u8>);

fn rows(store: &Store) -> Vec<Row> {
    let entries = store
        .snapshot()
        .unwrap()
        .cursor(KeyRange::all())
        .unwrap()
        .next(usize::MAX)
        .unwrap();
    let row = |entry: bimetal_store::Entry| {
        let document = entry.document;
        let value = document.value().to_vec();
        (
            entry.key.number().unwrap(),
            document.revision().get(),
            document.expires(),
            value,
        )
    };
    entries.into_iter().map(row).collect()
}

#[test]
fn a_backup_is_the_store_as_of_its_revision() {
    for engine in EngineKind::ALL {
        let root = tempfile::tempdir().unwrap();
        let store = filled(&root.path().join("a"), engine);
        let before = rows(&store);
        let target = root.path().join("b");
        let revision = store.backup(&target, &mut |_, _| ControlFlow::Continue(())).unwrap();
        store.put(key(1), value("\"later\"")).unwrap();

        let restored = Store::open(&target, OpenOptions::default()).unwrap();
        assert_eq!((restored.last_revision().unwrap(), rows(&restored)), (revision, before));
        assert_eq!((restored.id(), restored.engine_name()), (store.id(), engine.name()));
        assert_eq!(
            restored.put(key(2), value("2")).unwrap(),
            bimetal_store::Revision::new(revision.get() + 1)
        );
    }
}

#[test]
fn every_engine_can_be_migrated_to_every_other() {
    for from in EngineKind::ALL {
        for to in EngineKind::ALL {
            let root = tempfile::tempdir().unwrap();
            let store = filled(&root.path().join("a"), from);
            let target = root.path().join("b");
            let revision = store
                .migrate(&target, to, &mut |_, _| ControlFlow::Continue(()))
                .unwrap();
            let copy = Store::open(&target, OpenOptions::default()).unwrap();
            assert_eq!(copy.engine_name(), to.name(), "from {from}");
            assert_eq!((copy.last_revision().unwrap(), rows(&copy)), (revision, rows(&store)));
            assert_eq!(
                copy.check(&mut |_, _| ControlFlow::Continue(())).unwrap().problems,
                [""; 0]
            );
        }
    }
}

#[test]
fn a_folder_that_holds_something_is_no_target() {
    let root = tempfile::tempdir().unwrap();
    let store = filled(&root.path().join("a"), EngineKind::Redb);
    let target = root.path().join("b");
    std::fs::create_dir(&target).unwrap();
    std::fs::write(target.join("mine.txt"), "mine").unwrap();
    let error = store
        .backup(&target, &mut |_, _| ControlFlow::Continue(()))
        .unwrap_err();
    assert_eq!(error.code(), "FOLDER_INVALID");
    assert_eq!(std::fs::read_dir(&target).unwrap().count(), 1, "left alone");
}

#[test]
fn a_copy_that_the_disk_has_no_room_for_leaves_nothing() {
    let disk = SimulatedDisk::new(1);
    let files = disk.folder(Path::new("/data"));
    let store = Store::open_in(files.clone(), OpenOptions::default()).unwrap();
    store.put(key(1), value("1")).unwrap();
    let (mut made, mut refused) = (0, 0);
    for attempt in 0..200 {
        let target = Path::new("/").join(format!("copy-{attempt}"));
        disk.set_weather(Some(Weather {
            fault: DiskFault::NoSpace,
            one_in: 8,
        }));
        let copied = if attempt % 2 == 0 {
            store.backup(&target, &mut |_, _| ControlFlow::Continue(()))
        } else {
            store.migrate(&target, EngineKind::Redb, &mut |_, _| ControlFlow::Continue(()))
        };
        disk.set_weather(None);
        match copied {
            Ok(_) => made += 1,
            Err(error) => {
                assert_eq!(error.code(), "DISK_FULL", "attempt {attempt}: {error}");
                assert!(
                    files.folder(&target).is_err(),
                    "the folder of attempt {attempt} is there"
                );
                refused += 1;
            }
        }
    }
    assert!(made > 10 && refused > 10, "{made} made, {refused} refused");
}

#[test]
fn a_cancelled_backup_leaves_nothing() {
    for engine in EngineKind::ALL {
        let root = tempfile::tempdir().unwrap();
        let store = filled(&root.path().join("a"), engine);
        let target = root.path().join("b");
        let error = store.backup(&target, &mut |_, _| ControlFlow::Break(())).unwrap_err();
        assert_eq!(error.code(), "CANCELLED");
        assert!(!target.exists());
    }
}

//! The store can be shown to be broken: each way to break it on purpose is noticed by what its tests look for.
//!
//! `cargo test -p bimetal-store --features breakages --test store_breakages`. One test, since a breakage is for the whole
//! process. It runs itself again as a user who may not write everywhere.
#![cfg(all(feature = "breakages", unix))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;
mod folders;

use std::fmt::Debug;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use bimetal_files::breakage::Breakage as FilesBreakage;
use bimetal_files::simulated::SimulatedDisk;
use bimetal_files::{Files, OsFiles};
use bimetal_store::breakage::Breakage;
use bimetal_store::{Condition, EngineKind, OpenOptions, Store, Timestamp};
use engines::damaged::with_damage;
use engines::rigged::{Control, Order};
use engines::{key, open, value};
use folders::another_user::{NOBODY, give, new_root, root_of_second_run, run_again, set_rights};

/// The folders that the second run opens: one that may only be read, and one whose sealed segments may.
const READ_ONLY: &str = "read-only";
const SHARED: &str = "shared";

/// LIMIT: what does not happen within this time is taken for broken.
const LONG: Duration = Duration::from_secs(5);

fn happens(mut happened: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + LONG;
    while !happened() {
        if Instant::now() > deadline {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

/// Whether the promise holds that the breakage breaks.
fn holds(breakage: Breakage) -> bool {
    let folder = tempfile::tempdir().unwrap();
    match breakage {
        Breakage::FailTheGroup => {
            let store = with_damage(folder.path(), EngineKind::Log, None);
            others_commit(&store)
        }
        Breakage::FirstHandleDecides => {
            Store::open(folder.path(), OpenOptions::default())
                .unwrap()
                .close()
                .unwrap();
            let _looking = Store::open(folder.path(), OpenOptions::default().existing()).unwrap();
            let store = Store::open(folder.path(), OpenOptions::default()).unwrap();
            let mut batch = store.batch().unwrap();
            batch.put_until(&key(1), value("1"), Timestamp::from_millis(1)).unwrap();
            store.commit(batch).unwrap();
            happens(|| store.statistics().unwrap().documents == 0)
        }
        Breakage::EndAtPanic => {
            let control = Control::default();
            control.order(Order::PanicBehind);
            let store = control.open(folder.path());
            happens(|| store.background_failure().is_some())
        }
        Breakage::WeighNoConditions => {
            let control = Control::default();
            let store = control.open(folder.path());
            control.order(Order::Hold);
            let refused = refused_of_many(&store);
            control.order(Order::Work);
            refused > 0
        }
        Breakage::TrustThePlace => {
            let path = folder.path().join("data");
            let store = open(&path);
            fs::remove_dir_all(&path).unwrap();
            store.put(key(1), value("1")).is_err()
        }
        Breakage::InsistOnPid => opens_on_a_full_disk(),
        Breakage::NeverLookOnly => {
            let root = root_of_second_run().unwrap();
            Store::open(root.join(READ_ONLY), OpenOptions::default().existing()).is_ok()
        }
    }
}

fn files_hold(breakage: FilesBreakage) -> bool {
    match breakage {
        FilesBreakage::LockTheFileAlone => {
            let folder = tempfile::tempdir().unwrap();
            let _store = open(folder.path());
            fs::remove_file(folder.path().join("bimetal.lock")).unwrap();
            // As another process would: this one finds the store that it has.
            OsFiles::new(folder.path()).lock("bimetal.lock").unwrap().is_none()
        }
        FilesBreakage::OpenToWrite => {
            let root = root_of_second_run().unwrap();
            Store::open(root.join(SHARED), OpenOptions::default()).is_ok()
        }
    }
}

/// Whether a closed store opens where nothing more can be written.
fn opens_on_a_full_disk() -> bool {
    let disk = SimulatedDisk::new(1);
    let open = || Store::open_in(disk.folder(Path::new("/full")), OpenOptions::default().existing());
    open().unwrap().close().unwrap();
    disk.set_size(Some(disk.taken()));
    open().is_ok_and(|store| store.close().is_ok())
}

/// Whether batches that do not ask for the damaged document commit beside those that do.
fn others_commit(store: &Store) -> bool {
    let (sender, outcomes) = channel();
    for round in 0..200 {
        let mut batch = store.batch().unwrap();
        batch.put(&key(10), value("2")).unwrap();
        if round % 2 == 0 {
            batch.require(&key(1), Condition::Absent).unwrap();
        }
        let sender = sender.clone();
        store.submit(batch, move |outcome| {
            sender.send((round % 2 == 1, outcome.is_ok())).unwrap()
        });
    }
    drop(sender);
    outcomes.iter().all(|(should, did)| should == did)
}

/// How many of a hundred and fifty batches of conditions are refused.
fn refused_of_many(store: &Store) -> usize {
    let (sender, outcomes) = channel();
    for _ in 0..150 {
        let mut batch = store.batch().unwrap();
        batch.put(&key(1), value("1")).unwrap();
        for number in 0..10_000 {
            batch.require(&key(number), Condition::Absent).unwrap();
        }
        let sender = sender.clone();
        store.submit(batch, move |outcome| {
            // Those that are held come to their turn when nobody asks any more.
            let _ = sender.send(outcome.is_err());
        });
    }
    std::iter::from_fn(|| outcomes.try_recv().ok())
        .filter(|refused| *refused)
        .count()
}

/// A folder that may only be read, and one that shares its sealed segments with a backup of somebody else's.
fn make_folders(root: &Path) {
    let (read_only, shared) = (root.join(READ_ONLY), root.join(SHARED));
    open(&read_only).close().unwrap();
    set_rights(&read_only, 0o555, 0o444);
    let store = open(&shared);
    // More than a segment.
    let large = format!("\"{}\"", "x".repeat((1 << 20) - 2));
    for number in 0..10 {
        store.put(key(number), value(&large)).unwrap();
    }
    store.close().unwrap();
    give(&shared, NOBODY);
    let entries = fs::read_dir(&shared).unwrap().map(|entry| entry.unwrap().path());
    let mut segments: Vec<_> = entries
        .filter(|path| path.extension().is_some_and(|end| end == "log"))
        .collect();
    segments.sort();
    let (_active, sealed) = segments.split_last().unwrap();
    assert!(!sealed.is_empty());
    for path in sealed {
        fs::set_permissions(path, fs::Permissions::from_mode(0o444)).unwrap();
    }
}

/// The promise holds, and no more once it is broken.
fn notice<B: Copy + Debug>(breakage: B, break_on_purpose: fn(Option<B>), holds: fn(B) -> bool) {
    assert!(holds(breakage), "{breakage:?} is broken by itself");
    break_on_purpose(Some(breakage));
    let held = holds(breakage);
    break_on_purpose(None);
    assert!(!held, "{breakage:?} is not noticed");
    println!("| {breakage:?} | noticed |");
}

#[test]
fn every_breakage_of_the_store_is_noticed() {
    let second = root_of_second_run().is_some();
    let of_rights = |breakage: &Breakage| *breakage == Breakage::NeverLookOnly;
    for breakage in Breakage::ALL
        .into_iter()
        .filter(|breakage| of_rights(breakage) == second)
    {
        notice(breakage, bimetal_store::breakage::break_on_purpose, holds);
    }
    let of_rights = |breakage: &FilesBreakage| *breakage == FilesBreakage::OpenToWrite;
    for breakage in FilesBreakage::ALL
        .into_iter()
        .filter(|breakage| of_rights(breakage) == second)
    {
        notice(breakage, bimetal_files::breakage::break_on_purpose, files_hold);
    }
    if !second {
        let root = new_root();
        make_folders(root.path());
        let again = run_again("every_breakage_of_the_store_is_noticed", root.path());
        set_rights(&root.path().join(READ_ONLY), 0o755, 0o644);
        again.unwrap_or_else(|said| panic!("{said}"));
    }
}

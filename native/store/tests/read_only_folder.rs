//! Folders that may not be written, and backups whose rights somebody changed. Whoever is root may write everywhere, so these
//! tests run themselves again as another user.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]
#![cfg(unix)]

mod engines;
mod folders;

use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use bimetal_store::{EngineKind, OpenOptions, Store};
use engines::{key, open, text, value};
use folders::another_user::{NOBODY, give, new_root, root_of_second_run, run_again, set_rights};
use folders::fixture;

/// Opens a folder that may not be written, and does with it all that needs no right to.
fn look(path: &Path, documents: u64, target: &Path) {
    let refused = Store::open(path, OpenOptions::default()).unwrap_err();
    assert_eq!(refused.code(), "IO", "{refused}");
    let store = Store::open(path, OpenOptions::default().existing()).unwrap();
    assert_eq!(store.len().unwrap(), documents);
    let mut go_on = |_: u64, _: u64| ControlFlow::Continue(());
    assert_eq!(store.check(&mut go_on).unwrap().problems, [""; 0]);
    let revision = store.backup(target.join("backup"), &mut go_on).unwrap();
    store
        .migrate(target.join("migrated"), EngineKind::Log, &mut go_on)
        .unwrap();
    let error = store.put(key(1), value("2")).unwrap_err();
    assert_eq!(error.code(), "IO", "{error}");
    assert!(error.to_string().contains("cannot write to"), "{error}");
    store.close().unwrap();
    let copy = open(&target.join("backup"));
    assert_eq!(
        (copy.len().unwrap(), copy.last_revision().unwrap()),
        (documents, revision)
    );
    copy.put(key(1), value("\"later\"")).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for (name, bytes) in contents(from) {
        fs::write(to.join(name), bytes).unwrap();
    }
}

fn contents(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut contents: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    contents.sort();
    contents
}

#[test]
fn a_folder_that_may_not_be_written_is_checked_and_backed_up() {
    const NAMES: [&str; 5] = ["log", "redb", "crashed", "format-2-log", "format-2-redb"];
    if let Some(root) = root_of_second_run() {
        for name in NAMES {
            let path = root.join(name);
            let documents = fs::read_to_string(path.with_extension("documents")).unwrap();
            let target = tempfile::tempdir_in(&root).unwrap();
            let before = contents(&path);
            look(&path, documents.parse().unwrap(), target.path());
            assert!(contents(&path) == before, "{name} is as it was");
        }
        return;
    }
    let root = new_root();
    for name in NAMES {
        let path = root.path().join(name);
        let fixture = fixture(name).join("data");
        let filled = root.path().join("filled");
        if fixture.exists() {
            copy(&fixture, &path);
        } else {
            let engine = if name == "redb" {
                EngineKind::Redb
            } else {
                EngineKind::Log
            };
            let store = Store::open(&filled, OpenOptions::default().engine(engine)).unwrap();
            for number in 1..40 {
                store.put(key(number), value("1")).unwrap();
            }
            if name != "crashed" {
                store.close().unwrap();
            }
            // What an open store has on disk is what a process leaves that is killed: the end of the log has to be found.
            copy(&filled, &path);
            drop(store);
            fs::remove_dir_all(&filled).unwrap();
        }
        let probe = root.path().join("probe");
        copy(&path, &probe);
        let documents = Store::open(&probe, OpenOptions::default().existing())
            .unwrap()
            .len()
            .unwrap();
        fs::remove_dir_all(&probe).unwrap();
        fs::write(path.with_extension("documents"), documents.to_string()).unwrap();
        set_rights(&path, 0o555, 0o444);
    }
    let again = run_again("a_folder_that_may_not_be_written_is_checked_and_backed_up", root.path());
    again.unwrap_or_else(|said| panic!("{said}"));
    NAMES
        .iter()
        .for_each(|name| set_rights(&root.path().join(name), 0o755, 0o644));
}

#[test]
fn the_rights_of_a_backup_are_no_matter_to_the_store_that_it_shares_files_with() {
    if let Some(root) = root_of_second_run() {
        let store = open(&root.join("data"));
        assert_eq!(text(&store, 0).map(|text| text.len()), Some(1 << 20));
        store.put(key(99), value("99")).unwrap();
        return store.close().unwrap();
    }
    let root = new_root();
    let (path, copied) = (root.path().join("data"), root.path().join("copy"));
    let store = open(&path);
    // More than a segment.
    let large = format!("\"{}\"", "x".repeat((1 << 20) - 2));
    for number in 0..20 {
        store.put(key(number), value(&large)).unwrap();
    }
    store.backup(&copied, &mut |_, _| ControlFlow::Continue(())).unwrap();
    store.close().unwrap();
    let shared = fs::read_dir(&copied)
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().nlink());
    assert!(shared.max().unwrap() > 1, "the copy has files of the store");
    give(&path, NOBODY);
    give(&copied, 0);
    set_rights(&copied, 0o555, 0o444);
    let again = run_again(
        "the_rights_of_a_backup_are_no_matter_to_the_store_that_it_shares_files_with",
        root.path(),
    );
    again.unwrap_or_else(|said| panic!("{said}"));
    set_rights(&copied, 0o755, 0o644);
}

#[test]
fn who_only_looks_takes_no_writes_from_who_has_the_store_open() {
    if let Some(root) = root_of_second_run() {
        let path = root.join("data");
        let store = open(&path);
        store.put(key(1), value("1")).unwrap();
        // Its files may not be written any more, by who opens them anew.
        set_rights(&path, 0o755, 0o444);
        let looking = Store::open(&path, OpenOptions::default().existing()).unwrap();
        store.put(key(2), value("2")).unwrap();
        assert_eq!(looking.len().unwrap(), 2);
        looking.close().unwrap();
        store.put(key(3), value("3")).unwrap();
        return store.close().unwrap();
    }
    let root = new_root();
    let again = run_again(
        "who_only_looks_takes_no_writes_from_who_has_the_store_open",
        root.path(),
    );
    again.unwrap_or_else(|said| panic!("{said}"));
}

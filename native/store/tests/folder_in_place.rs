//! A store whose folder is removed, moved or replaced says so before it answers a write.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]
#![cfg(unix)]

mod engines;

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use bimetal_store::{EngineKind, OpenOptions, Store};
use engines::{key, open, text, value};

/// A store with one document, and where it is.
fn store(root: &Path, engine: EngineKind) -> (Store, PathBuf) {
    let path = root.join("data");
    let store = Store::open(&path, OpenOptions::default().engine(engine)).unwrap();
    store.put(key(1), value("1")).unwrap();
    (store, path)
}

fn check_refused(store: &Store) {
    for number in 2..4 {
        let error = store.put(key(number), value("2")).unwrap_err();
        assert_eq!(error.code(), "STORE_POISONED", "{error}");
        assert!(error.to_string().contains("was removed, moved or replaced"), "{error}");
    }
    assert!(store.poison().is_some());
    assert_eq!(text(store, 1).as_deref(), Some("1"), "reads go on");
    assert_eq!(store.len().unwrap(), 1, "what was refused is not shown");
}

#[test]
fn a_folder_that_is_removed_is_noticed() {
    for engine in EngineKind::ALL {
        let root = tempfile::tempdir().unwrap();
        let (store, path) = store(root.path(), engine);
        fs::remove_dir_all(&path).unwrap();
        check_refused(&store);
        store.close().unwrap();
        assert!(!path.exists(), "a close makes no folder");
        assert_eq!(open(&path).last_revision().unwrap().get(), 0, "a new store");
    }
}

#[test]
fn a_folder_that_is_moved_keeps_its_files_and_the_one_in_its_place_gets_none() {
    for engine in EngineKind::ALL {
        let root = tempfile::tempdir().unwrap();
        let (store, path) = store(root.path(), engine);
        let moved = root.path().join("moved");
        fs::rename(&path, &moved).unwrap();
        fs::create_dir(&path).unwrap();
        check_refused(&store);
        store.close().unwrap();
        assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
        let found = open(&moved);
        assert_eq!(text(&found, 1).as_deref(), Some("1"));
        assert_eq!(
            found.check(&mut |_, _| ControlFlow::Continue(())).unwrap().problems,
            [""; 0]
        );
    }
}

#[test]
fn a_copy_in_the_place_of_a_folder_is_noticed_and_left_alone() {
    for engine in EngineKind::ALL {
        let root = tempfile::tempdir().unwrap();
        let (store, path) = store(root.path(), engine);
        store
            .backup(root.path().join("copy"), &mut |_, _| ControlFlow::Continue(()))
            .unwrap();
        fs::rename(&path, root.path().join("moved")).unwrap();
        fs::rename(root.path().join("copy"), &path).unwrap();
        let before = contents(&path);
        check_refused(&store);
        store.close().unwrap();
        assert!(contents(&path) == before, "nothing is written into another folder");
    }
}

#[test]
fn a_link_that_leads_elsewhere_is_noticed() {
    for engine in EngineKind::ALL {
        for replaced in [false, true] {
            let root = tempfile::tempdir().unwrap();
            let (folder, link) = (root.path().join("folder"), root.path().join("data"));
            fs::create_dir(&folder).unwrap();
            std::os::unix::fs::symlink(&folder, &link).unwrap();
            let (store, _) = store(root.path(), engine);
            let same = Store::open(&folder, OpenOptions::default()).unwrap();
            assert_eq!(
                text(&same, 1).as_deref(),
                Some("1"),
                "one store, whichever way leads to it"
            );
            fs::remove_file(&link).unwrap();
            if replaced {
                fs::create_dir(root.path().join("other")).unwrap();
                std::os::unix::fs::symlink(root.path().join("other"), &link).unwrap();
            }
            check_refused(&store);
            same.close().unwrap();
            store.close().unwrap();
            assert_eq!(text(&open(&folder), 1).as_deref(), Some("1"));
        }
    }
}

#[test]
fn files_that_are_removed_are_noticed_although_the_folder_stays() {
    for engine in EngineKind::ALL {
        let root = tempfile::tempdir().unwrap();
        let (store, path) = store(root.path(), engine);
        for (name, _) in contents(&path) {
            fs::remove_file(path.join(name)).unwrap();
        }
        check_refused(&store);
        store.close().unwrap();
    }
}

#[test]
fn who_asks_hears_of_it_without_a_write() {
    for engine in EngineKind::ALL {
        let root = tempfile::tempdir().unwrap();
        let (store, path) = store(root.path(), engine);
        assert!(store.poison().is_none());
        fs::remove_dir_all(&path).unwrap();
        assert_eq!(store.poison().unwrap().code(), "STORE_POISONED");
    }
}

#[test]
fn another_folder_at_the_path_is_not_opened_as_the_one_that_was_there() {
    let root = tempfile::tempdir().unwrap();
    let (store, path) = store(root.path(), EngineKind::Log);
    fs::rename(&path, root.path().join("moved")).unwrap();
    fs::create_dir(&path).unwrap();
    let error = Store::open(&path, OpenOptions::default()).unwrap_err();
    assert_eq!(error.code(), "STORE_POISONED");
    store.close().unwrap();
    assert_eq!(open(&path).len().unwrap(), 0);
}

#[test]
fn rights_that_are_taken_away_are_no_reason_to_refuse_what_can_be_written() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    let (store, path) = store(root.path(), EngineKind::Log);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    store.put(key(2), value("2")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    store.close().unwrap();
    assert_eq!(text(&open(&path), 2).as_deref(), Some("2"));
}

fn contents(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut contents: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    contents.sort();
    contents
}

//! Handles on one folder: shared in a process, closed by the last one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::sync::mpsc::channel;
use std::thread;

use bimetal_store::{Changes, EngineKind, EngineSource, Error, FORMAT_VERSION, KeyRange, OpenOptions, Store};
use engines::rigged::{Control, Order};
use engines::{key, open, text, value};

#[test]
fn two_handles_on_a_folder_are_one_store_and_the_last_close_closes_it() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path());
    let second = open(&folder.path().join("."));
    assert_eq!((first.id(), first.path()), (second.id(), second.path()));
    first.put(key(1), value("1")).unwrap();
    assert_eq!(text(&second, 1).as_deref(), Some("1"));

    first.close().unwrap();
    first.close().expect("a second close is no error");
    assert!(first.is_closed() && !second.is_closed());
    assert_eq!(first.get(&key(1)).unwrap_err().code(), "STORE_CLOSED");
    assert_eq!(second.put(key(2), value("2")).unwrap().get(), 2);
    assert!(folder.path().join("bimetal.pid").exists());

    drop(second);
    assert!(!folder.path().join("bimetal.pid").exists(), "the lock is released");
    assert_eq!(text(&open(folder.path()), 2).as_deref(), Some("2"));
}

#[test]
fn a_clone_is_the_same_handle() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let clone = store.clone();
    drop(store);
    clone.put(key(1), value("1")).unwrap();
    let other = clone.clone();
    clone.close().unwrap();
    assert!(other.is_closed());
}

#[test]
fn a_closed_store_cannot_begin_anything_and_ends_what_it_began() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.put(key(1), value("1")).unwrap();
    let mut batch = store.batch().unwrap();
    batch.remove(&key(1)).unwrap();
    let snapshot = store.snapshot().unwrap();
    let mut cursor = snapshot.cursor(KeyRange::all()).unwrap();
    let mut feed = store.changes().unwrap();
    store.close().unwrap();

    let errors: Vec<Error> = vec![
        store.get(&key(1)).unwrap_err(),
        store.len().unwrap_err(),
        store.last_revision().unwrap_err(),
        store.batch().unwrap_err(),
        store.put(key(1), value("1")).unwrap_err(),
        store.remove(key(1)).unwrap_err(),
        store.commit(batch).unwrap_err(),
        store.snapshot().unwrap_err(),
        store.changes().unwrap_err(),
        snapshot.get(&key(1)).unwrap_err(),
        snapshot.len().unwrap_err(),
        snapshot.cursor(KeyRange::all()).unwrap_err(),
        cursor.next(1).unwrap_err(),
        cursor.seek(key(1)).unwrap_err(),
        feed.next(1).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.code(), "STORE_CLOSED");
    }
}

#[test]
fn a_closed_snapshot_ends_its_cursors_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.put(key(1), value("1")).unwrap();
    let snapshot = store.snapshot().unwrap();
    let other = store.snapshot().unwrap();
    let mut cursor = snapshot.cursor(KeyRange::all()).unwrap();
    let mut closed = other.cursor(KeyRange::all()).unwrap();
    closed.close();
    assert_eq!(closed.next(1).unwrap_err().code(), "CURSOR_CLOSED");
    snapshot.close();
    snapshot.close();
    assert!(snapshot.is_closed() && !other.is_closed());
    assert_eq!(snapshot.get(&key(1)).unwrap_err().code(), "SNAPSHOT_CLOSED");
    assert_eq!(cursor.next(1).unwrap_err().code(), "SNAPSHOT_CLOSED");
    assert_eq!(other.get(&key(1)).unwrap().unwrap().value(), b"1");
}

#[test]
fn close_waits_until_what_is_queued_is_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let control = Control::default();
    let store = control.open(folder.path());
    control.order(Order::Hold);
    let (sender, answers) = channel();
    for number in 0..10 {
        let mut batch = store.batch().unwrap();
        batch.put(&key(number), value("1")).unwrap();
        let sender = sender.clone();
        store.submit(batch, move |outcome| sender.send(outcome.unwrap().get()).unwrap());
    }
    control.wait_until_held();
    let closing = thread::spawn(move || store.close());
    control.order(Order::Work);
    closing.join().unwrap().unwrap();
    assert_eq!(answers.try_iter().collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    assert_eq!(control.open(folder.path()).len().unwrap(), 10);
}

#[test]
fn the_last_store_may_go_in_a_callback() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut batch = store.batch().unwrap();
    batch.put(&key(1), value("1")).unwrap();
    let (sender, answer) = channel();
    let held = store.clone();
    store.submit(batch, move |outcome| {
        drop(held);
        sender.send(outcome).unwrap();
    });
    drop(store);
    answer.recv().unwrap().unwrap();
    // Whoever comes next waits for the close that is under way.
    assert_eq!(text(&open(folder.path()), 1).as_deref(), Some("1"));
}

#[test]
fn handles_open_and_close_from_many_threads_at_once() {
    let folder = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        for worker in 0..4 {
            let path = folder.path();
            scope.spawn(move || {
                for round in 0..10 {
                    let store = open(path);
                    store.put(key(worker * 100 + round), value("1")).unwrap();
                    store.close().unwrap();
                }
            });
        }
    });
    let store = open(folder.path());
    assert_eq!((store.len().unwrap(), store.last_revision().unwrap().get()), (40, 40));
}

#[test]
fn a_second_handle_must_not_ask_for_another_engine() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert_eq!(
        (store.engine_name(), store.format_version(), store.id().len()),
        ("log", FORMAT_VERSION, 32)
    );
    let other = EngineSource::new("other", |_| Err(bimetal_engine::Error::Closed));
    let asked = OpenOptions::default().engine_source(other.clone());
    assert_eq!(
        Store::open(folder.path(), asked.clone()).unwrap_err().code(),
        "ENGINE_MISMATCH"
    );
    Store::open(folder.path(), OpenOptions::default().engine(EngineKind::Log)).unwrap();
    drop(store);
    assert_eq!(Store::open(folder.path(), asked).unwrap_err().code(), "ENGINE_MISMATCH");
}

#[test]
fn a_snapshot_that_is_shared_is_found_by_other_handles_as_long_as_one_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (open(folder.path()), open(folder.path()));
    first.put(key(1), value("1")).unwrap();
    let shown = first.snapshot().unwrap();
    let revision = shown.revision();
    assert!(second.shared_snapshot(revision).unwrap().is_none(), "not shared yet");
    shown.share();
    second.put(key(1), value("2")).unwrap();

    let found = second.shared_snapshot(revision).unwrap().expect("it is shared");
    assert_eq!(found.taken(), shown.taken());
    found.share();
    assert_eq!(found.get(&key(1)).unwrap().unwrap().value(), value("1").as_bytes());
    // Each is closed by whoever has it, and the rest goes on.
    first.close().unwrap();
    assert!(shown.is_closed() && !found.is_closed());
    let third = open(folder.path());
    assert!(third.shared_snapshot(revision).unwrap().is_some());
    drop(found);
    assert!(third.shared_snapshot(revision).unwrap().is_none());
}

#[test]
fn a_memo_is_seen_by_all_handles_and_ends_with_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (open(folder.path()), open(folder.path()));
    let add = |store: &Store, text: &str| store.add_memo("turn".to_owned(), text.to_owned()).unwrap();
    assert_eq!(add(&first, "one"), None);
    assert_eq!(add(&second, "two").as_deref(), Some("one"));
    first.close().unwrap();
    assert_eq!(first.memo("turn").unwrap_err().code(), "STORE_CLOSED");
    assert_eq!(second.memo("turn").unwrap().as_deref(), Some("one"));
    drop(second);
    assert_eq!(open(folder.path()).memo("turn").unwrap(), None);
}

#[test]
fn a_path_that_is_no_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert_eq!(
        Store::open(&file, OpenOptions::default()).unwrap_err().code(),
        "FOLDER_INVALID"
    );
    let below = Store::open(file.join("below"), OpenOptions::default()).unwrap_err();
    assert_eq!(below.code(), "IO");
    assert!(
        std::error::Error::source(&below).is_some(),
        "the system's own error is the cause"
    );
    let nested = folder.path().join("a/b/c");
    assert_eq!(open(&nested).path(), nested.canonicalize().unwrap());
}

#[test]
fn an_open_that_failed_leaves_the_folder_free() {
    let folder = tempfile::tempdir().unwrap();
    let broken = EngineSource::new("redb", |_| {
        Err(bimetal_engine::Error::Failed {
            reason: "rigged",
            source: None,
        })
    });
    let asked = OpenOptions::default().engine_source(broken);
    assert_eq!(Store::open(folder.path(), asked).unwrap_err().code(), "ENGINE_FAILED");
    let store = open(folder.path());
    assert_eq!(store.changes().unwrap().next(1).unwrap(), Changes::Empty);
}

//! A change feed yields every change once, in order, or says that it cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::sync::mpsc::{TryRecvError, channel};
use std::thread;
use std::time::Duration;

use bimetal_store::{Change, ChangeFeed, ChangeKind, Changes, EngineKind, OpenOptions, Revision, Store};
use engines::{key, open, value};

const LONG: Duration = Duration::from_secs(60);

fn change(number: u64, revision: u64, kind: ChangeKind) -> Change {
    Change {
        key: key(number),
        revision: Revision::new(revision),
        kind,
    }
}

#[test]
fn a_feed_yields_what_happens_after_it_began() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.put(key(1), value("1")).unwrap();
    let mut feed = store.changes().unwrap();
    assert_eq!(feed.next(10).unwrap(), Changes::Empty);

    let mut batch = store.batch().unwrap();
    batch.remove(&key(1)).unwrap();
    batch.put(&key(2), value("2")).unwrap();
    store.commit(batch).unwrap();
    store.put(key(3), value("3")).unwrap();
    let expected = vec![
        change(1, 2, ChangeKind::Remove),
        change(2, 2, ChangeKind::Put),
        change(3, 3, ChangeKind::Put),
    ];
    assert_eq!(feed.next(10).unwrap(), Changes::Some(expected));
    assert_eq!(feed.revision().get(), 3);
    assert_eq!(feed.next(10).unwrap(), Changes::Empty);
}

#[test]
fn a_feed_goes_on_where_another_one_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut first = store.changes().unwrap();
    for number in 1..=3 {
        store.put(key(number), value("1")).unwrap();
    }
    assert_eq!(
        first.next(2).unwrap(),
        Changes::Some(vec![change(1, 1, ChangeKind::Put), change(2, 2, ChangeKind::Put)])
    );
    let mut second = store.changes_since(first.revision()).unwrap();
    first.close();
    assert_eq!(first.next(1).unwrap_err().code(), "FEED_CLOSED");
    assert_eq!(
        second.next(10).unwrap(),
        Changes::Some(vec![change(3, 3, ChangeKind::Put)])
    );
}

#[test]
fn a_reader_that_lags_expires_and_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    // redb keeps no changes on disk.
    let options = OpenOptions::default().engine(EngineKind::Redb).ring_changes_max(5);
    let store = Store::open(folder.path(), options).unwrap();
    let mut slow = store.changes().unwrap();
    let mut quick = store.changes().unwrap();
    for number in 1..=6 {
        store.put(key(number), value("1")).unwrap();
        assert_eq!(
            quick.next(10).unwrap(),
            Changes::Some(vec![change(number, number, ChangeKind::Put)])
        );
    }
    assert!(slow.wait(LONG).unwrap(), "being expired is news");
    assert_eq!(slow.next(10).unwrap(), Changes::Expired);
    assert_eq!(slow.next(10).unwrap(), Changes::Expired);
    assert_eq!(slow.revision(), Revision::ZERO);
    // The way back: a snapshot, and the changes since it.
    let snapshot = store.snapshot().unwrap();
    let mut feed = store.changes_since(snapshot.revision()).unwrap();
    assert_eq!(feed.next(10).unwrap(), Changes::Empty);
}

#[test]
fn changes_from_before_the_store_opened_are_expired_where_the_disk_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), OpenOptions::default().engine(EngineKind::Redb)).unwrap();
    store.put(key(1), value("1")).unwrap();
    store.put(key(2), value("2")).unwrap();
    store.close().unwrap();
    let store = open(folder.path());
    assert_eq!(
        store.changes_since(Revision::new(1)).unwrap().next(10).unwrap(),
        Changes::Expired
    );
    assert_eq!(
        store.changes_since(Revision::new(2)).unwrap().next(10).unwrap(),
        Changes::Empty
    );
    let error = store.changes_since(Revision::new(3)).unwrap_err();
    assert_eq!(error.code(), "REVISION_INVALID");
    assert!(error.to_string().contains("the last is 2"), "{error}");
}

#[test]
fn waiting_ends_with_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut feed = store.changes().unwrap();
    assert!(!feed.wait(Duration::ZERO).unwrap());
    thread::scope(|scope| {
        scope.spawn(|| store.put(key(1), value("1")).unwrap());
        assert!(feed.wait(LONG).unwrap());
    });
    assert_eq!(
        feed.next(10).unwrap(),
        Changes::Some(vec![change(1, 1, ChangeKind::Put)])
    );
}

#[test]
fn waiting_ends_when_the_handle_closes_though_another_stays_open() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let other = open(folder.path());
    let feed = store.changes().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| feed.wait(LONG));
        store.close().unwrap();
        assert_eq!(waiting.join().unwrap().unwrap_err().code(), "STORE_CLOSED");
    });
    other.put(key(1), value("1")).unwrap();
}

#[test]
fn a_waker_is_called_exactly_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut feed = store.changes().unwrap();
    let (sender, woken) = channel();
    let waker = |name: &'static str| {
        let sender = sender.clone();
        move || sender.send(name).unwrap()
    };
    feed.on_change(waker("on a change"));
    assert_eq!(woken.try_recv(), Err(TryRecvError::Empty));
    store.put(key(1), value("1")).unwrap();
    assert_eq!(woken.recv().unwrap(), "on a change");
    store.put(key(2), value("2")).unwrap();
    feed.on_change(waker("at once"));
    assert_eq!(woken.try_recv(), Ok("at once"));
    assert!(matches!(feed.next(10).unwrap(), Changes::Some(_)));
    feed.on_change(waker("on close"));
    feed.close();
    assert_eq!(woken.try_recv(), Ok("on close"));
    feed.on_change(waker("after close"));
    assert_eq!(woken.try_recv(), Ok("after close"));

    let dropped = store.changes().unwrap();
    dropped.on_change(waker("on drop"));
    drop(dropped);
    assert_eq!(woken.try_recv(), Ok("on drop"));

    let feed = store.changes().unwrap();
    feed.on_change(waker("on the store's close"));
    store.close().unwrap();
    assert_eq!(woken.try_recv(), Ok("on the store's close"));
    assert_eq!(woken.try_recv(), Err(TryRecvError::Empty));
    drop(feed);
    assert_eq!(woken.try_recv(), Err(TryRecvError::Empty));
}

/// Everything that a feed has to say now, in steps of `limit`.
fn read_all(feed: &mut ChangeFeed, limit: usize) -> Vec<Change> {
    let mut read = Vec::new();
    loop {
        match feed.next(limit).unwrap() {
            Changes::Some(changes) => {
                assert!(changes.len() <= limit);
                read.extend(changes);
            }
            Changes::Empty => return read,
            Changes::Expired => panic!("expired after {}", read.len()),
        }
    }
}

/// Batches of one to five keys, and what a feed of them yields.
fn write_batches(store: &Store, revisions: std::ops::RangeInclusive<u64>) -> Vec<Change> {
    let mut changes = Vec::new();
    for revision in revisions {
        let mut batch = store.batch().unwrap();
        for number in 0..=revision % 5 {
            batch.put(&key(number), value("1")).unwrap();
            changes.push(change(number, revision, ChangeKind::Put));
        }
        assert_eq!(store.commit(batch).unwrap().get(), revision);
    }
    changes
}

#[test]
fn a_feed_that_lags_behind_the_ring_goes_on_from_the_disk_and_comes_back() {
    for limit in [1, 2, 3, 100] {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), OpenOptions::default().ring_changes_max(7)).unwrap();
        let mut feed = store.changes().unwrap();
        let mut expected = write_batches(&store, 1..=4);
        // The ring gives the first part of a batch, and then forgets the rest of it.
        let Changes::Some(mut read) = feed.next(limit).unwrap() else {
            panic!("nothing")
        };
        expected.extend(write_batches(&store, 5..=40));
        read.extend(read_all(&mut feed, limit));
        expected.extend(write_batches(&store, 41..=42));
        read.extend(read_all(&mut feed, limit));
        assert_eq!(read, expected, "in steps of {limit}");
        assert_eq!(feed.revision().get(), 42);
    }
}

#[test]
fn a_feed_since_any_retained_revision_outlives_a_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut expected = write_batches(&store, 1..=20);
    store.close().unwrap();
    let store = open(folder.path());
    expected.extend(write_batches(&store, 21..=25));
    for since in [0, 1, 7, 20, 24, 25] {
        let mut feed = store.changes_since(Revision::new(since)).unwrap();
        let rest: Vec<Change> = expected
            .iter()
            .filter(|change| change.revision.get() > since)
            .cloned()
            .collect();
        assert_eq!(read_all(&mut feed, 4), rest, "since {since}");
    }
}

//! A document whose time to live is over is read by nobody, and goes away.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::time::Duration;

use bimetal_store::{Change, ChangeKind, Changes, Condition, EngineKind, KeyRange, OpenOptions, Store, Timestamp};
use engines::{key, value};

const LONG: Duration = Duration::from_secs(60);
const FAR: Duration = Duration::from_secs(3600);

fn each_engine(test: impl Fn(&Store)) {
    for engine in EngineKind::ALL {
        let folder = tempfile::tempdir().unwrap();
        println!("{engine}");
        test(&Store::open(folder.path(), OpenOptions::default().engine(engine)).unwrap());
    }
}

fn put_until(store: &Store, number: u64, expires: Timestamp) {
    let mut batch = store.batch().unwrap();
    batch.put_until(&key(number), value("1"), expires).unwrap();
    store.commit(batch).unwrap();
}

fn past() -> Timestamp {
    Timestamp::from_millis(Timestamp::now().millis() - 1)
}

#[test]
fn nobody_reads_what_has_expired() {
    each_engine(|store| {
        store.put(key(1), value("1")).unwrap();
        put_until(store, 2, past());
        put_until(store, 3, Timestamp::now().after(FAR));
        let snapshot = store.snapshot().unwrap();
        assert!(store.get(&key(2)).unwrap().is_none() && snapshot.get(&key(2)).unwrap().is_none());
        assert!(store.get(&key(3)).unwrap().unwrap().expires().is_some());
        assert_eq!((store.len().unwrap(), snapshot.len().unwrap()), (2, 2));
        assert_eq!(snapshot.count(KeyRange::from_bounds(key(2)..=key(2))).unwrap(), 0);
        let keys: Vec<_> = snapshot.cursor(KeyRange::all()).unwrap().next(10).unwrap();
        assert_eq!(
            keys.iter().map(|entry| entry.key.number()).collect::<Vec<_>>(),
            [Some(1), Some(3)]
        );
    });
}

#[test]
fn the_store_removes_what_has_expired_and_tells_its_feeds() {
    each_engine(|store| {
        let mut feed = store.changes().unwrap();
        put_until(store, 1, Timestamp::now().after(Duration::from_millis(20)));
        assert!(feed.wait(LONG).unwrap());
        assert!(matches!(feed.next(10).unwrap(), Changes::Some(_)), "the put");
        assert!(feed.wait(LONG).unwrap(), "the removal");
        let Changes::Some(changes) = feed.next(10).unwrap() else {
            panic!("nothing")
        };
        let Change { key: removed, kind, .. } = &changes[0];
        assert_eq!((removed, *kind), (&key(1), ChangeKind::Remove));
        assert_eq!(store.statistics().unwrap().documents, 0);
    });
}

#[test]
fn a_snapshot_keeps_what_was_alive_when_it_was_taken() {
    each_engine(|store| {
        let expires = Timestamp::now().after(Duration::from_millis(300));
        put_until(store, 1, expires);
        let snapshot = store.snapshot().unwrap();
        if Timestamp::now() >= expires {
            // A machine this slow shows nothing here.
            return;
        }
        let mut feed = store.changes().unwrap();
        assert!(feed.wait(LONG).unwrap() && matches!(feed.next(1).unwrap(), Changes::Some(_)));
        assert!(store.get(&key(1)).unwrap().is_none());
        assert!(snapshot.get(&key(1)).unwrap().is_some());
        assert_eq!(snapshot.len().unwrap(), 1);
    });
}

#[test]
fn what_has_expired_counts_as_absent_for_a_condition() {
    each_engine(|store| {
        put_until(store, 1, past());
        let mut batch = store.batch().unwrap();
        batch.put(&key(1), value("2")).unwrap();
        batch.require(&key(1), Condition::Absent).unwrap();
        store.commit(batch).unwrap();
        assert_eq!(store.get(&key(1)).unwrap().unwrap().value(), b"2");
    });
}

#[test]
fn a_put_without_an_expiry_takes_the_old_one_away() {
    each_engine(|store| {
        put_until(store, 1, Timestamp::now().after(FAR));
        store.put(key(1), value("2")).unwrap();
        assert_eq!(store.get(&key(1)).unwrap().unwrap().expires(), None);
        assert_eq!(store.statistics().unwrap().expiring_documents, 0);
    });
}

#[test]
fn what_expires_at_the_first_moment_of_all_is_gone_at_once_however_much_it_is() {
    each_engine(|store| {
        let mut feed = store.changes().unwrap();
        for numbers in [0..600, 600..1200] {
            let mut batch = store.batch().unwrap();
            for number in numbers {
                let first = Timestamp::from_millis(0);
                batch.put_until(&key(number), value("1"), first).unwrap();
            }
            store.commit(batch).unwrap();
        }
        assert!(store.get(&key(0)).unwrap().is_none());
        assert_eq!(store.len().unwrap(), 0);
        put_until(store, 5000, past());
        let mut removed = 0;
        while removed < 1201 {
            assert!(feed.wait(LONG).unwrap(), "{removed} are removed");
            let Changes::Some(changes) = feed.next(100).unwrap() else {
                continue;
            };
            removed += changes
                .iter()
                .filter(|change| change.kind == ChangeKind::Remove)
                .count();
        }
        assert_eq!(store.statistics().unwrap().documents, 0);
    });
}

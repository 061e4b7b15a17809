//! A damaged document fails its own reads and writes, and nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use bimetal_store::{Condition, EngineKind, Result, Revision, Store, Timestamp};
use engines::damaged::with_damage;
use engines::{key, text, value};

/// LIMIT: what has not gone by then stays.
const LONG: Duration = Duration::from_secs(60);

fn put_if(store: &Store, number: u64, condition: Condition) -> Receiver<Result<Revision>> {
    let (sender, outcome) = channel();
    let mut batch = store.batch().unwrap();
    batch.put(&key(number), value("2")).unwrap();
    batch.require(&key(number), condition).unwrap();
    store.submit(batch, move |result| sender.send(result).unwrap());
    outcome
}

#[test]
fn it_is_never_shown_and_a_check_and_a_copy_name_it() {
    for engine in EngineKind::ALL {
        let folder = tempfile::tempdir().unwrap();
        let store = with_damage(&folder.path().join("a"), engine, None);
        assert_eq!(store.get(&key(1)).unwrap_err().code(), "DATA_DAMAGED");
        for number in [0, 2, 3] {
            assert_eq!(text(&store, number).as_deref(), Some("1"));
        }
        assert!(store.get(&key(4)).unwrap().is_none());
        assert_eq!(store.len().unwrap(), 4);
        let report = store.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
        assert!(!report.problems.is_empty(), "{engine}");
        for target in EngineKind::ALL {
            let copy = folder.path().join(target.name());
            let migrated = store.migrate(&copy, target, &mut |_, _| ControlFlow::Continue(()));
            assert_eq!(migrated.unwrap_err().code(), "DATA_DAMAGED");
            assert!(!copy.exists(), "nothing is carried on");
        }
    }
}

#[test]
fn a_batch_that_asks_for_it_fails_alone() {
    for engine in EngineKind::ALL {
        let folder = tempfile::tempdir().unwrap();
        let store = with_damage(folder.path(), engine, None);
        for _ in 0..20 {
            let asking: Vec<_> = (0..4).map(|_| put_if(&store, 1, Condition::Absent)).collect();
            let others: Vec<_> = (10..40)
                .map(|number| put_if(&store, number, Condition::Absent))
                .collect();
            for outcome in asking {
                assert_eq!(outcome.recv().unwrap().unwrap_err().code(), "DATA_DAMAGED", "{engine}");
            }
            for outcome in others {
                outcome.recv().unwrap().unwrap();
            }
            for number in 10..40 {
                store.remove(key(number)).unwrap();
            }
        }
        // Who puts it anew has it again, and the condition of the next batch sees that.
        let mut batch = store.batch().unwrap();
        batch.put(&key(1), value("2")).unwrap();
        let revision = store.commit(batch).unwrap();
        put_if(&store, 1, Condition::Revision(revision))
            .recv()
            .unwrap()
            .unwrap();
        assert_eq!(text(&store, 1).as_deref(), Some("2"));
    }
}

#[test]
fn it_goes_when_its_time_is_over_and_so_do_others() {
    for engine in EngineKind::ALL {
        let folder = tempfile::tempdir().unwrap();
        let store = with_damage(folder.path(), engine, Some(Duration::from_millis(1500)));
        // Others expire before it, with it, and after it.
        for number in 10..30 {
            let mut batch = store.batch().unwrap();
            let soon = Timestamp::now().after(Duration::from_millis(100 * (number - 10)));
            batch.put_until(&key(number), value("1"), soon).unwrap();
            store.commit(batch).unwrap();
        }
        let deadline = Instant::now() + LONG;
        while store.statistics().unwrap().expiring_documents > 0 {
            assert!(Instant::now() < deadline, "{engine}: {:?}", store.statistics());
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(store.get(&key(1)).unwrap().is_none());
        assert!(store.background_failure().is_none(), "{:?}", store.background_failure());
    }
}

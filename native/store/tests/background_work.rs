//! Background work is tried again, says why it does not get on, and is done for every handle that wants it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::time::{Duration, Instant};

use bimetal_store::{BackgroundFailure, EngineKind, OpenOptions, Store, Timestamp};
use engines::rigged::{Control, Order};
use engines::{key, value};

/// LIMIT: background work that has not happened by then does not happen.
const LONG: Duration = Duration::from_secs(60);

fn wait_until<T>(mut found: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + LONG;
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(Instant::now() < deadline, "it does not happen");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn put_until(store: &Store, number: u64, expires: Timestamp) {
    let mut batch = store.batch().unwrap();
    batch.put_until(&key(number), value("1"), expires).unwrap();
    store.commit(batch).unwrap();
}

/// A store whose background work fails so, until it is told otherwise.
fn failing(order: Order) -> (tempfile::TempDir, Control, Store, BackgroundFailure) {
    let folder = tempfile::tempdir().unwrap();
    let control = Control::default();
    control.order(order);
    let store = control.open(folder.path());
    let failure = wait_until(|| store.background_failure());
    (folder, control, store, failure)
}

#[test]
fn what_fails_in_the_background_is_shown_and_tried_again_until_it_works() {
    let (_folder, control, store, failure) = failing(Order::FailBehind);
    assert_eq!(
        (failure.code, failure.message.as_str()),
        ("IO", "cannot write /rigged: the cable is out")
    );
    let again = wait_until(|| store.background_failure().filter(|failure| failure.failures > 1));
    assert_eq!(again.since, failure.since, "since the first of them");
    assert_eq!(store.statistics().unwrap().background_failure.unwrap().code, "IO");
    assert!(store.poison().is_none());
    store.put(key(1), value("1")).unwrap();
    control.order(Order::Work);
    wait_until(|| store.background_failure().is_none().then_some(()));
}

#[test]
fn a_panic_in_the_background_is_a_failure_like_others() {
    let (_folder, control, store, failure) = failing(Order::PanicBehind);
    assert_eq!(failure.code, "INTERNAL");
    assert!(failure.message.contains("rigged to panic behind"), "{failure:?}");
    // What has expired goes all the same.
    put_until(&store, 1, Timestamp::from_millis(1));
    wait_until(|| (store.statistics().unwrap().documents == 0).then_some(()));
    control.order(Order::Work);
    wait_until(|| store.background_failure().is_none().then_some(()));
}

#[test]
fn a_handle_that_only_looks_does_not_keep_others_from_background_work() {
    for engine in EngineKind::ALL {
        let folder = tempfile::tempdir().unwrap();
        let options = || OpenOptions::default().engine(engine);
        Store::open(folder.path(), options()).unwrap().close().unwrap();
        let looking = Store::open(folder.path(), options().existing()).unwrap();
        let store = Store::open(folder.path(), options()).unwrap();
        looking.close().unwrap();
        put_until(&store, 1, Timestamp::from_millis(1));
        wait_until(|| (store.statistics().unwrap().documents == 0).then_some(()));
    }
}

#[test]
fn nothing_is_removed_under_handles_that_only_look() {
    let folder = tempfile::tempdir().unwrap();
    let looking = || Store::open(folder.path(), OpenOptions::default().existing()).unwrap();
    Store::open(folder.path(), OpenOptions::default())
        .unwrap()
        .close()
        .unwrap();
    let (first, second) = (looking(), looking());
    put_until(&first, 1, Timestamp::from_millis(1));
    // Longer than the pause after which background work looks for something to do.
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(second.statistics().unwrap().documents, 1);
}

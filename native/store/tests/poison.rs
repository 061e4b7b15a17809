//! A failed commit poisons the store: no answer is lost, writes are refused, reads go on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use bimetal_store::{Error, Result, Revision, Store};
use engines::rigged::{Control, Order};
use engines::{key, text, value};

fn submit(store: &Store, number: u64) -> Receiver<Result<Revision>> {
    let (sender, outcome) = channel();
    let mut batch = store.batch().unwrap();
    batch.put(&key(number), value("2")).unwrap();
    store.submit(batch, move |result| sender.send(result).unwrap());
    outcome
}

/// A store with one document, a commit held by the engine, and more batches behind it.
fn held(folder: &Path) -> (Control, Store, Vec<Receiver<Result<Revision>>>) {
    let control = Control::default();
    let store = control.open(folder);
    store.put(key(0), value("1")).unwrap();
    control.order(Order::Hold);
    let mut outcomes = vec![submit(&store, 1)];
    control.wait_until_held();
    outcomes.extend((2..6).map(|number| submit(&store, number)));
    (control, store, outcomes)
}

fn errors(outcomes: Vec<Receiver<Result<Revision>>>) -> Vec<Error> {
    outcomes
        .into_iter()
        .map(|outcome| outcome.recv().expect("an answer is lost").unwrap_err())
        .collect()
}

fn check_poisoned(folder: &Path, control: &Control, store: &Store, reason: &str) {
    let error = store.put(key(9), value("9")).unwrap_err();
    assert_eq!(error.code(), "STORE_POISONED");
    assert!(error.to_string().contains(reason), "{error}");
    assert!(store.poison().is_some());

    assert_eq!(text(store, 0).as_deref(), Some("1"), "reads go on");
    assert_eq!(
        (store.len().unwrap(), store.snapshot().unwrap().revision().get()),
        (1, 1)
    );

    control.order(Order::Work);
    assert_eq!(
        store.put(key(9), value("9")).unwrap_err().code(),
        "STORE_POISONED",
        "a poisoned store stays so"
    );
    store.close().unwrap();
    let store = control.open(folder);
    assert_eq!(
        store.put(key(9), value("9")).unwrap().get(),
        2,
        "a store that is opened again takes writes"
    );
}

#[test]
fn a_failed_fsync_refuses_the_group_and_all_that_wait_and_come() {
    let folder = tempfile::tempdir().unwrap();
    let (control, store, outcomes) = held(folder.path());
    control.order(Order::Fail);
    let errors = errors(outcomes);
    assert_eq!(errors[0].code(), "IO", "the group that failed hears the cause");
    for error in &errors[1..] {
        assert_eq!(error.code(), "STORE_POISONED");
    }
    check_poisoned(
        folder.path(),
        &control,
        &store,
        "cannot make durable /rigged: the cable is out",
    );
}

#[test]
fn a_panic_of_the_committer_refuses_the_group_and_all_that_wait_and_come() {
    let folder = tempfile::tempdir().unwrap();
    let (control, store, outcomes) = held(folder.path());
    control.order(Order::Panic);
    for error in errors(outcomes) {
        assert_eq!(error.code(), "STORE_POISONED");
    }
    check_poisoned(folder.path(), &control, &store, "rigged to panic");
}

#[test]
fn a_disk_that_is_full_refuses_the_write_and_takes_the_next_one_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let (control, store, outcomes) = held(folder.path());
    control.order(Order::RefuseAbove(0));
    for error in errors(outcomes) {
        assert_eq!(error.code(), "DISK_FULL");
    }
    assert!(store.poison().is_none());
    control.order(Order::Work);
    assert_eq!(
        store.put(key(9), value("9")).unwrap().get(),
        2,
        "refused batches take no revision"
    );
}

#[test]
fn batches_that_do_not_fit_together_are_tried_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let (control, store, outcomes) = held(folder.path());
    control.order(Order::RefuseAbove(1));
    let revisions: Vec<u64> = outcomes
        .into_iter()
        .map(|outcome| outcome.recv().unwrap().unwrap().get())
        .collect();
    assert_eq!(revisions, [2, 3, 4, 5, 6]);
    assert_eq!((control.groups(), store.len().unwrap()), (vec![1; 6], 6));
}

#[test]
fn a_callback_that_panics_harms_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let (control, store, outcomes) = held(folder.path());
    let mut batch = store.batch().unwrap();
    batch.put(&key(7), value("7")).unwrap();
    store.submit(batch, |_| panic!("a caller's own panic"));
    store.changes().unwrap().on_change(|| panic!("a reader's own panic"));
    let after = submit(&store, 8);
    control.order(Order::Work);
    for outcome in outcomes.into_iter().chain([after]) {
        outcome.recv().unwrap().unwrap();
    }
    assert!(store.poison().is_none());
}

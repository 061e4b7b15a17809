//! A batch with conditions commits if they hold when its turn comes, and otherwise writes nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::sync::mpsc::channel;

use bimetal_store::{Condition, Error, Result, Revision, Store};
use engines::rigged::{Control, Order};
use engines::{key, open, text, value};

fn put_if(store: &Store, number: u64, text: &str, condition: Condition) -> Result<Revision> {
    let mut batch = store.batch().unwrap();
    batch.put(&key(number), value(text)).unwrap();
    batch.require(&key(number), condition).unwrap();
    store.commit(batch)
}

#[test]
fn a_document_is_replaced_only_at_the_revision_that_the_caller_saw() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let first = put_if(&store, 1, "1", Condition::Absent).unwrap();
    let second = put_if(&store, 1, "2", Condition::Revision(first)).unwrap();
    match put_if(&store, 1, "3", Condition::Revision(first)).unwrap_err() {
        Error::RevisionConflict { actual, .. } => assert_eq!(actual, Some(second)),
        other => panic!("{other}"),
    }
    assert_eq!(text(&store, 1).as_deref(), Some("2"));
    assert_eq!(
        store.last_revision().unwrap(),
        second,
        "a refused batch takes no revision"
    );
}

#[test]
fn a_conflict_says_what_is_there_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.put(key(1), value("1")).unwrap();
    let there = put_if(&store, 1, "2", Condition::Absent).unwrap_err();
    let expected = "abcdefgh-1 has revision 1, not no document: read it again and decide anew";
    assert_eq!(
        (there.code(), there.to_string().as_str()),
        ("REVISION_CONFLICT", expected)
    );
    let gone = put_if(&store, 2, "2", Condition::Revision(Revision::new(1))).unwrap_err();
    assert!(
        gone.to_string().contains("abcdefgh-2 has no document, not revision 1"),
        "{gone}"
    );
}

#[test]
fn one_of_many_writers_wins() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let seen = store.put(key(1), value("0")).unwrap();
    let won: usize = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..16)
            .map(|writer: u32| {
                let store = &store;
                scope.spawn(move || {
                    let outcome = put_if(store, 1, &writer.to_string(), Condition::Revision(seen));
                    usize::from(outcome.is_ok())
                })
            })
            .collect();
        writers.into_iter().map(|writer| writer.join().unwrap()).sum()
    });
    assert_eq!(won, 1);
}

#[test]
fn a_condition_on_one_key_guards_writes_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    store.put(key(1), value("1")).unwrap();
    let mut batch = store.batch().unwrap();
    batch.put(&key(2), value("2")).unwrap();
    batch.remove(&key(1)).unwrap();
    batch.require(&key(3), Condition::Revision(Revision::new(1))).unwrap();
    assert_eq!(store.commit(batch).unwrap_err().code(), "REVISION_CONFLICT");
    assert_eq!(
        (text(&store, 1).as_deref(), text(&store, 2)),
        (Some("1"), None),
        "all or nothing"
    );
}

/// Batches that wait while the engine is held, and so commit as one group.
#[test]
fn a_batch_sees_the_batches_before_it_in_its_group() {
    let folder = tempfile::tempdir().unwrap();
    let control = Control::default();
    let store = control.open(folder.path());
    control.order(Order::Hold);
    let submit = |number: u64, condition: Condition| {
        let (sender, outcome) = channel();
        let mut batch = store.batch().unwrap();
        batch.put(&key(number), value("1")).unwrap();
        batch.require(&key(number), condition).unwrap();
        store.submit(batch, move |result| sender.send(result).unwrap());
        outcome
    };
    let first = submit(9, Condition::Absent);
    control.wait_until_held();
    let outcomes = [
        submit(1, Condition::Absent),
        submit(1, Condition::Absent),
        submit(1, Condition::Revision(Revision::new(2))),
        submit(1, Condition::Revision(Revision::new(2))),
    ];
    control.order(Order::Work);
    assert_eq!(first.recv().unwrap().unwrap().get(), 1);
    let revisions: Vec<Option<u64>> = outcomes
        .iter()
        .map(|outcome| outcome.recv().unwrap().ok().map(Revision::get))
        .collect();
    assert_eq!(revisions, [Some(2), None, Some(3), None]);
    assert_eq!(control.groups(), [1, 2]);
}

/// The first of two that exclude each other is refused by the engine for want of room: then the second may commit.
#[test]
fn a_batch_that_the_engine_refuses_stands_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let control = Control::default();
    let store = control.open(folder.path());
    control.order(Order::Hold);
    let submit = |number: u64| {
        let (sender, outcome) = channel();
        let mut batch = store.batch().unwrap();
        batch.put(&key(number), value("1")).unwrap();
        batch.require(&key(number), Condition::Absent).unwrap();
        store.submit(batch, move |result| sender.send(result).unwrap());
        outcome
    };
    let first = submit(9);
    control.wait_until_held();
    let outcomes = [submit(1), submit(2), submit(1)];
    control.order(Order::RefuseAbove(1));
    assert!(first.recv().unwrap().is_ok());
    let codes: Vec<Option<&str>> = outcomes
        .iter()
        .map(|outcome| outcome.recv().unwrap().err().map(|error| error.code()))
        .collect();
    assert_eq!(
        codes,
        [None, None, Some("REVISION_CONFLICT")],
        "each decided anew, alone"
    );
}

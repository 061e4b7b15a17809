//! Batches that wait together share one commit, and each has its own revision.
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

use bimetal_store::{Error, Limits, OpenOptions, Store};
use engines::rigged::{Control, Order};
use engines::{key, open, text, value};

#[test]
fn batches_that_wait_together_share_one_commit_and_keep_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let control = Control::default();
    let store = control.open(folder.path());
    let (sender, answers) = channel();
    let submit = |number: u64| {
        let mut batch = store.batch().unwrap();
        batch.put(&key(number), value(&number.to_string())).unwrap();
        let sender = sender.clone();
        store.submit(batch, move |outcome| {
            sender.send((number, outcome.unwrap().get())).unwrap()
        });
    };
    control.order(Order::Hold);
    submit(0);
    control.wait_until_held();
    (1..=50).for_each(submit);
    let commits = store.statistics().unwrap().commits;
    assert_eq!(
        (commits.groups, commits.queued_batches),
        (0, 50),
        "the first is being written"
    );
    assert!(commits.queued_bytes > 0);
    control.order(Order::Work);
    for number in 0..=50 {
        assert_eq!(
            answers.recv().unwrap(),
            (number, number + 1),
            "answered in queue order, a revision each"
        );
    }
    assert_eq!(control.groups(), [1, 50]);
    let commits = store.statistics().unwrap().commits;
    assert_eq!((commits.groups, commits.batches, commits.queued_batches), (2, 51, 0));
    assert_eq!(text(&store, 50).as_deref(), Some("50"));
}

#[test]
fn writers_on_many_threads_get_revisions_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut revisions: Vec<u64> = thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let store = &store;
                scope.spawn(move || -> Vec<u64> {
                    let put = |count| store.put(key(writer), value(&format!("{count}"))).unwrap().get();
                    (0..25).map(put).collect()
                })
            })
            .collect();
        let each = writers.into_iter().map(|writer| writer.join().unwrap());
        each.inspect(|own| assert!(own.is_sorted_by(|left, right| left < right)))
            .flatten()
            .collect()
    });
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=200).collect::<Vec<_>>());
}

#[test]
fn a_write_is_read_as_soon_as_it_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut feed = store.changes().unwrap();
    let (sender, seen) = channel();
    let mut batch = store.batch().unwrap();
    batch.put(&key(1), value("1")).unwrap();
    let reader = store.clone();
    store.submit(batch, move |outcome| {
        let document = reader.get(&key(1)).unwrap().unwrap();
        assert_eq!(Ok(document.revision()), outcome.map_err(|error| error.code()));
        sender.send(document.value().to_vec()).unwrap();
    });
    assert_eq!(seen.recv().unwrap(), b"1");
    assert!(matches!(feed.next(1).unwrap(), bimetal_store::Changes::Some(_)));
}

#[test]
fn an_empty_batch_is_refused_and_takes_no_revision() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    assert!(matches!(
        store.commit(store.batch().unwrap()).unwrap_err(),
        Error::Document(bimetal_document::Error::BatchEmpty)
    ));
    store.batch().unwrap().discard();
    assert_eq!(
        store.remove(key(1)).unwrap().get(),
        1,
        "removing what is absent is a batch like any other"
    );
}

#[test]
fn a_handle_keeps_the_limits_it_was_opened_with() {
    let folder = tempfile::tempdir().unwrap();
    let mut limits = Limits::default();
    limits.batch_writes_max = 1;
    let store = Store::open(folder.path(), OpenOptions::default().limits(limits)).unwrap();
    let mut batch = store.batch().unwrap();
    batch.remove(&key(1)).unwrap();
    assert_eq!(batch.remove(&key(2)).unwrap_err().code(), "BATCH_TOO_LARGE");
    let mut wide = open(folder.path()).batch().unwrap();
    wide.remove(&key(1)).unwrap();
    wide.remove(&key(2)).unwrap();
}

//! A feed of values shows what each batch left, whole batches in order, or says that it cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod engines;

use std::sync::mpsc::channel;
use std::time::Duration;

use bimetal_store::{ChangeStep, ChangeValue, EngineKind, OpenOptions, Revision, Store, ValueFeed, Walk, Walked};
use engines::{key, open, value};

const LONG: Duration = Duration::from_secs(60);

/// All that the feed has to show, as texts such as `1 quickdoc-1=5`, with `|` behind each batch.
fn shown(feed: &mut ValueFeed, until: Option<u64>) -> (Vec<String>, Walked) {
    let mut texts = Vec::new();
    let walked = feed.visit(until.map(Revision::new), &mut |step| {
        texts.push(text(&step));
        Walk::On
    });
    (texts, walked.unwrap())
}

fn text(step: &ChangeStep<'_>) -> String {
    match step {
        ChangeStep::BatchEnd(_) => "|".to_owned(),
        ChangeStep::Change(change) => {
            let value = match change.value {
                ChangeValue::Put(value) => String::from_utf8(value.to_vec()).unwrap(),
                ChangeValue::Removed => "removed".to_owned(),
                ChangeValue::Superseded => "superseded".to_owned(),
            };
            let number = change.key.number().unwrap();
            format!("{} {number}={value}", change.revision.get())
        }
    }
}

#[test]
fn the_log_shows_the_value_of_each_revision_however_often_the_key_was_written_since() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut feed = store.values_since(None).unwrap();
    let mut batch = store.batch().unwrap();
    batch.put(&key(1), value("10")).unwrap();
    batch.put(&key(2), value("20")).unwrap();
    store.commit(batch).unwrap();
    store.put(key(1), value("11")).unwrap();
    store.remove(key(1)).unwrap();
    let expected = ["1 1=10", "1 2=20", "|", "2 1=11", "|", "3 1=removed", "|"];
    assert_eq!(
        shown(&mut feed, None),
        (expected.map(str::to_owned).to_vec(), Walked::End)
    );
    assert_eq!(feed.revision(), Revision::new(3));
    assert_eq!(shown(&mut feed, None), (Vec::new(), Walked::End));
}

#[test]
fn an_engine_that_keeps_only_the_newest_values_never_shows_one_with_another_revision() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), OpenOptions::default().engine(EngineKind::Redb)).unwrap();
    let mut feed = store.values_since(None).unwrap();
    store.put(key(1), value("10")).unwrap();
    store.put(key(1), value("11")).unwrap();
    let expected = ["1 1=superseded", "|", "2 1=11", "|"];
    assert_eq!(
        shown(&mut feed, None),
        (expected.map(str::to_owned).to_vec(), Walked::End)
    );
}

#[test]
fn a_walk_goes_on_exactly_where_it_stopped() {
    for engine in [EngineKind::Log, EngineKind::Redb] {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), OpenOptions::default().engine(engine)).unwrap();
        let mut feed = store.values_since(None).unwrap();
        for number in 0..3 {
            let mut batch = store.batch().unwrap();
            batch.put(&key(2 * number), value("1")).unwrap();
            batch.put(&key(2 * number + 1), value("1")).unwrap();
            store.commit(batch).unwrap();
        }
        // Each step is refused once before it is taken, and the walk stops behind it.
        let mut texts = Vec::new();
        loop {
            let mut refused = None;
            feed.visit(None, &mut |step| {
                refused = Some(text(&step));
                Walk::StopBefore
            })
            .unwrap();
            let mut taken = None;
            feed.visit(None, &mut |step| {
                taken = Some(text(&step));
                Walk::Stop
            })
            .unwrap();
            assert_eq!(taken, refused);
            let Some(taken) = taken else { break };
            texts.push(taken);
        }
        let expected = ["1 0=1", "1 1=1", "|", "2 2=1", "2 3=1", "|", "3 4=1", "3 5=1", "|"];
        assert_eq!(texts, expected, "{engine:?}");
    }
}

#[test]
fn a_walk_up_to_a_revision_ends_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut feed = store.values_since(None).unwrap();
    for number in 1..=3 {
        store.put(key(number), value("1")).unwrap();
    }
    assert_eq!(shown(&mut feed, Some(2)).0, ["1 1=1", "|", "2 2=1", "|"]);
    assert_eq!(feed.revision(), Revision::new(2));
    assert_eq!(shown(&mut feed, None).0, ["3 3=1", "|"]);
    let mut second = store.values_since(Some(Revision::new(2))).unwrap();
    assert_eq!(shown(&mut second, None).0, ["3 3=1", "|"]);
}

#[test]
fn whoever_waits_is_woken_by_the_next_change_and_by_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let mut feed = store.values_since(None).unwrap();
    let (sender, receiver) = channel();
    let wake = || {
        let sender = sender.clone();
        move || sender.send(()).unwrap()
    };
    feed.on_change(wake());
    assert!(receiver.try_recv().is_err());
    store.put(key(1), value("1")).unwrap();
    receiver.recv_timeout(LONG).unwrap();
    shown(&mut feed, None);
    feed.on_change(wake());
    assert!(receiver.try_recv().is_err());
    feed.close();
    receiver.recv_timeout(LONG).unwrap();
    assert_eq!(feed.visit(None, &mut |_| Walk::On).unwrap_err().code(), "FEED_CLOSED");
}

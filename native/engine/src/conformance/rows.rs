//! Documents as the promises write and compare them.

use std::ops::{Bound, ControlFlow};

use bimetal_document::{Batch, DocumentRef, Key, KeyRange, KeyRef, Limits, Revision, Span, Timestamp, Value};

use crate::{Commit, Direction, Engine, EngineSnapshot};

/// A document as its key's number, its revision and its text.
pub(super) type Row = (u64, u64, String);

pub(super) fn row(number: u64, revision: u64, text: &str) -> Row {
    (number, revision, text.to_owned())
}

pub(super) fn key(number: u64) -> Key {
    Key::of("abcdefgh-", number).unwrap()
}

/// Applies batches as one group, the first of them at revision `first`.
pub(super) fn apply(engine: &dyn Engine, first: u64, batches: &[&[(u64, Option<&str>)]]) {
    let limits = Limits::default();
    let batches: Vec<Batch> = batches
        .iter()
        .map(|writes| {
            let mut batch = Batch::new(limits);
            for (number, text) in *writes {
                match text {
                    Some(text) => batch
                        .put(&key(*number), Value::parse(text.as_bytes(), &limits).unwrap())
                        .unwrap(),
                    None => batch.remove(&key(*number)).unwrap(),
                }
            }
            batch
        })
        .collect();
    let group: Vec<Commit<'_>> = (first..)
        .zip(&batches)
        .map(|(revision, batch)| Commit {
            revision: Revision::new(revision),
            batch,
        })
        .collect();
    engine.apply(&group).unwrap();
}

pub(super) fn get(snapshot: &dyn EngineSnapshot, key: Key) -> Option<(u64, String)> {
    let mut found = None;
    let mut show = |document: DocumentRef<'_>| {
        found = Some((document.revision.get(), text(document)));
    };
    let there = snapshot.get(key.by_ref(), &mut show).unwrap();
    assert_eq!(there, found.is_some());
    found
}

pub(super) fn all(snapshot: &dyn EngineSnapshot) -> Vec<Row> {
    let rows = scan(snapshot, Bound::Unbounded, Bound::Unbounded);
    assert_eq!(snapshot.len().unwrap(), rows.len() as u64);
    rows
}

pub(super) fn scan(snapshot: &dyn EngineSnapshot, from: Bound<Key>, to: Bound<Key>) -> Vec<Row> {
    let mut rows = Vec::new();
    for span in KeyRange::from_bounds((from, to)).spans() {
        let keyed = scan_span(snapshot, span);
        rows.extend(
            keyed
                .into_iter()
                .map(|(key, revision, text)| (key.number().unwrap(), revision, text)),
        );
    }
    rows
}

/// The documents of a span, each with its key and its revision.
pub(super) fn scan_span(snapshot: &dyn EngineSnapshot, span: &Span) -> Vec<(Key, u64, String)> {
    let rows = scan_towards(snapshot, span, Direction::Forward);
    let mut backward = scan_towards(snapshot, span, Direction::Backward);
    backward.reverse();
    assert_eq!(rows, backward, "the same documents both ways");
    assert_eq!(snapshot.count(span).unwrap(), rows.len() as u64);
    rows
}

fn scan_towards(snapshot: &dyn EngineSnapshot, span: &Span, direction: Direction) -> Vec<(Key, u64, String)> {
    let mut rows = Vec::new();
    let mut collect = |key: KeyRef<'_>, document: DocumentRef<'_>| {
        rows.push((key.to_key().unwrap(), document.revision.get(), text(document)));
        ControlFlow::Continue(())
    };
    snapshot.scan(span, direction, &mut collect).unwrap();
    rows
}

/// Puts a document that expires, alone in its group.
pub(super) fn put_until(engine: &dyn Engine, revision: u64, number: u64, expires: u64) {
    let limits = Limits::default();
    let mut batch = Batch::new(limits);
    let value = Value::parse(b"0", &limits).unwrap();
    batch
        .put_until(&key(number), value, Timestamp::from_millis(expires))
        .unwrap();
    commit(engine, revision, &batch);
}

/// The documents with a time to live that have expired by a moment, as the engine orders them.
pub(super) fn expired(snapshot: &dyn EngineSnapshot, now: u64) -> Vec<u64> {
    let mut numbers = Vec::new();
    let mut collect = |key: KeyRef<'_>| {
        numbers.push(key.number().unwrap());
        ControlFlow::Continue(())
    };
    snapshot.expired(Timestamp::from_millis(now), &mut collect).unwrap();
    numbers
}

/// Commits one batch.
pub(super) fn commit(engine: &dyn Engine, revision: u64, batch: &Batch) {
    let revision = Revision::new(revision);
    engine.apply(&[Commit { revision, batch }]).unwrap();
}

fn text(document: DocumentRef<'_>) -> String {
    String::from_utf8(document.value.to_vec()).unwrap()
}

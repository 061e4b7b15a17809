//! Documents as the promises write and compare them.

use std::ops::{Bound, ControlFlow};

use crate::engine::{Commit, Engine, EngineSnapshot};
use crate::{Batch, Key, Limits, Revision, Value};

/// A document as its key's number, its revision and its text.
pub(super) type Row = (u64, u64, String);

pub(super) fn row(number: u64, revision: u64, text: &str) -> Row {
    (number, revision, text.to_owned())
}

pub(super) fn key(number: u64) -> Key {
    Key::from_parts("abcdefgh", number).unwrap()
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
                        .put(key(*number), Value::parse(text.as_bytes(), &limits).unwrap())
                        .unwrap(),
                    None => batch.remove(key(*number)).unwrap(),
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
    let mut show = |revision: Revision, value: &[u8]| {
        found = Some((revision.get(), String::from_utf8(value.to_vec()).unwrap()));
    };
    let there = snapshot.get(&key, &mut show).unwrap();
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
    let mut collect = |key: &Key, revision: Revision, value: &[u8]| {
        rows.push((key.number(), revision.get(), String::from_utf8(value.to_vec()).unwrap()));
        ControlFlow::Continue(())
    };
    snapshot.scan(from, to, &mut collect).unwrap();
    rows
}

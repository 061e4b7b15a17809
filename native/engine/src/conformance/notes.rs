//! What a program keeps in its store for itself.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use bimetal_document::{
    Batch, Changes, DocumentRef, Key, KeyRange, KeyRef, Limits, NoteName, Revision, Span, Timestamp, Value,
};

use super::rows::{commit, scan_span};
use super::{Open, files_in};
use crate::{Direction, Engine, EngineSnapshot};

const NAMES: [&str; 4] = ["a", "counters/orders", "once/я-7", "zzzzzzzz-1"];

fn note(snapshot: &dyn EngineSnapshot, name: &str) -> Option<String> {
    let mut found = None;
    snapshot
        .get(NoteName::parse(name).unwrap().key(), &mut |document| {
            found = Some(String::from_utf8(document.value.to_vec()).unwrap());
        })
        .unwrap();
    found
}

fn names(snapshot: &dyn EngineSnapshot, beginning: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut show = |key: KeyRef<'_>, _: DocumentRef<'_>| {
        names.push(NoteName::of(key).unwrap().to_string());
        ControlFlow::Continue(())
    };
    snapshot
        .scan(&NoteName::span(beginning), Direction::Forward, &mut show)
        .unwrap();
    names
}

/// Two documents are there, and nothing else for who looks for documents; and all notes but the first.
fn check(engine: &dyn Engine) {
    let snapshot = engine.snapshot().unwrap();
    let snapshot = snapshot.as_ref();
    assert_eq!(
        (snapshot.len().unwrap(), scan_span(snapshot, &Span::all()).len()),
        (2, 2)
    );
    assert_eq!(engine.statistics().unwrap().documents, 2);
    for range in [KeyRange::all(), KeyRange::prefix("").unwrap()] {
        let counts = range.spans().iter().map(|span| snapshot.count(span).unwrap());
        assert_eq!(counts.sum::<u64>(), 2);
    }
    let mut expired = 0;
    let mut count = |_: KeyRef<'_>| {
        expired += 1;
        ControlFlow::Continue(())
    };
    snapshot.expired(Timestamp::from_millis(u64::MAX), &mut count).unwrap();
    assert_eq!(
        (expired, snapshot.next_expiry().unwrap().map(Timestamp::millis)),
        (1, Some(9))
    );

    assert_eq!(note(snapshot, "a"), None);
    for name in &NAMES[1..] {
        assert_eq!(note(snapshot, name), Some(format!("[\"{name}\"]")));
    }
    assert_eq!((names(snapshot, "").len(), names(snapshot, "once/").len()), (3, 1));
    assert_eq!(names(snapshot, "counters/"), ["counters/orders"]);
    let report = engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!((report.documents, report.problems), (2, Vec::new()));
}

pub(super) fn notes_are_kept_with_documents_and_shown_to_nobody(open: Open<'_>, folder: &Path) {
    let limits = Limits::default();
    let value = |text: &str| Value::parse(text.as_bytes(), &limits).unwrap();
    let [from, kept, to] = ["from", "kept", "to"].map(|name| folder.join(name));
    for folder in [&from, &kept, &to] {
        fs::create_dir(folder).unwrap();
    }
    let engine = open(&from).unwrap();
    let mut batch = Batch::new(limits);
    batch.put(&Key::parse("zzzzzzzz-1").unwrap(), value("1")).unwrap();
    let document = Key::parse("a").unwrap();
    batch
        .put_until(&document, value("1"), Timestamp::from_millis(9))
        .unwrap();
    for name in NAMES {
        let text = format!("[\"{name}\"]");
        batch.put_note(&NoteName::parse(name).unwrap(), value(&text)).unwrap();
    }
    commit(engine.as_ref(), 1, &batch);
    let mut batch = Batch::new(limits);
    batch.remove_note(&NoteName::parse("a").unwrap()).unwrap();
    commit(engine.as_ref(), 2, &batch);
    check(engine.as_ref());
    if let Some(mut changes) = engine.changes(Revision::ZERO).unwrap() {
        let revision = Revision::new(2);
        match changes.next(revision, 100).unwrap() {
            Changes::Some(changes) => assert_eq!(changes.len(), 2),
            other => panic!("{other:?}"),
        }
    }
    engine.close().unwrap();

    let engine = open(&from).unwrap();
    check(engine.as_ref());
    engine
        .backup(&files_in(&kept), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    check(open(&kept).unwrap().as_ref());
    let filled = open(&to).unwrap();
    let snapshot = engine.snapshot().unwrap();
    filled
        .fill(snapshot.as_ref(), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    check(filled.as_ref());
}

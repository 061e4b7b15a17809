//! Documents whose bytes change on the disk: what redb does not notice, and the checksum of each of them does.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod bits;
mod keys;

use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_document::{Batch, DocumentRef, Key, KeyRef, Limits, Revision, Span, Timestamp, Value};
use bimetal_engine::{Commit, Direction, Engine, EngineSnapshot, with_causes};
use bimetal_files::OsFiles;
use redb::Builder;

use crate::check::check;
use crate::database::FusedDatabase;
use crate::engine::RedbEngine;
use crate::faulty_file::FaultyFile;
use crate::row;
use crate::tables::DOCUMENTS as TABLE;
use crate::upgrade::PORTION;

fn key(number: u64) -> Key {
    Key::of("users/alice/orders-", number).unwrap()
}

/// A text that is nowhere else in the file.
fn text(number: u64) -> String {
    format!("\"value of {number:04}\"")
}

fn commit(engine: &RedbEngine, revision: u64, fill: impl FnOnce(&mut Batch)) {
    let mut batch = Batch::new(Limits::default());
    fill(&mut batch);
    let revision = Revision::new(revision);
    engine
        .apply(&[Commit {
            revision,
            batch: &batch,
        }])
        .unwrap();
}

/// Puts documents 0 to 99, each of which expires.
fn fill(engine: &RedbEngine) {
    commit(engine, 1, |batch| {
        for number in 0..100 {
            let value = Value::parse(text(number).as_bytes(), &Limits::default()).unwrap();
            batch
                .put_until(&key(number), value, Timestamp::from_millis(1000 + number))
                .unwrap();
        }
    });
}

/// Documents 0 to 99, each of which expires, with some of them damaged.
fn damaged(numbers: &[u64]) -> RedbEngine {
    let file = FaultyFile::default();
    // Without a cache, so that reads come from the file.
    let engine = RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), 0, PORTION).unwrap();
    fill(&engine);
    for number in numbers {
        let (text, bytes) = (text(*number), &mut file.state().bytes);
        let places = (0..bytes.len() - text.len()).filter(|at| bytes[*at..].starts_with(text.as_bytes()));
        for at in places.collect::<Vec<_>>() {
            bytes[at + 3] ^= 1;
        }
    }
    engine
}

fn expired(engine: &RedbEngine) -> u64 {
    let mut count = 0;
    let mut show = |_: KeyRef<'_>| {
        count += 1;
        ControlFlow::Continue(())
    };
    let now = Timestamp::from_millis(u64::MAX);
    engine.snapshot().unwrap().expired(now, &mut show).unwrap();
    count
}

#[test]
fn a_damaged_document_fails_alone_and_says_what_to_do() {
    let engine = damaged(&[7]);
    let snapshot = engine.snapshot().unwrap();
    for number in 0..100 {
        let found = snapshot.get(key(number).by_ref(), &mut |document| {
            assert_eq!(document.value, text(number).as_bytes());
        });
        if number == 7 {
            let text = with_causes(&found.unwrap_err());
            assert!(
                text.contains("orders-7 does not match its checksum") && text.contains("backup"),
                "{text}"
            );
        } else {
            assert!(found.unwrap());
        }
    }
    let mut shown = 0;
    let scanned = snapshot.scan(&Span::all(), Direction::Forward, &mut |_, _| {
        shown += 1;
        ControlFlow::Continue(())
    });
    assert!(with_causes(&scanned.unwrap_err()).contains("orders-7 "));
    assert_eq!((shown, snapshot.len().unwrap()), (7, 100));
}

#[test]
fn a_check_names_each_damaged_document_and_goes_on() {
    let report = damaged(&[7, 50, 99])
        .check(&mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    let problems =
        [7, 50, 99].map(|number| format!("the document under users/alice/orders-{number} does not match its checksum"));
    assert_eq!((report.documents, report.problems), (100, problems.to_vec()));
}

#[test]
fn a_damaged_document_can_be_put_anew_and_removed_and_its_expiry_goes() {
    let engine = damaged(&[7, 50]);
    commit(&engine, 2, |batch| {
        batch
            .put(&key(7), Value::parse(b"7", &Limits::default()).unwrap())
            .unwrap();
        batch.remove(&key(50)).unwrap();
    });
    let report = engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!((report.documents, report.problems), (99, Vec::new()));
    assert_eq!(expired(&engine), 98);
}

#[test]
fn a_document_that_is_whole_and_older_than_it_was_is_noticed() {
    let file = FaultyFile::default();
    let engine = RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), 0, PORTION).unwrap();
    fill(&engine);
    engine.close().unwrap();
    // As where a damaged page leads to an older one: as many rows, each with its own checksum.
    let database = Builder::new().create_with_backend(file.clone()).unwrap();
    let transaction = database.begin_write().unwrap();
    let ordered = key(7).by_ref().to_ordered();
    let older = DocumentRef {
        revision: Revision::new(0),
        expires: Some(Timestamp::from_millis(1007)),
        value: b"7",
    };
    let mut row = vec![0; row::HEAD_BYTES + older.value.len()];
    row::write(&mut row, &ordered, older);
    let mut documents = transaction.open_table(TABLE).unwrap();
    documents.insert(ordered.as_slice(), row.as_slice()).unwrap();
    drop(documents);
    transaction.commit().unwrap();
    database.close().unwrap();

    let open = |file| RedbEngine::open_on(file, Arc::new(OsFiles::new("/")), 0, PORTION);
    let error = open(file.copy()).err().unwrap();
    assert_eq!(error.code(), "DATA_DAMAGED");
    assert!(with_causes(&error).contains("older than the others"), "{error}");

    // As in a file that is too large to be looked through when it is opened.
    let database = FusedDatabase::open(file, "/".into(), 0).unwrap();
    let snapshot = database.snapshot().unwrap();
    let report = check(&snapshot, &mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(report.problems.len() == 1 && report.problems[0].contains("older than the others"));
    let copied = snapshot.scan(&Span::everything(), Direction::Forward, &mut |_, _| {
        ControlFlow::Continue(())
    });
    assert_eq!(copied.unwrap_err().code(), "DATA_DAMAGED");
}

//! Files of format 2, made by hand, and what an engine must show of them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::ops::ControlFlow;

use bimetal_document::{DocumentRef, KeyRef, Span, Timestamp};
use bimetal_engine::{Direction, Engine};
use redb::{Builder, StorageBackend, TableDefinition};

use crate::engine::RedbEngine;

pub(crate) const DOCUMENTS: TableDefinition<'static, &[u8; 16], &[u8]> = TableDefinition::new("documents");
const EXPIRIES: TableDefinition<'static, &[u8; 24], ()> = TableDefinition::new("expiries");
const META: TableDefinition<'static, &str, u64> = TableDefinition::new("meta");

const LAST: u64 = 12_345;

/// The text of a key, its 16 bytes, the revision, the expiry or zero, and the value.
pub(crate) type Row = (String, [u8; 16], u64, u64, String);

/// Documents in key order, those with names among them that nothing is put under any more.
pub(crate) fn rows() -> Vec<Row> {
    let names = [
        "!!!!!!!!", "/../a//.", "////////", "letters!", "quickdoc", "user-100", "~~~~~~~~",
    ];
    let numbers = [0, 9, 10, u64::MAX];
    let keys = names.iter().flat_map(|name| numbers.map(|number| (name, number)));
    let rows = (1..).zip(keys).map(|(revision, (name, number))| {
        let key = [name.as_bytes(), &number.to_be_bytes()].concat().try_into().unwrap();
        let expires = if revision % 3 == 0 { 1000 - revision } else { 0 };
        let value = format!("[{revision}, \"{}\"]", "é".repeat(revision as usize * 97 % 700));
        (format!("{name}-{number}"), key, revision, expires, value)
    });
    rows.collect()
}

pub(crate) fn write(file: impl StorageBackend, rows: &[Row]) {
    let database = Builder::new().create_with_backend(file).unwrap();
    let transaction = database.begin_write().unwrap();
    let mut documents = transaction.open_table(DOCUMENTS).unwrap();
    let mut expiries = transaction.open_table(EXPIRIES).unwrap();
    let mut meta = transaction.open_table(META).unwrap();
    for (_, key, revision, expires, value) in rows {
        let row = [&revision.to_be_bytes(), &expires.to_be_bytes(), value.as_bytes()].concat();
        documents.insert(key, row.as_slice()).unwrap();
        if *expires != 0 {
            let slot: [u8; 24] = [&expires.to_be_bytes()[..], key].concat().try_into().unwrap();
            expiries.insert(&slot, ()).unwrap();
        }
    }
    meta.insert("last_revision", LAST).unwrap();
    drop((documents, expiries, meta));
    transaction.commit().unwrap();
    database.close().unwrap();
}

/// The engine has the documents of the file, and nothing else.
pub(crate) fn check(engine: &RedbEngine, rows: &[Row]) {
    let snapshot = engine.snapshot().unwrap();
    assert_eq!(
        (snapshot.revision().get(), snapshot.len().unwrap()),
        (LAST, rows.len() as u64)
    );
    let mut found = Vec::new();
    let mut collect = |key: KeyRef<'_>, document: DocumentRef<'_>| {
        let expires = document.expires.map_or(0, Timestamp::millis);
        let value = String::from_utf8(document.value.to_vec()).unwrap();
        found.push((key.to_string(), document.revision.get(), expires, value));
        ControlFlow::Continue(())
    };
    snapshot.scan(&Span::all(), Direction::Forward, &mut collect).unwrap();
    let expected = rows
        .iter()
        .map(|(text, _, revision, expires, value)| (text.clone(), *revision, *expires, value.clone()));
    assert_eq!(found, expected.collect::<Vec<_>>());

    let mut expired = Vec::new();
    let mut collect = |key: KeyRef<'_>| {
        expired.push(key.to_string());
        ControlFlow::Continue(())
    };
    snapshot
        .expired(Timestamp::from_millis(u64::MAX), &mut collect)
        .unwrap();
    let mut expiring: Vec<&Row> = rows.iter().filter(|row| row.3 != 0).collect();
    expiring.sort_by_key(|row| row.3);
    assert_eq!(expired, expiring.iter().map(|row| row.0.clone()).collect::<Vec<_>>());

    let report = engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!((report.documents, report.problems), (rows.len() as u64, Vec::new()));
}

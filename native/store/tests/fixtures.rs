//! Folders that this format wrote once, or the one before it, can be opened for ever.
//!
//! A fixture is a data folder with `documents.txt` beside it: a line for each document, with its key, its revision, its
//! expiry or `-`, and its text. What is there stays there; a new format adds folders.
//! `BIMETAL_WRITE_FIXTURES=1 cargo test -p bimetal-store --test fixtures` writes those that are missing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod folders;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use bimetal_document::{Batch, Key, Limits, Revision, Timestamp, Value};
use bimetal_engine::{Commit, Engine};
use bimetal_files::{Files, OsFiles};
use bimetal_log::{LogEngine, LogOptions};
use bimetal_store::{EngineKind, OpenOptions, Store};
use folders::contents::{assert_is_format_3, changes, documents, logged};
use folders::fixture;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Opens a copy of a fixture as a store and as a bare engine, and compares what is in it.
fn open(name: &str, engine: EngineKind, without: &[&str]) {
    let expected = fs::read_to_string(fixture(name).join("documents.txt")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture(name).join("data"), folder.path());
    for file in without {
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    let files: Arc<dyn Files> = Arc::new(OsFiles::new(folder.path().canonicalize().unwrap()));
    let (since, logged) = logged(files.as_ref());

    // Background work would forget changes that are older than a day.
    let store = Store::open(folder.path(), OpenOptions::default().existing()).unwrap();
    assert_eq!((store.engine_name(), store.format_version()), (engine.name(), 3));
    assert_is_format_3(files.as_ref());
    assert_eq!(documents(&store), expected);
    assert_eq!(
        store.check(&mut |_, _| ControlFlow::Continue(())).unwrap().problems,
        [""; 0]
    );
    let since = since.unwrap_or(store.last_revision().unwrap());
    assert_eq!(store.statistics().unwrap().changes_since, since);
    assert_eq!(changes(&store, since), logged);

    let key = Key::parse("fixtures/größe-99").unwrap();
    let value = Value::parse(b"[]", store.limits()).unwrap();
    let revision = store.put(key.clone(), value).unwrap();
    assert_eq!(changes(&store, since).len(), logged.len() + 1);
    store.close().unwrap();

    let opened: Box<dyn Engine> = if engine == EngineKind::Log {
        // With any store id; the store insists on the right one.
        Box::new(LogEngine::open(files, LogOptions::default()).unwrap())
    } else {
        engine.open(folder.path()).unwrap()
    };
    let mut shown = None;
    let snapshot = opened.snapshot().unwrap();
    snapshot
        .get(key.by_ref(), &mut |document| shown = Some(document.revision))
        .unwrap();
    assert_eq!((shown, snapshot.revision()), (Some(revision), revision));
    drop(snapshot);
    opened.close().unwrap();
}

/// Keys of all kinds: of the form that format 2 had, with numbers and without, short, long, and the beginning of others.
fn key(number: u64) -> Key {
    let (kind, number) = (number % 10, number / 10);
    let text = match kind {
        0 => format!("fixtures-{number}"),
        1 => format!("letters!-{number}"),
        2 => format!("~~~~~~~~-{}", u64::MAX - number),
        3 => format!("fixtures/größe-{number}"),
        4 => format!("fixtures/größe-{number}/alice@example.com"),
        5 => format!("u-{}", [7, 256, u64::MAX][number as usize % 3]),
        6 => "fixtures".chars().take(8 - number as usize).collect(),
        7 => format!("{number} \"quoted\\"),
        8 => format!("{}-{number}", "m".repeat(Key::BYTES_MAX - 2)),
        _ => format!("fixtures-{number:02}"),
    };
    Key::parse(&text).unwrap()
}

/// Writes that leave something of everything: overwritten and removed documents, some that expire, large and small ones,
/// text beyond ASCII, groups of several batches.
fn fill(engine: &dyn Engine) {
    let limits = Limits::default();
    let mut revision = 0;
    for round in 0..40_u64 {
        let batches: Vec<_> = (0..round % 3 + 1)
            .map(|part| {
                let mut batch = Batch::new(limits);
                for number in [
                    (round * 7 + part * 3) % 30,
                    (round + part) * 5 % 30,
                    (round * 13 + part) % 30,
                ] {
                    let text = match number % 5 {
                        0 => format!("{round}"),
                        1 => format!(
                            "{{ \"größe\": {round}, \"text\": \"{}\" }}",
                            "ä".repeat(number as usize)
                        ),
                        2 => format!("\"{}\"", "long ".repeat(40)),
                        _ => format!("[{round}, null, true]"),
                    };
                    let value = Value::parse(text.as_bytes(), &limits).unwrap();
                    match (round + number / 3 + part) % 4 {
                        0 => batch.remove(&key(number)).unwrap(),
                        1 => batch
                            .put_until(&key(number), value, Timestamp::from_millis(4_000_000_000_000 + round))
                            .unwrap(),
                        _ => batch.put(&key(number), value).unwrap(),
                    }
                }
                batch
            })
            .collect();
        let group: Vec<_> = (revision + 1..)
            .zip(&batches)
            .map(|(revision, batch)| Commit {
                revision: Revision::new(revision),
                batch,
            })
            .collect();
        revision += group.len() as u64;
        engine.apply(&group).unwrap();
    }
}

fn write(name: &str, kind: EngineKind) {
    if std::env::var_os("BIMETAL_WRITE_FIXTURES").is_none() || fixture(name).exists() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), OpenOptions::default().engine(kind)).unwrap();
    let id = u128::from_str_radix(&store.id(), 16).unwrap().to_be_bytes();
    store.close().unwrap();
    let engine: Box<dyn Engine> = if kind == EngineKind::Log {
        let mut options = LogOptions::tiny();
        options.store_id = Some(id);
        let engine = LogEngine::open(Arc::new(OsFiles::new(folder.path())), options).unwrap();
        fill(&engine);
        for _ in 0..200 {
            engine.maintain(Timestamp::now()).unwrap();
        }
        Box::new(engine)
    } else {
        let engine = kind.open(folder.path()).unwrap();
        fill(engine.as_ref());
        engine
    };
    engine.close().unwrap();
    drop(engine);
    let data = fixture(name).join("data");
    copy(folder.path(), &data);
    let _ = fs::remove_file(data.join("bimetal.lock"));
    let store = Store::open(folder.path(), OpenOptions::default().existing()).unwrap();
    fs::write(fixture(name).join("documents.txt"), documents(&store)).unwrap();
}

#[test]
fn format_2_of_the_log_engine_opens_and_becomes_format_3() {
    open("format-2-log", EngineKind::Log, &[]);
    open("format-2-log", EngineKind::Log, &["bimetal.index"]);
}

#[test]
fn format_2_of_the_redb_engine_opens_and_becomes_format_3() {
    open("format-2-redb", EngineKind::Redb, &[]);
}

#[test]
fn format_3_of_the_log_engine_opens() {
    write("format-3-log", EngineKind::Log);
    open("format-3-log", EngineKind::Log, &[]);
    open("format-3-log", EngineKind::Log, &["bimetal.index"]);
}

#[test]
fn format_3_of_the_redb_engine_opens() {
    write("format-3-redb", EngineKind::Redb);
    open("format-3-redb", EngineKind::Redb, &[]);
}

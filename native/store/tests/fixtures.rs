//! Folders that this format wrote once can be opened for ever.
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

use std::fs;
use std::ops::{Bound, ControlFlow};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bimetal_document::{Batch, Key, Limits, Revision, Timestamp, Value};
use bimetal_engine::{Commit, Direction, Engine};
use bimetal_files::OsFiles;
use bimetal_log::{LogEngine, LogOptions};
use bimetal_store::{EngineKind, OpenOptions, Store};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// The documents of an engine, as the fixture has them.
fn documents(engine: &dyn Engine) -> String {
    let snapshot = engine.snapshot().unwrap();
    let mut text = format!("revision {}\n", snapshot.revision());
    let all = (Bound::Unbounded, Bound::Unbounded);
    let scanned = snapshot.scan(all, Direction::Forward, &mut |key, document| {
        let expires = document
            .expires
            .map_or("-".to_owned(), |expires| expires.millis().to_string());
        let value = String::from_utf8_lossy(document.value);
        text += &format!("{key} {} {expires} {value}\n", document.revision);
        ControlFlow::Continue(())
    });
    scanned.unwrap();
    text
}

/// Opens a copy of a fixture as a store and as a bare engine, and compares what is in it.
fn open(name: &str, engine: EngineKind, without: &[&str]) {
    let expected = fs::read_to_string(fixture(name).join("documents.txt")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture(name).join("data"), folder.path());
    for file in without {
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    let opened: Box<dyn Engine> = if engine == EngineKind::Log {
        // With any store id; the store below insists on the right one.
        Box::new(LogEngine::open(Arc::new(OsFiles::new(folder.path())), LogOptions::default()).unwrap())
    } else {
        engine.open(folder.path()).unwrap()
    };
    assert_eq!(documents(opened.as_ref()), expected);
    let report = opened.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.problems, [""; 0]);
    opened.close().unwrap();
    drop(opened);

    let store = Store::open(folder.path(), OpenOptions::default()).unwrap();
    assert_eq!((store.engine_name(), store.format_version()), (engine.name(), 2));
    let key = Key::parse("fixtures-99").unwrap();
    let revision = store.put(key, Value::parse(b"[]", store.limits()).unwrap()).unwrap();
    assert_eq!(store.get(&key).unwrap().unwrap().revision(), revision);
    store.close().unwrap();
}

/// Writes that leave something of everything: overwritten and removed documents, some that expire, large and small ones,
/// text beyond ASCII, groups of several batches.
fn fill(engine: &dyn Engine) {
    let limits = Limits::default();
    let prefixes = ["fixtures", "letters!", "~~~~~~~~"];
    let key = |number: u64| Key::from_parts(prefixes[(number % 3) as usize], number / 3).unwrap();
    let mut revision = 0;
    for round in 0..40_u64 {
        let batches: Vec<_> = (0..round % 3 + 1)
            .map(|part| {
                let mut batch = Batch::new(limits);
                for number in [round * 7 % 30, (round + part) * 5 % 30, round % 4] {
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
                    match (round + number) % 6 {
                        0 => batch.remove(key(number)).unwrap(),
                        1 => batch
                            .put_until(key(number), value, Timestamp::from_millis(4_000_000_000_000 + round))
                            .unwrap(),
                        _ => batch.put(key(number), value).unwrap(),
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
    let text = documents(engine.as_ref());
    engine.close().unwrap();
    drop(engine);
    copy(folder.path(), &fixture(name).join("data"));
    let _ = fs::remove_file(fixture(name).join("data/bimetal.lock"));
    fs::write(fixture(name).join("documents.txt"), text).unwrap();
}

#[test]
fn format_2_of_the_log_engine_opens() {
    write("format-2-log", EngineKind::Log);
    open("format-2-log", EngineKind::Log, &[]);
    open("format-2-log", EngineKind::Log, &["bimetal.index"]);
}

#[test]
fn format_2_of_the_redb_engine_opens() {
    write("format-2-redb", EngineKind::Redb);
    open("format-2-redb", EngineKind::Redb, &[]);
}

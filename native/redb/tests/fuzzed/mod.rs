//! What the fuzz target of redb does with bytes. The corpus is replayed by an ordinary test as well.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a surprise is what is looked for"
)]

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use bimetal_document::{Batch, Key, Limits, Revision, Span, Timestamp, Value};
use bimetal_engine::{ApplyError, Commit, Direction, Engine, EngineSnapshot, Error, with_causes};
use bimetal_files::simulated::SimulatedDisk;
use bimetal_redb::{FILE_NAME, RedbEngine};

const FOLDER: &str = "/data";

/// How many bytes say which bit flips.
const FLIP_BYTES: usize = 4;

/// LIMIT: how many of the bytes behind those are writes, and how many of these are a commit.
const WRITES_MAX: usize = 256;
const COMMIT_WRITES: usize = 8;

/// A byte below this is a put, and a removal otherwise, of the document that its low bits say.
const REMOVALS: u8 = 0xC0;
const DOCUMENTS: u8 = 0x40;

type Documents = BTreeMap<Key, Vec<u8>>;

/// Flips a bit of a file that was closed in order, behind some writes. Whatever is shown then is what was written last, and everything
/// else an error that says so, also after a document was put.
pub fn damage(bytes: &[u8]) {
    let Some((flip, writes)) = bytes.split_first_chunk::<FLIP_BYTES>() else {
        return;
    };
    let disk = SimulatedDisk::new(0);
    let (revision, mut documents) = write(&disk, &writes[..writes.len().min(WRITES_MAX)]);
    let length = disk.bytes(Path::new(FOLDER), FILE_NAME).unwrap().len();
    let at = u32::from_be_bytes([0, flip[0], flip[1], flip[2]]) as usize % length;
    disk.flip(Path::new(FOLDER), FILE_NAME, at as u64, flip[3] % 8);
    let engine = match RedbEngine::open(disk.folder(Path::new(FOLDER))) {
        Ok(engine) => engine,
        Err(error) => return judge(&error),
    };
    compare(&engine, &documents);
    let key = key(flip[3] % DOCUMENTS);
    match commit(&engine, revision + 1, &mut documents, &[(key, true)]) {
        Ok(()) => compare(&engine, &documents),
        Err(ApplyError::Refused(error) | ApplyError::Failed(error)) => judge(&error),
    }
}

/// A file with what the bytes say. Returns the last revision and what the file holds.
fn write(disk: &SimulatedDisk, writes: &[u8]) -> (u64, Documents) {
    let engine = RedbEngine::open(disk.folder(Path::new(FOLDER))).unwrap();
    let (mut revision, mut documents) = (0, Documents::new());
    for group in writes.chunks(COMMIT_WRITES) {
        let group: Vec<_> = group
            .iter()
            .map(|write| (key(write % DOCUMENTS), *write < REMOVALS))
            .collect();
        revision += 1;
        commit(&engine, revision, &mut documents, &group).unwrap();
    }
    engine.close().unwrap();
    (revision, documents)
}

fn key(number: u8) -> Key {
    let name = if number.is_multiple_of(3) {
        "users/alice/orders-"
    } else {
        "user-"
    };
    Key::of(name, u64::from(number)).unwrap()
}

/// Puts documents, or removes them, in one batch.
fn commit(
    engine: &RedbEngine,
    revision: u64,
    documents: &mut Documents,
    group: &[(Key, bool)],
) -> Result<(), ApplyError> {
    let mut batch = Batch::new(Limits::default());
    let mut after = documents.clone();
    for (key, is_put) in group {
        if *is_put {
            let text = format!("\"{key} at {revision}\"").into_bytes();
            let value = Value::parse(&text, &Limits::default()).unwrap();
            batch
                .put_until(key, value, Timestamp::from_millis(1000 + revision))
                .unwrap();
            after.insert(key.clone(), text);
        } else {
            batch.remove(key).unwrap();
            after.remove(key);
        }
    }
    let revision = Revision::new(revision);
    engine.apply(&[Commit {
        revision,
        batch: &batch,
    }])?;
    *documents = after;
    Ok(())
}

fn compare(engine: &RedbEngine, documents: &Documents) {
    let snapshot = match engine.snapshot() {
        Ok(snapshot) => snapshot,
        Err(error) => return judge(&error),
    };
    for (key, value) in documents {
        match snapshot.get(key.by_ref(), &mut |document| assert_eq!(document.value, value, "{key}")) {
            Ok(found) => assert!(found, "{key} is not found"),
            Err(error) => judge(&error),
        }
    }
    scan(snapshot.as_ref(), documents);
    if let Err(error) = engine.check(&mut |_, _| ControlFlow::Continue(())) {
        judge(&error);
    }
}

fn scan(snapshot: &dyn EngineSnapshot, documents: &Documents) {
    let mut expected = documents.iter();
    let scanned = snapshot.scan(&Span::all(), Direction::Forward, &mut |key, document| {
        let next = expected.next().map(|(key, value)| (key.by_ref(), value.as_slice()));
        assert_eq!(Some((key, document.value)), next);
        ControlFlow::Continue(())
    });
    match scanned {
        Ok(()) => assert_eq!(expected.next(), None),
        Err(error) => judge(&error),
    }
}

fn judge(error: &Error) {
    assert_eq!(error.code(), "DATA_DAMAGED", "{}", with_causes(error));
}

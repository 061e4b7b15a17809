//! Documents whose bytes change on the disk: what redb does not notice, and the checksum of each of them does.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_document::{Batch, DocumentRef, Key, KeyRef, Limits, Revision, Span, Timestamp, Value};
use bimetal_engine::{ApplyError, Commit, Direction, Engine, EngineSnapshot, Error, with_causes};
use bimetal_files::OsFiles;
use bimetal_files::simulated::Random;

use redb::Builder;

use crate::check::check;
use crate::database::FusedDatabase;
use crate::engine::RedbEngine;
use crate::faulty_file::FaultyFile;
use crate::row;
use crate::tables::DOCUMENTS as TABLE;
use crate::upgrade::PORTION;

/// How many bits flip, each in a file of its own.
const FLIPS: usize = 100;

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

/// How many documents there are where bits flip.
const DOCUMENTS: u64 = 200;

/// The text of a document as of a revision: no two are as long as each other by rule.
fn text_at(number: u64, revision: u64) -> String {
    format!("\"{number} at {revision}{}\"", ".".repeat((number % 7 * 10) as usize))
}

/// A file that has been written to often enough that older states of its pages lie about in it, closed, and the revision
/// of each of its documents.
fn file_with_a_past() -> (FaultyFile, Vec<u64>) {
    let file = FaultyFile::default();
    let engine = RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), 0, PORTION).unwrap();
    let mut revisions = vec![0; DOCUMENTS as usize];
    for revision in 1..40 {
        commit(&engine, revision, |batch| {
            // All of them first, then some here and there.
            for number in (0..DOCUMENTS).filter(|number| revision == 1 || number * 7 / 100 % 13 == revision % 13) {
                let value = text_at(number, revision);
                let value = Value::parse(value.as_bytes(), &Limits::default()).unwrap();
                batch
                    .put_until(&key(number), value, Timestamp::from_millis(1000 + number))
                    .unwrap();
                revisions[number as usize] = revision;
            }
            batch
                .put(
                    &key(DOCUMENTS - 1),
                    Value::parse(text_at(DOCUMENTS - 1, revision).as_bytes(), &Limits::default()).unwrap(),
                )
                .unwrap();
            revisions[DOCUMENTS as usize - 1] = revision;
        });
    }
    engine.close().unwrap();
    (file, revisions)
}

/// What is wrong with what an engine shows after some bit of its file has flipped, if anything is.
fn look(file: &FaultyFile, revisions: &[u64]) -> Result<(), String> {
    let last = DOCUMENTS - 1;
    let expires = |number| (number != last).then(|| Timestamp::from_millis(1000 + number));
    let text = |number: u64| text_at(number, revisions[number as usize]);
    let is_damage = |what: &str, error: &Error| match error.code() {
        "DATA_DAMAGED" => Ok(()),
        code => Err(format!("{what}: {code} {}", with_causes(error))),
    };
    let engine = match RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), 0, PORTION) {
        Ok(engine) => engine,
        Err(error) => return is_damage("open", &error),
    };
    let snapshot = engine.snapshot().map_err(|error| error.to_string())?;
    let mut lost = false;
    let mut judge = |what: &str, outcome: Result<String, Error>, right: &str| match outcome {
        Ok(found) if found == right => Ok(()),
        Ok(found) => Err(format!("{what}: {found} and not {right}")),
        Err(error) => {
            lost = true;
            is_damage(what, &error)
        }
    };
    judge("revision", Ok(snapshot.revision().get().to_string()), "39")?;
    let all = DOCUMENTS.to_string();
    judge("len", snapshot.len().map(|count| count.to_string()), &all)?;
    let counted = snapshot.count(&Span::all());
    judge("count", counted.map(|count| count.to_string()), &all)?;
    for number in 0..=DOCUMENTS {
        let mut found = "nothing".to_owned();
        let read = snapshot.get(key(number).by_ref(), &mut |document| {
            found = format!(
                "{} {:?} {}",
                document.revision,
                document.expires,
                String::from_utf8_lossy(document.value)
            );
        });
        let right = match number {
            DOCUMENTS => "nothing".to_owned(),
            _ => format!("{} {:?} {}", revisions[number as usize], expires(number), text(number)),
        };
        judge(&format!("document {number}"), read.map(|_| found), &right)?;
    }
    for direction in [Direction::Forward, Direction::Backward] {
        let mut shown = Vec::new();
        let scanned = snapshot.scan(&Span::all(), direction, &mut |key, document| {
            shown.push(format!("{key} {}", String::from_utf8_lossy(document.value)));
            ControlFlow::Continue(())
        });
        let mut right: Vec<String> = (0..DOCUMENTS)
            .map(|number| format!("{} {}", key(number), text(number)))
            .collect();
        if direction == Direction::Backward {
            right.reverse();
        }
        // As far as it comes, what a scan shows is right.
        right.truncate(if scanned.is_ok() {
            DOCUMENTS as usize
        } else {
            shown.len()
        });
        judge("scan", scanned.map(|()| shown.join(" ")), &right.join(" "))?;
    }
    let mut expired = 0;
    let all = snapshot.expired(Timestamp::from_millis(u64::MAX), &mut |_| {
        expired += 1;
        ControlFlow::Continue(())
    });
    // One whose document or place is damaged is passed over, and nothing else.
    let expired = all.map_or_else(|_| last, |()| expired);
    lost |= expired < last;
    if expired > last {
        return Err(format!("{expired} expiries"));
    }
    let report = engine.check(&mut |_, _| ControlFlow::Continue(()));
    match report {
        Ok(report) if lost && report.problems.is_empty() => Err("a check misses the damage".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => is_damage("check", &error),
    }
}

#[test]
fn whichever_bit_flips_nothing_is_shown_that_was_not_written() {
    let (engine_file, revisions) = file_with_a_past();
    look(&engine_file.copy(), &revisions).unwrap();
    // Most of a file is zeros that nobody reads.
    let bytes = engine_file.state().bytes.clone();
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    let mut random = Random::new(1);
    let mut wrong = Vec::new();
    for _ in 0..FLIPS {
        let at = used[random.below(used.len() as u64) as usize];
        let file = engine_file.copy();
        file.state().bytes[at] ^= 1 << random.below(8);
        if let Err(found) = look(&file, &revisions) {
            wrong.push(format!("byte {at} (page {}): {found}", at / 4096));
        }
    }
    assert!(wrong.is_empty(), "{} of {FLIPS}:\n{}", wrong.len(), wrong.join("\n"));
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
fn where_a_key_is_damaged_nothing_is_put_and_the_backup_is_named() {
    let file = FaultyFile::default();
    let engine = RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), 0, PORTION).unwrap();
    fill(&engine);
    let ordered = key(7).by_ref().to_ordered();
    let bytes = file.state().bytes.clone();
    let places = (0..bytes.len() - ordered.len()).filter(|at| bytes[*at..].starts_with(&ordered));
    places.for_each(|at| file.state().bytes[at + 2] ^= 1);
    let get = |number| engine.snapshot().unwrap().get(key(number).by_ref(), &mut |_| {});
    let mut batch = Batch::new(Limits::default());
    batch
        .put(&key(7), Value::parse(b"7", &Limits::default()).unwrap())
        .unwrap();
    let revision = Revision::new(2);
    let put = engine.apply(&[Commit {
        revision,
        batch: &batch,
    }]);
    let Err(ApplyError::Refused(put)) = put else {
        panic!("{put:?}")
    };
    for error in [get(7).unwrap_err(), put] {
        assert_eq!(error.code(), "DATA_DAMAGED");
        assert!(
            with_causes(&error).ends_with("restore the data folder from a backup"),
            "{error}"
        );
    }
    commit(&engine, 2, |batch| batch.remove(&key(40)).unwrap());
    assert!(get(50).unwrap() && !get(40).unwrap());
}

/// The pages of redb's file, and where in a leaf its number of keys stands, and their ends behind that.
const PAGE_BYTES: usize = 4096;
const KEYS: usize = 2;
const ENDS: usize = 4;
const LEAF: u8 = 1;

/// Some bits of the keys that redb keeps in leaves with a text, and of where it says that they end: the places of bytes, and which
/// bits of them.
fn key_bits(bytes: &[u8], text: &str) -> Vec<(usize, u8)> {
    let mut bits = Vec::new();
    for page in (0..bytes.len()).step_by(PAGE_BYTES) {
        let content = &bytes[page..page + PAGE_BYTES];
        let has_text = content.windows(text.len()).any(|window| window == text.as_bytes());
        if content[0] != LEAF || !has_text {
            continue;
        }
        let keys = usize::from(u16::from_le_bytes([content[KEYS], content[KEYS + 1]]));
        let ends = (0..keys).map(|key| page + ENDS + key * 4);
        bits.extend(ends.flat_map(|end| (0..6).map(move |bit| (end, bit))));
        let first = page + ENDS + keys * 8;
        bits.extend((first..first + 40).map(|at| (at, (at % 7) as u8)));
    }
    bits
}

#[test]
fn a_document_that_is_put_where_a_key_is_damaged_hides_no_other() {
    let keys = |names: &[&str]| -> Vec<Key> { names.iter().map(|name| name.parse().unwrap()).collect() };
    let old = keys(&["a", "tenants/one/3", "u-3", "~~~-11", "~~~-13"]);
    let new = keys(&["tenants/one/2", "u-25", "~~~-12", "~~~-99"]);
    let put = |engine: &RedbEngine, revision: u64, keys: &[Key]| {
        let mut batch = Batch::new(Limits::default());
        for key in keys {
            let value = Value::parse(text(1).as_bytes(), &Limits::default()).unwrap();
            batch.put(key, value).unwrap();
        }
        let revision = Revision::new(revision);
        engine.apply(&[Commit {
            revision,
            batch: &batch,
        }])
    };
    let original = FaultyFile::default();
    let open = |file| RedbEngine::open_on(file, Arc::new(OsFiles::new("/")), 0, PORTION).unwrap();
    let engine = open(original.clone());
    put(&engine, 1, &old).unwrap();
    engine.close().unwrap();
    let bits = key_bits(&original.state().bytes, &text(1));
    assert!(!bits.is_empty());
    for (at, bit) in bits {
        for put_now in old.iter().chain(&new) {
            let file = original.copy();
            file.state().bytes[at] ^= 1 << bit;
            let engine = open(file);
            // It is put, or refused because of the damage.
            let _ = put(&engine, 2, std::slice::from_ref(put_now));
            let snapshot = engine.snapshot().unwrap();
            for key in &old {
                let found = snapshot.get(key.by_ref(), &mut |document| {
                    assert_eq!(document.value, text(1).as_bytes());
                });
                assert!(
                    found.unwrap_or(true),
                    "{key} is hidden by {put_now}: byte {at}, bit {bit}"
                );
            }
        }
    }
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

#[test]
fn whichever_bit_of_its_head_flips_the_last_state_is_shown_or_none() {
    let (engine_file, _) = file_with_a_past();
    let bytes = engine_file.state().bytes.clone();
    for at in (0..320).filter(|at| bytes[*at] != 0) {
        for bit in [0, 3, 7] {
            let file = engine_file.copy();
            file.state().bytes[at] ^= 1 << bit;
            match RedbEngine::open_on(file, Arc::new(OsFiles::new("/")), 0, PORTION) {
                Ok(engine) => assert_eq!(engine.snapshot().unwrap().revision().get(), 39, "byte {at}, bit {bit}"),
                Err(error) => assert_eq!(
                    error.code(),
                    "DATA_DAMAGED",
                    "byte {at}, bit {bit}: {}",
                    with_causes(&error)
                ),
            }
        }
    }
}

#[test]
fn a_last_revision_that_is_not_found_is_not_taken_for_one_that_was_never_written() {
    let original = FaultyFile::default();
    let engine = RedbEngine::open_on(original.clone(), Arc::new(OsFiles::new("/")), 0, PORTION).unwrap();
    fill(&engine);
    engine.close().unwrap();
    let bits = key_bits(&original.state().bytes, "last_revision");
    assert!(!bits.is_empty());
    for (at, bit) in bits {
        let file = original.copy();
        file.state().bytes[at] ^= 1 << bit;
        let opened = RedbEngine::open_on(file, Arc::new(OsFiles::new("/")), 0, PORTION);
        match opened.and_then(|engine| engine.snapshot()) {
            Ok(snapshot) => assert_eq!(snapshot.revision().get(), 1, "byte {at}, bit {bit}"),
            Err(error) => assert_eq!(error.code(), "DATA_DAMAGED", "{error}"),
        }
    }
}

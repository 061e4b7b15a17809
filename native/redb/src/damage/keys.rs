//! Keys whose bytes change on the disk: nothing is put where one is damaged, and no other document is hidden by it.

use std::sync::Arc;

use bimetal_document::{Batch, Key, Limits, Revision, Value};
use bimetal_engine::{ApplyError, Commit, Engine, with_causes};
use bimetal_files::OsFiles;

use super::{commit, fill, key, text};
use crate::engine::RedbEngine;
use crate::faulty_file::FaultyFile;
use crate::upgrade::PORTION;

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

//! Pages whose bits flip on the disk: those that lead to documents, and those that redb keeps for itself.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::ops::ControlFlow;
use std::sync::Arc;

use bimetal_document::{Batch, Key, Limits, Revision, Span, Value};
use bimetal_engine::{ApplyError, Commit, Direction, Engine, Error, with_causes};
use bimetal_files::OsFiles;
use bimetal_files::simulated::Random;

use crate::engine::RedbEngine;
use crate::faulty_file::FaultyFile;
use crate::upgrade::PORTION;

const PAGE_BYTES: usize = 4096;
/// What is looked at in each page: where it says what it is, how much is in it and where that ends, and some of what else there is.
const FIRST_BYTES: [usize; 3] = [0, 2, 4];
const BITS: [u8; 4] = [0, 1, 4, 7];
const OTHER_BITS: usize = 12;

/// Keys, and how long the texts under them are.
type Documents = &'static [(&'static str, usize)];

/// One page, one document in each, a document of several pages, and more than one level of branches.
const SHAPES: [Documents; 4] = [
    &[("orders-7", 40)],
    &[
        ("a", 3000),
        ("ab", 3000),
        ("ac-5", 2500),
        ("d", 3000),
        ("e", 10),
        ("f", 10),
    ],
    &[("a", 10), ("ab", 10), ("abc", 10)],
    &[("a", 5000), ("b", 100), ("c", 5000), ("d", 100)],
];

fn open(file: FaultyFile) -> Result<RedbEngine, Error> {
    RedbEngine::open_on(file, Arc::new(OsFiles::new("/")), 0, PORTION)
}

fn put(engine: &RedbEngine, revision: u64, key: &str, bytes: usize) -> Result<(), ApplyError> {
    let mut batch = Batch::new(Limits::default());
    let text = format!("\"{}\"", "x".repeat(bytes));
    let value = Value::parse(text.as_bytes(), &Limits::default()).unwrap();
    batch.put(&key.parse().unwrap(), value).unwrap();
    let revision = Revision::new(revision);
    engine.apply(&[Commit {
        revision,
        batch: &batch,
    }])
}

fn file_with(documents: Documents) -> FaultyFile {
    let file = FaultyFile::default();
    let engine = open(file.clone()).unwrap();
    for (revision, (key, bytes)) in (1..).zip(documents) {
        put(&engine, revision, key, *bytes).unwrap();
    }
    engine.close().unwrap();
    file
}

/// What is wrong with what an engine shows after some bit has flipped, if anything is.
fn look(file: FaultyFile, documents: Documents) -> Result<(), String> {
    let is_damage = |what: &str, error: &Error| match error.code() {
        "DATA_DAMAGED" => Ok(()),
        code => Err(format!("{what}: {code} {}", with_causes(error))),
    };
    let engine = match open(file) {
        Ok(engine) => engine,
        Err(error) => return is_damage("open", &error),
    };
    let snapshot = match engine.snapshot() {
        Ok(snapshot) => snapshot,
        Err(error) => return is_damage("snapshot", &error),
    };
    let mut lost = false;
    for (key, bytes) in documents {
        let key: Key = key.parse().unwrap();
        let mut shown = None;
        match snapshot.get(key.by_ref(), &mut |document| shown = Some(document.value.len() - 2)) {
            Ok(true) if shown == Some(*bytes) => {}
            Ok(there) => return Err(format!("{key}: {there}, {shown:?}")),
            Err(error) => {
                lost = true;
                is_damage(&key.to_string(), &error)?;
            }
        }
    }
    for direction in [Direction::Forward, Direction::Backward] {
        let mut count = 0;
        let scanned = snapshot.scan(&Span::all(), direction, &mut |_, _| {
            count += 1;
            ControlFlow::Continue(())
        });
        match scanned {
            Ok(()) if count == documents.len() => {}
            Ok(()) => return Err(format!("a scan shows {count}")),
            Err(error) => {
                lost = true;
                is_damage("scan", &error)?;
            }
        }
    }
    match engine.check(&mut |_, _| ControlFlow::Continue(())) {
        Ok(report) if lost && report.problems.is_empty() => Err("a check misses the damage".to_owned()),
        Ok(_) => Ok(()),
        Err(error) => is_damage("check", &error),
    }
}

/// Bytes and bits of them, in every page that has something in it.
fn bits(bytes: &[u8]) -> Vec<(usize, u8)> {
    let mut random = Random::new(1);
    let mut bits = Vec::new();
    for page in (PAGE_BYTES..bytes.len()).step_by(PAGE_BYTES) {
        let used: Vec<usize> = (page..page + PAGE_BYTES).filter(|at| bytes[*at] != 0).collect();
        if used.is_empty() {
            continue;
        }
        bits.extend(FIRST_BYTES.into_iter().flat_map(|at| BITS.map(|bit| (page + at, bit))));
        let mut any = || (used[random.below(used.len() as u64) as usize], random.below(8) as u8);
        bits.extend((0..OTHER_BITS).map(|_| any()));
    }
    bits
}

#[test]
fn whichever_bit_of_a_page_flips_no_document_is_missing_without_a_word() {
    for documents in SHAPES {
        let original = file_with(documents);
        look(original.copy(), documents).unwrap();
        let bytes = original.state().bytes.clone();
        for (at, bit) in bits(&bytes) {
            let file = original.copy();
            file.state().bytes[at] ^= 1 << bit;
            if let Err(wrong) = look(file, documents) {
                let page = at / PAGE_BYTES;
                unreachable!("{documents:?}: byte {at} of page {page}, bit {bit}: {wrong}");
            }
        }
    }
}

#[test]
fn where_documents_may_be_missing_nothing_is_put_that_is_not_found() {
    let documents = SHAPES[2];
    let original = file_with(documents);
    let bytes = original.state().bytes.clone();
    // A page says that it has one document where there are three.
    let pairs = (0..bytes.len()).step_by(PAGE_BYTES).map(|page| page + 2);
    let opened = pairs.filter(|at| bytes[*at] == 3).find_map(|at| {
        let file = original.copy();
        file.state().bytes[at] ^= 2;
        open(file)
            .ok()
            .filter(|engine| engine.snapshot().unwrap().count(&Span::all()).is_err())
    });
    let engine = opened.unwrap();
    let refused = put(&engine, documents.len() as u64 + 1, "new", 10).unwrap_err();
    let ApplyError::Refused(error) = refused else {
        unreachable!("{refused:?}")
    };
    assert!(
        with_causes(&error).contains("does not find all of its documents"),
        "{error}"
    );
}

//! What a document holds cannot pass for a commit group, however it and its key are chosen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

#[path = "histories/format_2.rs"]
mod format_2;

use std::path::Path;

use bimetal_document::{Batch, Key, Limits, Revision, Value};
use bimetal_engine::{Commit, Engine, Error, Result};
use bimetal_files::Files;
use bimetal_files::simulated::{SimulatedDisk, Stop};
use bimetal_log::segment::header::{SEGMENT_HEADER_BYTES, Salt};
use bimetal_log::segment::record;
use bimetal_log::{LogEngine, LogOptions};

/// Where the key begins in a record: what lies behind it there can look like a record of its own.
const KEY: usize = 16;

/// Four characters of a name that say, as the head of a record: a group begins, and its value has so many bytes.
const HEAD: &[u8; 4] = b"!!!@";
const VALUE_BYTES: usize = 0x21_2121;

/// A document whose record holds another one, which begins a group of a later revision. Its checksum begins from no salt,
/// since nobody knows that of the segment.
fn forgery() -> (Key, Value) {
    let revision = 9_u64;
    for attempt in 0.. {
        let mut text = format!("\"{attempt:04}").into_bytes();
        // The forged record has a key as well, which the value begins with.
        text.resize(16 + VALUE_BYTES, b'x');
        let mut forged = HEAD.to_vec();
        forged.extend(revision.to_le_bytes());
        forged.extend_from_slice(&text);
        let checksum = Salt::default().checksum(&forged).to_le_bytes();
        let printable = |byte: &u8| (b'0'..=b'z').contains(byte);
        if !checksum.iter().all(printable) {
            continue;
        }
        text.push(b'"');
        let name = [&checksum[..], HEAD, b"-"].concat();
        let name = String::from_utf8(name).unwrap();
        let key = Key::of(&name, revision.swap_bytes()).unwrap();
        return (key, Value::parse(&text, &Limits::default()).unwrap());
    }
    unreachable!()
}

fn put(engine: &LogEngine, revision: u64, key: Key, value: Value) {
    let mut batch = Batch::new(Limits::default());
    batch.put(&key, value).unwrap();
    let revision = Revision::new(revision);
    let batch = &batch;
    engine.apply(&[Commit { revision, batch }]).unwrap();
}

/// Opens a folder in which a write of the forgery was torn, with a salt in its segment or without one.
fn open_torn(salted: bool) -> Result<u64> {
    let (disk, path) = (SimulatedDisk::new(1), Path::new("/forged"));
    let engine = LogEngine::open(disk.folder(path), LogOptions::default()).unwrap();
    let ordinary = Key::parse("abcdefgh-1").unwrap();
    put(&engine, 1, ordinary, Value::parse(b"1", &Limits::default()).unwrap());
    let (key, value) = forgery();
    put(&engine, 2, key, value);
    disk.restart(Stop::Process);
    drop(engine);
    let files = disk.folder(path);
    if !salted {
        format_2::turn_back(files.as_ref());
    }
    tear(files.as_ref());
    let engine = LogEngine::open(files, LogOptions::default())?;
    Ok(engine.snapshot()?.revision().get())
}

/// A sector of the forgery was not written: neither its own record is whole, nor what is before the forged one.
fn tear(files: &dyn Files) {
    let name = files
        .list()
        .unwrap()
        .into_iter()
        .find(|name| name.ends_with(".log"))
        .unwrap();
    let file = files.open(&name).unwrap();
    // Behind the header and the record of the ordinary document: the checksum of the forgery's own record.
    let start = SEGMENT_HEADER_BYTES + record::HEADER_BYTES as u64 + 16 + 1;
    file.write_at(start, &[0; 4]).unwrap();
    let mut forged = Vec::new();
    file.read(start + KEY as u64, 8, &mut |bytes| forged.extend_from_slice(bytes))
        .unwrap();
    assert_eq!(&forged[4..], HEAD, "the forged record is whole");
}

#[test]
fn a_torn_group_that_holds_a_forged_one_is_cut_off() {
    assert_eq!(open_torn(true).unwrap(), 1);
}

/// The forgery is a good one: what keeps it out is the salt.
#[test]
fn without_a_salt_the_forged_group_would_look_like_one() {
    let error = open_torn(false).unwrap_err();
    assert!(matches!(error, Error::Damaged { .. }), "{error}");
}

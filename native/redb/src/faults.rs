//! redb on a file that fails: what is promised when the disk is full, when fsync fails, and when power goes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::engine::RedbEngine;
use crate::faulty_file::FaultyFile;
use crate::upgrade::PORTION;
use bimetal_document::{Batch, Key, Limits, Revision, Value};
use bimetal_engine::{ApplyError, Commit, Engine, EngineSnapshot, Error};
use bimetal_files::OsFiles;

/// The smallest cache, so that reads come from the file.
fn open(file: &FaultyFile) -> RedbEngine {
    RedbEngine::open_on(file.clone(), Arc::new(OsFiles::new("/")), 0, PORTION).unwrap()
}

fn key(number: u64) -> Key {
    Key::of("abcdefgh-", number).unwrap()
}

/// Puts the revision under each key, in one batch a revision.
fn apply(engine: &RedbEngine, revisions: std::ops::Range<u64>, keys: u64) -> Result<(), ApplyError> {
    let limits = Limits::default();
    let batches: Vec<(u64, Batch)> = revisions
        .map(|revision| {
            let mut batch = Batch::new(limits);
            let value = Value::parse(format!("\"{revision:01000}\"").as_bytes(), &limits).unwrap();
            (0..keys).for_each(|number| batch.put(&key(number), value.clone()).unwrap());
            (revision, batch)
        })
        .collect();
    let group: Vec<Commit<'_>> = batches
        .iter()
        .map(|(revision, batch)| Commit {
            revision: Revision::new(*revision),
            batch,
        })
        .collect();
    engine.apply(&group)
}

/// Every key holds the revision, and the snapshot is at it.
fn check(snapshot: &dyn EngineSnapshot, revision: u64, keys: u64) {
    assert_eq!(snapshot.revision().get(), revision);
    assert_eq!(snapshot.len().unwrap(), if revision == 0 { 0 } else { keys });
    for number in 0..snapshot.len().unwrap() {
        let mut text = None;
        snapshot
            .get(key(number).by_ref(), &mut |document| {
                text = Some((document.revision.get(), document.value.to_vec()))
            })
            .unwrap();
        assert_eq!(text, Some((revision, format!("\"{revision:01000}\"").into_bytes())));
    }
}

#[test]
fn a_commit_group_of_fifty_costs_as_many_fsyncs_as_one_of_one() {
    let file = FaultyFile::default();
    let engine = open(&file);
    let syncs = |revisions| {
        let before = file.state().syncs;
        apply(&engine, revisions, 1).unwrap();
        file.state().syncs - before
    };
    let one = syncs(1..2);
    assert!(one >= 1);
    assert_eq!(syncs(2..52), one);
}

#[test]
fn a_failed_fsync_ends_writes_and_not_reads() {
    let file = FaultyFile::default();
    let engine = open(&file);
    apply(&engine, 1..2, 50).unwrap();
    let before = engine.snapshot().unwrap();
    file.state().only_syncs = true;
    file.fail_after(0, io::ErrorKind::Other);
    match apply(&engine, 2..3, 50).unwrap_err() {
        ApplyError::Failed(error) => assert_eq!(error.code(), "IO"),
        ApplyError::Refused(error) => panic!("{error}"),
    }
    check(before.as_ref(), 1, 50);
    // A second fsync would succeed on most systems, over lost pages. It must not be what counts.
    file.state().good = None;
    let changes = file.state().changes;
    assert!(matches!(apply(&engine, 2..3, 50).unwrap_err(), ApplyError::Failed(_)));
    assert!(engine.snapshot().is_err());
    engine.close().unwrap();
    assert_eq!(file.state().changes, changes, "nothing is written after a failure");
}

#[test]
fn a_full_disk_in_the_middle_of_a_commit_ends_writes_and_promises_nothing() {
    for good in 0.. {
        let file = FaultyFile::default();
        let engine = open(&file);
        file.fail_after(good, io::ErrorKind::StorageFull);
        match apply(&engine, 1..2, 50) {
            // `DISK_FULL` would say that nothing was written.
            Err(ApplyError::Failed(error @ Error::Io { .. })) => {
                assert!(std::error::Error::source(&error).is_some());
            }
            Ok(()) => {
                assert!(good > 2, "the failures came late enough");
                break;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_copy_that_finds_no_room_says_that_nothing_is_left_of_it() {
    let engine = open(&FaultyFile::default());
    apply(&engine, 1..2, 50).unwrap();
    let snapshot = engine.snapshot().unwrap();
    for good in 0.. {
        let file = FaultyFile::default();
        let copy = open(&file);
        file.fail_after(good, io::ErrorKind::StorageFull);
        match copy.fill(snapshot.as_ref(), &mut |_, _| ControlFlow::Continue(())) {
            Err(error) => assert_eq!(error.code(), "DISK_FULL"),
            Ok(()) => {
                assert!(good > 2, "the failures came late enough");
                break;
            }
        }
    }
}

#[test]
fn wherever_a_commit_breaks_off_the_group_is_there_whole_or_not_at_all() {
    let origin = FaultyFile::default();
    let engine = open(&origin);
    apply(&engine, 1..4, 50).unwrap();
    engine.close().unwrap();

    let (mut before, mut after) = (0, 0);
    for good in 0.. {
        let file = origin.copy();
        let engine = open(&file);
        let snapshot = engine.snapshot().unwrap();
        file.fail_after(good, io::ErrorKind::Other);
        let outcome = apply(&engine, 4..7, 50);
        check(snapshot.as_ref(), 3, 50);
        drop(snapshot);
        engine.close().unwrap();
        drop(engine);

        let file = file.copy();
        let reopened = open(&file);
        let snapshot = reopened.snapshot().unwrap();
        let found = snapshot.revision().get();
        assert!(found == 3 || found == 6, "half a group at {found} after {good} changes");
        check(snapshot.as_ref(), found, 50);
        if outcome.is_ok() {
            assert_eq!(found, 6, "an answered group is lost after {good} changes");
            break;
        }
        (before, after) = if found == 3 {
            (before + 1, after)
        } else {
            (before, after + 1)
        };
    }
    assert!(before > 0, "no commit broke off: {before} before, {after} after");
}

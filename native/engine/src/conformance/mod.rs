//! The promises of an engine, as tests that any engine can be held to.
//!
//! ```no_run
//! # fn open_mine(folder: &std::path::Path) -> bimetal_engine::Result<Box<dyn bimetal_engine::Engine>> { unimplemented!() }
//! let root = tempfile::tempdir().unwrap();
//! bimetal_engine::conformance::run(root.path(), &|folder| open_mine(folder));
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a broken promise ends the test that asked for it"
)]

mod keys;
mod notes;
mod rows;
mod told;

use std::collections::BTreeMap;
use std::ops::{Bound, ControlFlow};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{fs, thread};

use bimetal_document::{DocumentRef, KeyRef, Revision, Span, Timestamp};
use bimetal_files::{Files, OsFiles};
use rows::{all, apply, expired, get, key, put_until, row, scan};

use crate::{Direction, Engine, Result};

/// Opens the engine under test in a folder, with the documents that an earlier engine left there.
pub type Open<'a> = &'a dyn Fn(&Path) -> Result<Box<dyn Engine>>;

type Promise = fn(Open<'_>, &Path);

const PROMISES: [(&str, Promise); 17] = [
    (
        "a_new_engine_is_empty_at_revision_zero",
        a_new_engine_is_empty_at_revision_zero,
    ),
    (
        "a_document_keeps_the_revision_of_its_last_write",
        a_document_keeps_the_revision_of_its_last_write,
    ),
    ("later_batches_of_a_group_win", later_batches_of_a_group_win),
    (
        "removing_what_is_absent_still_counts_a_revision",
        removing_what_is_absent_still_counts_a_revision,
    ),
    ("a_snapshot_never_changes", a_snapshot_never_changes),
    ("a_scan_keeps_key_order_and_bounds", a_scan_keeps_key_order_and_bounds),
    (
        "keys_of_every_kind_stand_in_one_order",
        keys::keys_of_every_kind_stand_in_one_order,
    ),
    ("values_come_back_byte_for_byte", values_come_back_byte_for_byte),
    (
        "everything_applied_is_there_after_a_reopen",
        everything_applied_is_there_after_a_reopen,
    ),
    (
        "readers_on_other_threads_see_whole_groups",
        readers_on_other_threads_see_whole_groups,
    ),
    (
        "an_expiry_lasts_until_the_next_write",
        an_expiry_lasts_until_the_next_write,
    ),
    (
        "a_backup_holds_one_revision_and_opens_like_its_source",
        a_backup_holds_one_revision_and_opens_like_its_source,
    ),
    (
        "an_engine_can_be_filled_from_another",
        an_engine_can_be_filled_from_another,
    ),
    (
        "a_write_that_meets_a_document_says_so",
        told::a_write_that_meets_a_document_says_so,
    ),
    (
        "notes_are_kept_with_documents_and_shown_to_nobody",
        notes::notes_are_kept_with_documents_and_shown_to_nobody,
    ),
    ("a_cancelled_copy_says_so", a_cancelled_copy_says_so),
    ("a_check_reads_every_document", a_check_reads_every_document),
];

/// Holds an engine to every promise, each in a folder of its own under `root`.
///
/// # Panics
///
/// At the first promise that is broken; its name is printed before.
pub fn run(root: &Path, open: Open<'_>) {
    for (name, promise) in PROMISES {
        println!("{name}");
        let folder = root.join(name);
        fs::create_dir_all(&folder).unwrap();
        promise(open, &folder);
    }
}

fn files_in(folder: &Path) -> Arc<dyn Files> {
    Arc::new(OsFiles::new(folder))
}

fn a_new_engine_is_empty_at_revision_zero(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    let snapshot = engine.snapshot().unwrap();
    assert_eq!(snapshot.revision(), Revision::ZERO);
    assert!(snapshot.is_empty().unwrap());
    assert_eq!(all(snapshot.as_ref()), []);
    assert_eq!(get(snapshot.as_ref(), key(1)), None);
}

fn a_document_keeps_the_revision_of_its_last_write(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    apply(engine.as_ref(), 1, &[&[(1, Some("1")), (2, Some("1"))]]);
    apply(engine.as_ref(), 2, &[&[(2, Some("2"))]]);
    let snapshot = engine.snapshot().unwrap();
    assert_eq!(all(snapshot.as_ref()), [row(1, 1, "1"), row(2, 2, "2")]);
    assert_eq!(get(snapshot.as_ref(), key(2)), Some((2, "2".to_owned())));
    assert_eq!((snapshot.revision().get(), snapshot.len().unwrap()), (2, 2));
}

fn later_batches_of_a_group_win(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    apply(
        engine.as_ref(),
        1,
        &[
            &[(1, Some("1")), (2, Some("1")), (3, None)],
            &[(1, None), (2, Some("2"))],
            &[(1, Some("3")), (3, Some("3"))],
        ],
    );
    let snapshot = engine.snapshot().unwrap();
    assert_eq!(all(snapshot.as_ref()), [row(1, 3, "3"), row(2, 2, "2"), row(3, 3, "3")]);
    assert_eq!(snapshot.revision().get(), 3);
}

fn removing_what_is_absent_still_counts_a_revision(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    apply(engine.as_ref(), 1, &[&[(1, None)]]);
    apply(engine.as_ref(), 2, &[&[(1, Some("2"))], &[(1, None)], &[(1, None)]]);
    let snapshot = engine.snapshot().unwrap();
    assert_eq!((snapshot.revision().get(), snapshot.len().unwrap()), (4, 0));
}

fn a_snapshot_never_changes(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    apply(engine.as_ref(), 1, &[&[(1, Some("1")), (2, Some("1"))]]);
    let before = engine.snapshot().unwrap();
    for revision in 2..30 {
        apply(
            engine.as_ref(),
            revision,
            &[&[(1, None), (2, Some("9")), (revision, Some("9"))]],
        );
    }
    assert_eq!(all(before.as_ref()), [row(1, 1, "1"), row(2, 1, "1")]);
    assert_eq!((before.revision().get(), before.len().unwrap()), (1, 2));
    drop(before);
    assert_eq!(engine.snapshot().unwrap().revision().get(), 29);
}

fn a_scan_keeps_key_order_and_bounds(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    let numbers = [u64::MAX, 0, 256, 255, 1, 1 << 32, 3];
    for (revision, number) in (1..).zip(numbers) {
        apply(engine.as_ref(), revision, &[&[(number, Some("0"))]]);
    }
    let snapshot = engine.snapshot().unwrap();
    let scanned = |from, to| -> Vec<u64> { scan(snapshot.as_ref(), from, to).iter().map(|row| row.0).collect() };
    assert_eq!(
        scanned(Bound::Unbounded, Bound::Unbounded),
        [0, 1, 3, 255, 256, 1 << 32, u64::MAX]
    );
    assert_eq!(
        scanned(Bound::Included(key(1)), Bound::Included(key(256))),
        [1, 3, 255, 256]
    );
    assert_eq!(scanned(Bound::Excluded(key(1)), Bound::Excluded(key(256))), [3, 255]);
    assert_eq!(scanned(Bound::Included(key(2)), Bound::Excluded(key(3))), [0_u64; 0]);
    assert_eq!(scanned(Bound::Excluded(key(u64::MAX)), Bound::Unbounded), [0_u64; 0]);

    let mut shown = 0;
    let mut stop_at_third = |_: KeyRef<'_>, _: DocumentRef<'_>| {
        shown += 1;
        if shown == 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    snapshot
        .scan(&Span::all(), Direction::Backward, &mut stop_at_third)
        .unwrap();
    assert_eq!(shown, 3, "a scan goes on after its visitor broke");
}

fn values_come_back_byte_for_byte(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    let large = format!("[{}1]", "1,\n ".repeat(300_000));
    let texts = [
        "0",
        " {\"a\":1,\"a\":2} ",
        "1.0e+005",
        "\"\\ud800 é 日本語\"",
        large.as_str(),
    ];
    for (number, text) in (1..).zip(texts) {
        apply(engine.as_ref(), number, &[&[(number, Some(text))]]);
    }
    let snapshot = engine.snapshot().unwrap();
    for (number, text) in (1..).zip(texts) {
        assert!(
            get(snapshot.as_ref(), key(number)) == Some((number, text.to_owned())),
            "{text:.40}"
        );
    }
}

fn everything_applied_is_there_after_a_reopen(open: Open<'_>, folder: &Path) {
    let mut model = BTreeMap::new();
    let mut revision = 0;
    for round in 0..4_u64 {
        let engine = open(folder).unwrap();
        let snapshot = engine.snapshot().unwrap();
        assert_eq!(snapshot.revision().get(), revision);
        assert_eq!(all(snapshot.as_ref()), model.values().cloned().collect::<Vec<_>>());
        drop(snapshot);
        for number in 0..20 {
            revision += 1;
            let text = (round * 100 + number).to_string();
            let removed = (round + number) % 5 == 0;
            apply(
                engine.as_ref(),
                revision,
                &[&[(number, (!removed).then_some(text.as_str()))]],
            );
            if removed {
                model.remove(&number);
            } else {
                model.insert(number, row(number, revision, &text));
            }
        }
        engine.close().unwrap();
        engine.close().expect("a second close is no error");
        assert!(engine.snapshot().is_err(), "a closed engine gives no snapshot");
    }
}

fn readers_on_other_threads_see_whole_groups(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Acquire) {
                    let snapshot = engine.snapshot().unwrap();
                    let revision = snapshot.revision().get();
                    assert_eq!(revision % 3, 0, "a snapshot in the middle of a group");
                    let rows = all(snapshot.as_ref());
                    assert!(rows.iter().all(|row| row.1 == revision), "{revision}: {rows:?}");
                }
            });
        }
        for round in 0..30 {
            let writes: &[(u64, Option<&str>)] = &[(1, Some("1")), (2, Some("2"))];
            apply(engine.as_ref(), round * 3 + 1, &[writes, writes, writes]);
        }
        done.store(true, Ordering::Release);
    });
}

fn an_expiry_lasts_until_the_next_write(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    put_until(engine.as_ref(), 1, 1, 300);
    put_until(engine.as_ref(), 2, 2, 100);
    put_until(engine.as_ref(), 3, 3, 200);
    put_until(engine.as_ref(), 4, 4, 50);
    apply(engine.as_ref(), 5, &[&[(4, Some("4")), (5, Some("5"))]]);
    let before = engine.snapshot().unwrap();
    put_until(engine.as_ref(), 6, 2, 250);
    apply(engine.as_ref(), 7, &[&[(3, None)]]);
    engine.close().unwrap();
    drop(before);

    let engine = open(folder).unwrap();
    let snapshot = engine.snapshot().unwrap();
    assert_eq!(snapshot.next_expiry().unwrap(), Some(Timestamp::from_millis(250)));
    assert_eq!(expired(snapshot.as_ref(), 249), [0_u64; 0]);
    assert_eq!(expired(snapshot.as_ref(), 300), [2, 1], "earliest first");
    let mut until = None;
    snapshot
        .get(key(2).by_ref(), &mut |document| until = document.expires)
        .unwrap();
    assert_eq!(until, Some(Timestamp::from_millis(250)));
    // Hiding what has expired is the store's part.
    assert_eq!(
        (snapshot.len().unwrap(), engine.statistics().unwrap().documents),
        (4, 4)
    );
    assert_eq!(engine.statistics().unwrap().expiring_documents, 2);
    // The first moment of all is long past.
    put_until(engine.as_ref(), 8, 6, 0);
    assert_eq!(expired(engine.snapshot().unwrap().as_ref(), 249), [6]);
    assert_eq!(engine.statistics().unwrap().expiring_documents, 3);
}

fn a_backup_holds_one_revision_and_opens_like_its_source(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    for revision in 1..200 {
        let number = revision % 50;
        let removed = revision % 7 == 0;
        apply(engine.as_ref(), revision, &[&[(number, (!removed).then_some("[1,2]"))]]);
    }
    put_until(engine.as_ref(), 200, 7, 1000);
    let before = engine.snapshot().unwrap();
    let target = folder.join("backup");
    fs::create_dir(&target).unwrap();
    let revision = engine
        .backup(&files_in(&target), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    assert_eq!(revision, before.revision());
    apply(engine.as_ref(), 201, &[&[(1, Some("201")), (2, None)]]);

    let copy = open(&target).unwrap();
    let snapshot = copy.snapshot().unwrap();
    assert_eq!(snapshot.revision(), revision);
    assert_eq!(all(snapshot.as_ref()), all(before.as_ref()));
    assert_eq!(expired(snapshot.as_ref(), 2000), [7]);
    apply(copy.as_ref(), 201, &[&[(9, Some("9"))]]);
    copy.close().unwrap();
    let snapshot = engine.snapshot().unwrap();
    assert_eq!(
        get(snapshot.as_ref(), key(1)),
        Some((201, "201".to_owned())),
        "the source is its own"
    );
    assert_eq!(
        engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap().problems,
        [""; 0]
    );
}

fn an_engine_can_be_filled_from_another(open: Open<'_>, folder: &Path) {
    let (from, to) = (folder.join("from"), folder.join("to"));
    for folder in [&from, &to] {
        fs::create_dir(folder).unwrap();
    }
    let source = open(&from).unwrap();
    for revision in 1..=100 {
        apply(
            source.as_ref(),
            revision,
            &[&[(revision % 30, Some("1")), (1000 + revision, Some("2"))]],
        );
    }
    put_until(source.as_ref(), 101, 3, 77);
    let snapshot = source.snapshot().unwrap();
    let filled = open(&to).unwrap();
    filled
        .fill(snapshot.as_ref(), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    filled.close().unwrap();
    let filled = open(&to).unwrap();
    let copy = filled.snapshot().unwrap();
    assert_eq!(
        (copy.revision(), all(copy.as_ref())),
        (snapshot.revision(), all(snapshot.as_ref()))
    );
    assert_eq!(expired(copy.as_ref(), 100), [3]);
    apply(filled.as_ref(), 102, &[&[(1, None)]]);
    assert_eq!(filled.snapshot().unwrap().revision().get(), 102);
}

fn a_cancelled_copy_says_so(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    let large = format!("\"{}\"", "x".repeat(100_000));
    for revision in 1..=100 {
        apply(engine.as_ref(), revision, &[&[(revision, Some(large.as_str()))]]);
    }
    let target = folder.join("backup");
    fs::create_dir(&target).unwrap();
    let outcome = engine.backup(&files_in(&target), &mut |_, _| ControlFlow::Break(()));
    assert_eq!(outcome.unwrap_err().code(), "CANCELLED");
}

fn a_check_reads_every_document(open: Open<'_>, folder: &Path) {
    let engine = open(folder).unwrap();
    for revision in 1..=300 {
        apply(engine.as_ref(), revision, &[&[(revision % 100, Some("{\"a\":1}"))]]);
    }
    let report = engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!((report.documents, report.problems), (100, Vec::new()));
    assert!(
        report.records >= 100 && report.bytes >= 100 * 7,
        "{} records",
        report.records
    );
}

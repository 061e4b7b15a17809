//! Compaction gives space back, and nobody notices.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod log;

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use bimetal_document::Timestamp;
use bimetal_engine::{Engine, Error};
use bimetal_files::OsFiles;
use bimetal_log::{LogEngine, LogOptions};
use log::{Tested, changes, documents, put, remove};

fn log_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let logs = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".log"));
    logs.map(|entry| entry.metadata().unwrap().len()).sum()
}

fn churn(tested: &mut Tested, keys: u64, rounds: u64) {
    for round in 0..rounds {
        let text = format!("\"{round:0>60}\"");
        tested.commit(&[vec![put(round * 7 % keys, &text)], vec![put(round * 13 % keys, &text)]]);
    }
}

#[test]
fn space_is_given_back_after_churn_and_everything_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    churn(&mut tested, 100, 1000);
    let before = log_bytes(folder.path());
    assert!(tested.maintain() > 10);
    let statistics = tested.engine.statistics().unwrap();
    assert!(log_bytes(folder.path()) < before / 5, "{before} {statistics:?}");
    tested.verify();
    tested.engine.close().unwrap();
    let payload: u64 = tested.model.values().map(|document| 16 + document.2.len() as u64).sum();
    // The retained changes and the active segment come on top.
    assert!(
        log_bytes(folder.path()) < payload * 3 / 2 + 4096,
        "{payload} {}",
        log_bytes(folder.path())
    );
    let again = Tested::open(folder.path());
    assert_eq!(again.model, tested.model);
}

#[test]
fn a_snapshot_does_not_change_and_keeps_its_files_until_it_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    churn(&mut tested, 50, 200);
    let (snapshot, model) = (tested.engine.snapshot().unwrap(), tested.model.clone());
    churn(&mut tested, 50, 500);
    tested.maintain();
    assert_eq!(documents(snapshot.as_ref()), model);
    let held = log_bytes(folder.path());
    drop(snapshot);
    assert!(log_bytes(folder.path()) < held);
    tested.verify();
}

#[test]
fn what_is_removed_stays_removed_through_every_step_and_reopen() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    // One old document keeps its segment, and with it the need for removals, in place.
    tested.commit(&[vec![put(1000, "\"old\"")]]);
    for round in 0..10 {
        for number in 0..40 {
            tested.commit(&[vec![put(number, &format!("\"{round:0>40}\""))]]);
        }
        for number in 0..40 {
            tested.commit(&[vec![remove(number)]]);
        }
        for steps in 0..6 {
            for _ in 0..steps {
                tested.engine.maintain(Timestamp::now()).unwrap();
            }
            let model = tested.model.clone();
            drop(tested);
            fs::remove_file(folder.path().join("bimetal.index")).ok();
            tested = Tested::open(folder.path());
            assert_eq!(tested.model, model, "round {round}");
        }
    }
    tested.maintain();
    tested.verify();
}

#[test]
fn when_all_is_removed_little_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    for number in 0..400 {
        tested.commit(&[vec![put(number, &format!("\"{number:0>60}\""))]]);
    }
    for number in 0..400 {
        tested.commit(&[vec![remove(number)]]);
    }
    tested.maintain();
    tested.verify();
    assert!(log_bytes(folder.path()) < 8192, "{:?}", tested.engine.statistics());
}

#[test]
fn one_old_document_does_not_keep_the_removals_of_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    tested.commit(&[vec![put(u64::MAX, "\"old\"")]]);
    let mut most = 0;
    for round in 0..40 {
        let numbers = round * 50..(round + 1) * 50;
        tested.commit(&[numbers.clone().map(|number| put(number, "\"short lived\"")).collect()]);
        tested.commit(&[numbers.map(remove).collect()]);
        tested.maintain();
        most = most.max(log_bytes(folder.path()));
    }
    tested.verify();
    // 2000 removals take 64,000 bytes.
    assert!(most < 24_000, "{most}");
    let model = tested.model.clone();
    drop(tested);
    fs::remove_file(folder.path().join("bimetal.index")).ok();
    assert_eq!(Tested::open(folder.path()).model, model);
}

#[test]
fn compaction_writes_in_key_order_and_expiries_survive_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    for round in 0..300_u64 {
        let expires = (round % 3 == 0).then_some(round + 10);
        // Some are written over and over, others once.
        for number in [round % 20, 1000 - round] {
            tested.commit(&[vec![(number, Some((format!("\"{round:0>50}\""), expires)))]]);
        }
    }
    tested.maintain();
    tested.verify();
    assert_ne!(tested.engine.statistics().unwrap().compacted_bytes, 0);
    let model = tested.model.clone();
    drop(tested);
    assert_eq!(Tested::open(folder.path()).model, model);
}

#[test]
fn compaction_goes_on_around_a_damaged_segment_and_says_for_how_long_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    // Something lives in each segment, or it would go without being read.
    for round in 0..100 {
        tested.commit(&[vec![put(1000 + round, "1")]]);
        churn(&mut tested, 20, 1);
    }
    let segment = folder.path().join("segment-0000000002.log");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[100] ^= 1;
    fs::write(&segment, bytes).unwrap();
    for _ in 0..2 {
        churn(&mut tested, 20, 500);
        let mut errors = Vec::new();
        for _ in 0..1000 {
            errors.extend(tested.engine.maintain(Timestamp::now()).err());
        }
        assert!(errors.iter().all(|error| error.code() == "DATA_DAMAGED"));
        assert!(errors[0].to_string().contains("segment-0000000002.log"), "{errors:?}");
        let statistics = tested.engine.statistics().unwrap();
        assert_eq!(statistics.compaction, bimetal_engine::Compaction::Stopped);
        // What lies in the damaged segment stays dead there, and nothing beside it.
        let damaged = fs::metadata(&segment).unwrap().len();
        assert!(statistics.dead_bytes < damaged + 3 * 4096, "{statistics:?}");
    }
    let report = tested.engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert!(report.problems[0].contains("segment-0000000002.log"), "{report:?}");
}

/// The folder of a store with some sealed segments, and the first of them.
fn sealed_segment(tested: &mut Tested, folder: &Path) -> std::path::PathBuf {
    churn(tested, 20, 100);
    folder.join("segment-0000000001.log")
}

#[test]
fn a_backup_of_a_segment_that_was_cut_names_it_and_is_none() {
    for linked in [true, false] {
        for all in [true, false] {
            let (folder, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let files: Arc<dyn bimetal_files::Files> = if linked {
                log::files_in(folder.path())
            } else {
                log::Faulty::new(folder.path())
            };
            let mut tested = Tested::open_files(files, LogOptions::tiny());
            let segment = sealed_segment(&mut tested, folder.path());
            let length = fs::metadata(&segment).unwrap().len();
            let file = fs::OpenOptions::new().write(true).open(&segment).unwrap();
            file.set_len(if all { 0 } else { length - 1 }).unwrap();
            let error = tested
                .engine
                .backup(&log::files_in(into.path()), &mut |_, _| ControlFlow::Continue(()))
                .unwrap_err();
            assert_eq!(error.code(), "DATA_DAMAGED");
            assert!(error.to_string().contains(&*segment.to_string_lossy()), "{error}");
            assert!(!into.path().join("bimetal.segments").exists());
        }
    }
}

#[test]
fn a_backup_takes_the_segment_that_is_open_and_not_a_file_that_was_put_in_its_place() {
    let (folder, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut tested = Tested::open(folder.path());
    let segment = sealed_segment(&mut tested, folder.path());
    let length = fs::metadata(&segment).unwrap().len() as usize;
    fs::write(folder.path().join("other"), vec![7; length]).unwrap();
    fs::rename(folder.path().join("other"), &segment).unwrap();
    tested
        .engine
        .backup(&log::files_in(into.path()), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    let backup = Tested::open(into.path());
    assert_eq!(backup.model, tested.model);
    backup.verify();
}

#[test]
fn changes_that_a_reader_keeps_outlive_compaction() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    churn(&mut tested, 20, 30);
    let since = tested.revision;
    let mut reader = tested
        .engine
        .changes(bimetal_document::Revision::new(since))
        .unwrap()
        .unwrap();
    for _ in 0..30 {
        churn(&mut tested, 20, 20);
        reader.keep().unwrap();
        tested.maintain();
    }
    let floor = tested.engine.statistics().unwrap().changes_since.get();
    assert!(floor > since, "compaction took what nobody else keeps");
    let mut read = since;
    let last = bimetal_document::Revision::new(tested.revision);
    while let bimetal_document::Changes::Some(changes) = reader.next(last, 5).unwrap() {
        for change in changes {
            let revision = change.revision.get();
            assert!(revision == read || revision == read + 1, "{revision} after {read}");
            read = revision;
        }
    }
    assert_eq!(read, tested.revision);
}

#[test]
fn a_reader_may_begin_at_any_revision_of_a_long_segment() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open_files(log::files_in(folder.path()), LogOptions::default());
    // Values that are so long that readers note places between them.
    let text = format!("\"{}\"", "x".repeat(50_000));
    for number in 0..40 {
        tested.commit(&[vec![put(number % 3, &text), put(3, "1")]]);
    }
    for _ in 0..2 {
        for since in 0..=tested.revision {
            let expected: Vec<u64> = (since + 1..=tested.revision)
                .flat_map(|revision| [revision; 2])
                .collect();
            let read = changes(&tested.engine, since, tested.revision, 1000).unwrap();
            let revisions: Vec<u64> = read.iter().map(|change| change.revision.get()).collect();
            assert_eq!(revisions, expected, "since {since}");
        }
    }
}

#[test]
fn changes_are_read_from_a_reader_that_began_before_compaction_or_expire() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    churn(&mut tested, 20, 30);
    let mut reader = tested
        .engine
        .changes(bimetal_document::Revision::ZERO)
        .unwrap()
        .unwrap();
    let last = bimetal_document::Revision::new(tested.revision);
    assert!(matches!(reader.next(last, 5).unwrap(), bimetal_document::Changes::Some(changes) if changes.len() == 5));
    churn(&mut tested, 20, 500);
    tested.maintain();
    let floor = tested.engine.statistics().unwrap().changes_since.get();
    assert!(floor > 0 && floor < tested.revision);
    assert_eq!(changes(&tested.engine, floor - 1, tested.revision, 10), None);
    assert!(changes(&tested.engine, floor, tested.revision, 10).is_some());
    // The segment that the reader is in is still there for it; what comes next is not.
    let mut end = bimetal_document::Changes::Empty;
    for _ in 0..1000 {
        end = reader
            .next(bimetal_document::Revision::new(tested.revision), 5)
            .unwrap();
        if end == bimetal_document::Changes::Expired {
            break;
        }
    }
    assert_eq!(end, bimetal_document::Changes::Expired);
}

#[test]
fn a_backup_is_the_store_as_of_its_revision_while_writes_and_compaction_go_on() {
    let (folder, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut tested = Tested::open(folder.path());
    churn(&mut tested, 50, 300);
    let mut model = None;
    let revision = {
        let Tested { engine, .. } = &tested;
        let mut steps = 0;
        engine
            .backup(&log::files_in(into.path()), &mut |_, _| {
                steps += 1;
                let snapshot = engine.snapshot().unwrap();
                if model.is_none() {
                    model = Some(documents(snapshot.as_ref()));
                }
                log::try_apply(engine, snapshot.revision().get(), &[vec![put(steps, "\"later\"")]]).unwrap();
                engine.maintain(Timestamp::now()).unwrap();
                ControlFlow::Continue(())
            })
            .unwrap()
    };
    assert_eq!(revision.get(), tested.revision);
    tested.engine.close().unwrap();
    drop(tested);
    for _ in 0..2 {
        let mut backup = Tested::open(into.path());
        assert_eq!((backup.revision, Some(&backup.model)), (revision.get(), model.as_ref()));
        backup.verify();
        backup.maintain();
        backup.verify();
        backup.model.clear();
        fs::remove_file(into.path().join("bimetal.index")).ok();
    }
    let original = Tested::open(folder.path());
    original.verify();
    let error = original
        .engine
        .backup(&log::files_in(into.path()), &mut |_, _| ControlFlow::Continue(()))
        .unwrap_err();
    assert_eq!(error.code(), "FOLDER_INVALID");
    let empty = tempfile::tempdir().unwrap();
    let error = original
        .engine
        .backup(&log::files_in(empty.path()), &mut |_, _| ControlFlow::Break(()))
        .unwrap_err();
    assert_eq!(error.code(), "CANCELLED");
}

#[test]
fn a_new_store_is_filled_with_the_documents_of_another() {
    let (folder, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut tested = Tested::open(folder.path());
    churn(&mut tested, 200, 500);
    tested.commit(&[vec![(7, Some(("7".to_owned(), Some(70))))]]);
    let source = tested.engine.snapshot().unwrap();
    let target = LogEngine::open(Arc::new(OsFiles::new(into.path())), LogOptions::tiny()).unwrap();
    let cancelled = target.fill(source.as_ref(), &mut |_, _| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(Error::Cancelled)));
    target
        .fill(source.as_ref(), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    let again = target.fill(source.as_ref(), &mut |_, _| ControlFlow::Continue(()));
    assert!(again.is_err(), "a store with documents is not filled");
    drop(target);
    let mut filled = Tested::open(into.path());
    assert_eq!((&filled.model, filled.revision), (&tested.model, tested.revision));
    assert_eq!(
        changes(&filled.engine, filled.revision, filled.revision, 10),
        Some(Vec::new())
    );
    assert_eq!(changes(&filled.engine, filled.revision - 1, filled.revision, 10), None);
    filled.commit(&[vec![put(1, "1")]]);
    filled.verify();
    let (model, revision) = (filled.model.clone(), filled.revision);
    filled.engine.close().unwrap();
    let filled = Tested::open(into.path());
    assert_eq!((&filled.model, filled.revision), (&model, revision));
    filled.verify();
}

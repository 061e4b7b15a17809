//! What the log engine does when the disk refuses.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod log;

use bimetal_document::Timestamp;
use bimetal_engine::{ApplyError, Compaction, Engine, Maintenance};
use bimetal_log::LogOptions;
use log::{Faulty, NextCall, Tested, put, remove};

fn long(letter: &str) -> String {
    format!("\"{}\"", letter.repeat(100))
}

#[test]
fn a_full_disk_refuses_the_group_and_the_store_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let files = Faulty::new(folder.path());
    let mut tested = Tested::open_files(files.clone(), LogOptions::tiny());
    // Of the length that is left in the segment, some groups fit and some need a new segment.
    for round in 0..40 {
        tested.commit(&[
            vec![put(round, &long("a"))],
            vec![put(round + 1, "1"), remove(round / 2)],
        ]);
        files.set(NextCall::Full);
        for _ in 0..2 {
            let refused = tested.try_commit(&[vec![put(99, &long("b"))], vec![put(98, "2")]]);
            let Err(ApplyError::Refused(error)) = refused else {
                panic!("{refused:?}")
            };
            assert_eq!(error.code(), "DISK_FULL");
            tested.verify();
        }
        files.set(NextCall::None);
        if round % 8 == 0 {
            let (model, revision) = (tested.model.clone(), tested.revision);
            drop(tested);
            tested = Tested::open_files(files.clone(), LogOptions::tiny());
            assert_eq!(
                (&tested.model, tested.revision),
                (&model, revision),
                "a refused group came back"
            );
        }
    }
    tested.verify();
}

#[test]
fn where_there_is_no_room_for_a_name_the_group_is_refused_and_the_store_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let files = Faulty::new(folder.path());
    let mut tested = Tested::open_files(files.clone(), LogOptions::tiny());
    let mut refusals = 0;
    for round in 0..100 {
        files.set(NextCall::RenameFull);
        match tested.try_commit(&[vec![put(round, &long("a"))]]) {
            Ok(()) => {}
            Err(ApplyError::Refused(error)) => {
                assert_eq!(error.code(), "DISK_FULL");
                refusals += 1;
            }
            Err(ApplyError::Failed(error)) => panic!("{error}"),
        }
        files.set(NextCall::None);
        tested.commit(&[vec![put(round, &long("b"))]]);
    }
    assert!(refusals > 2, "no segment was begun");
    tested.verify();
    let model = tested.model.clone();
    drop(tested);
    assert_eq!(Tested::open_files(files, LogOptions::tiny()).model, model);
}

#[test]
fn a_folder_opens_while_the_disk_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let files = Faulty::new(folder.path());
    let mut tested = Tested::open_files(files.clone(), LogOptions::tiny());
    tested.commit(&[vec![put(1, &long("a"))]]);
    tested.engine.close().unwrap();
    files.set(NextCall::Full);
    let mut again = Tested::open_files(files.clone(), LogOptions::tiny());
    assert_eq!(again.model, tested.model);
    again.verify();
    let refused = again.try_commit(&[vec![put(2, "2")]]);
    assert!(matches!(refused, Err(ApplyError::Refused(_))), "{refused:?}");
    files.set(NextCall::None);
    again.commit(&[vec![put(2, "2")]]);
    again.verify();
}

#[test]
fn after_a_failed_sync_nothing_is_written_any_more_and_reads_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let files = Faulty::new(folder.path());
    let mut tested = Tested::open_files(files.clone(), LogOptions::tiny());
    tested.commit(&[vec![put(1, "1")]]);
    files.set(NextCall::Sync);
    let failed = tested.try_commit(&[vec![put(2, "2")]]);
    assert!(matches!(failed, Err(ApplyError::Failed(_))), "{failed:?}");
    files.set(NextCall::None);
    let failed = tested.try_commit(&[vec![put(2, "2")]]);
    assert!(matches!(failed, Err(ApplyError::Failed(_))), "{failed:?}");
    tested.verify();
    assert_eq!(tested.engine.maintain(Timestamp::now()).unwrap(), Maintenance::Idle);
    assert_eq!(tested.engine.statistics().unwrap().compaction, Compaction::Stopped);
    tested.engine.close().unwrap();
    drop(tested);
    // Here the bytes reached the disk although the sync failed: the batch is there whole, or not at all.
    let mut tested = Tested::open_files(files, LogOptions::tiny());
    assert!(tested.revision == 2 || tested.revision == 1);
    tested.commit(&[vec![put(3, "3")]]);
    tested.verify();
}

#[test]
fn a_sync_that_fails_for_want_of_room_does_not_promise_that_nothing_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let files = Faulty::new(folder.path());
    let mut tested = Tested::open_files(files.clone(), LogOptions::tiny());
    tested.commit(&[vec![put(1, "1")]]);
    files.set(NextCall::SyncFull);
    for _ in 0..2 {
        match tested.try_commit(&[vec![put(2, "2")]]) {
            Err(ApplyError::Failed(error)) => assert_eq!(error.code(), "IO"),
            other => panic!("{other:?}"),
        }
        files.set(NextCall::None);
    }
    drop(tested);
    // It is there, whatever the sync has said.
    assert_eq!(Tested::open_files(files, LogOptions::tiny()).revision, 2);
}

#[test]
fn compaction_works_again_when_what_it_failed_at_is_over() {
    for fault in [NextCall::Create, NextCall::Sync] {
        let folder = tempfile::tempdir().unwrap();
        let files = Faulty::new(folder.path());
        let mut tested = Tested::open_files(files.clone(), LogOptions::tiny());
        for round in 0..100 {
            tested.commit(&[vec![put(round % 10, &long("a")), put(100 + round, "1")]]);
        }
        files.set(fault);
        for _ in 0..3 {
            let mut steps = (0..1000).map(|_| tested.engine.maintain(Timestamp::now()));
            let error = steps.find_map(Result::err).unwrap();
            assert_eq!(error.code(), "IO");
            assert_eq!(tested.engine.statistics().unwrap().compaction, Compaction::Stopped);
        }
        files.set(NextCall::None);
        let before = tested.engine.statistics().unwrap().dead_bytes;
        assert!(tested.maintain() > 1);
        let statistics = tested.engine.statistics().unwrap();
        assert_eq!(statistics.compaction, Compaction::Idle);
        assert!(statistics.dead_bytes < before / 2, "{before} {statistics:?}");
        tested.verify();
    }
}

#[test]
fn a_write_that_cannot_be_taken_back_stops_all_later_ones() {
    let folder = tempfile::tempdir().unwrap();
    let files = Faulty::new(folder.path());
    let mut tested = Tested::open_files(files.clone(), LogOptions::tiny());
    tested.commit(&[vec![put(1, "1")]]);
    files.set(NextCall::WriteAndCut);
    match tested.try_commit(&[vec![put(2, "2")]]) {
        Err(ApplyError::Failed(error)) => assert_eq!(error.code(), "IO"),
        other => panic!("{other:?}"),
    }
    files.set(NextCall::None);
    assert!(matches!(
        tested.try_commit(&[vec![put(2, "2")]]),
        Err(ApplyError::Failed(_))
    ));
    tested.verify();
    let model = tested.model.clone();
    drop(tested);
    let tested = Tested::open_files(files, LogOptions::tiny());
    assert_eq!(tested.model, model);
}

#[test]
fn compaction_waits_for_room_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = Faulty::new(folder.path());
    let mut tested = Tested::open_files(files.clone(), LogOptions::tiny());
    for round in 0..100 {
        tested.commit(&[vec![put(round % 10, &long("a")), put(100 + round, "1")]]);
    }
    let mut now = Timestamp::now();
    for steps in 0.. {
        // The disk is full at each step of a round in turn.
        let mut more = Maintenance::More;
        for _ in 0..steps {
            more = tested.engine.maintain(now).unwrap();
        }
        if more == Maintenance::Idle {
            break;
        }
        files.set(NextCall::Full);
        while tested.engine.maintain(now).unwrap() == Maintenance::More {}
        tested.verify();
        files.set(NextCall::None);
        now = now.after(std::time::Duration::from_secs(60));
    }
    tested.verify();
    assert_ne!(tested.engine.statistics().unwrap().compacted_bytes, 0);
    let (model, revision) = (tested.model.clone(), tested.revision);
    drop(tested);
    let tested = Tested::open_files(files, LogOptions::tiny());
    assert_eq!((&tested.model, tested.revision), (&model, revision));
}

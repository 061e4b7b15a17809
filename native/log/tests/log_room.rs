//! What the log engine makes of a disk that has an end: there is always a way out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod log;

use std::path::Path;

use bimetal_document::Timestamp;
use bimetal_engine::{ApplyError, Compaction, Engine, Maintenance};
use bimetal_files::simulated::SimulatedDisk;
use bimetal_log::LogOptions;
use log::{Tested, Write, put, remove};

const DISK_BYTES: u64 = 512 << 10;

fn options() -> LogOptions {
    LogOptions {
        changes_bytes_max: 0,
        ..LogOptions::tiny()
    }
}

fn open(disk: &SimulatedDisk) -> Tested {
    Tested::open_files(disk.folder(Path::new("/data")), options())
}

fn full_disk() -> (SimulatedDisk, Tested) {
    let disk = SimulatedDisk::new(1);
    disk.set_size(Some(DISK_BYTES));
    let tested = open(&disk);
    (disk, tested)
}

fn long(letter: &str) -> String {
    format!("\"{}\"", letter.repeat(900))
}

/// Commits until there is no room.
fn fill(tested: &mut Tested, write: impl Fn(u64) -> Vec<Write>) -> u64 {
    for number in 0..10_000 {
        if is_refused(tested, write(number)) {
            return number;
        }
    }
    panic!("the disk does not fill up");
}

fn is_refused(tested: &mut Tested, batch: Vec<Write>) -> bool {
    match tested.try_commit(&[batch]) {
        Ok(()) => false,
        Err(ApplyError::Refused(error)) => {
            assert_eq!(error.code(), "DISK_FULL");
            true
        }
        Err(ApplyError::Failed(error)) => panic!("{error}"),
    }
}

/// Works in the background, over the pauses that it makes where the disk is full.
fn work(disk: &SimulatedDisk, tested: &Tested) {
    for _ in 0..4 {
        let now = || Timestamp::from_millis(disk.millis());
        while tested.engine.maintain(now()).unwrap() != Maintenance::Idle {}
        disk.pass(20_000);
    }
}

fn last_number(disk: &SimulatedDisk) -> String {
    let names = disk.list(Path::new("/data")).into_iter().map(|(name, _)| name);
    names.filter(|name| name.ends_with(".log")).max().unwrap()
}

#[test]
fn when_everything_is_removed_from_a_full_disk_there_is_room_again() {
    let (disk, mut tested) = full_disk();
    let count = fill(&mut tested, |number| vec![put(number, &long("a"))]);
    for number in 0..count {
        tested.commit(&[vec![remove(number)]]);
    }
    work(&disk, &tested);
    let statistics = tested.engine.statistics().unwrap();
    assert!(
        statistics.segments <= 2 && statistics.dead_bytes < 16 << 10,
        "{statistics:?}"
    );
    let again = fill(&mut tested, |number| vec![put(number, &long("b"))]);
    assert!(again >= count * 9 / 10, "{again} documents, and {count} before");
    tested.verify();
}

#[test]
fn a_full_disk_is_emptied_over_restarts_too() {
    let (disk, mut tested) = full_disk();
    let count = fill(&mut tested, |number| vec![put(number, &long("a"))]);
    tested.engine.close().unwrap();
    drop(tested);
    disk.set_size(Some(disk.taken()));
    let mut tested = open(&disk);
    assert_eq!(tested.model.len() as u64, count);
    assert!(is_refused(&mut tested, vec![put(count, &long("b"))]));
    let statistics = tested.engine.statistics().unwrap();
    assert_eq!(statistics.documents, count);
    for number in 0..count {
        tested.commit(&[vec![remove(number)]]);
        // What is set aside while the store is closed is enough for some removals, and they give room for others.
        if number % 50 == 0 {
            work(&disk, &tested);
        }
    }
    work(&disk, &tested);
    tested.commit(&[vec![put(count, &long("b"))]]);
    tested.verify();
}

#[test]
fn compaction_takes_what_fits_and_what_was_set_aside() {
    let (disk, mut tested) = full_disk();
    // Half of each segment lives, so that none can go unread, and all of them together fit nowhere.
    fill(&mut tested, |number| {
        vec![put(number + 1, &long("a")), put(0, &long("b"))]
    });
    let dead = tested.engine.statistics().unwrap().dead_bytes;
    work(&disk, &tested);
    let statistics = tested.engine.statistics().unwrap();
    assert!(statistics.dead_bytes < dead / 3, "{dead} were dead: {statistics:?}");
    assert!(!is_refused(&mut tested, vec![put(1, &long("c"))]));
    tested.verify();
}

#[test]
fn on_a_full_disk_changes_give_way_before_documents_do() {
    let disk = SimulatedDisk::new(1);
    disk.set_size(Some(DISK_BYTES));
    let options = LogOptions {
        changes_bytes_max: u64::MAX,
        ..LogOptions::tiny()
    };
    let mut tested = Tested::open_files(disk.folder(Path::new("/data")), options);
    fill(&mut tested, |number| vec![put(number % 10, &long("a"))]);
    work(&disk, &tested);
    tested.commit(&[vec![put(1, &long("b"))]]);
    assert!(tested.engine.statistics().unwrap().changes_since.get() > 0);
    tested.verify();
}

#[test]
fn what_is_refused_on_a_full_disk_uses_up_no_number() {
    let (disk, mut tested) = full_disk();
    let large = format!("\"{}\"", "x".repeat(20_000));
    fill(&mut tested, |number| vec![put(number, &large)]);
    let before = last_number(&disk);
    for _ in 0..50 {
        assert!(is_refused(&mut tested, vec![put(1, &large)]));
    }
    disk.set_size(None);
    tested.commit(&[vec![put(1, &large)]]);
    let next = |name: &str| name[8..18].parse::<u64>().unwrap() + 1;
    assert_eq!(last_number(&disk)[8..18].parse::<u64>().unwrap(), next(&before));
    tested.verify();
}

#[test]
fn while_the_disk_is_full_the_statistics_say_what_background_work_waits_for() {
    let (disk, mut tested) = full_disk();
    fill(&mut tested, |number| vec![put(number, &long("a"))]);
    work(&disk, &tested);
    assert_eq!(
        tested.engine.statistics().unwrap().compaction,
        Compaction::WaitingForRoom
    );
    disk.set_size(None);
    tested.commit(&[vec![put(0, &long("b"))]]);
    work(&disk, &tested);
    assert_eq!(tested.engine.statistics().unwrap().compaction, Compaction::Idle);
}

#[test]
fn a_closed_store_keeps_little_of_what_was_set_aside() {
    let disk = SimulatedDisk::new(1);
    let mut tested = open(&disk);
    tested.commit(&[vec![put(1, "1")]]);
    let reserve = |disk: &SimulatedDisk| {
        let files = disk.list(Path::new("/data"));
        files
            .iter()
            .find(|(name, _)| name == "bimetal.reserve")
            .map(|(_, bytes)| *bytes)
    };
    assert_eq!(reserve(&disk), Some(64 << 10));
    tested.engine.close().unwrap();
    assert_eq!(reserve(&disk), Some(16 << 10));
}

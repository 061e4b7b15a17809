//! The checkpoint is written in proportion to what changes, and outlives compaction.
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
use bimetal_engine::{Engine, Maintenance};
use bimetal_files::simulated::{SimulatedDisk, Stop};
use bimetal_log::{LogEngine, LogOptions};
use log::{Tested, put, remove};

const CHECKPOINT: &str = "bimetal.index";

fn folder() -> &'static Path {
    Path::new("/data")
}

fn options() -> LogOptions {
    LogOptions {
        changes_bytes_max: 0,
        ..LogOptions::tiny()
    }
}

fn open(disk: &SimulatedDisk) -> Tested {
    Tested::open_files(disk.folder(folder()), options())
}

fn load(tested: &mut Tested, documents: u64) {
    for number in (0..documents).step_by(10) {
        tested.commit(&[(number..number + 10)
            .map(|number| put(number, "\"0123456789\""))
            .collect()]);
    }
}

fn rest(disk: &SimulatedDisk, tested: &Tested) {
    let now = || Timestamp::from_millis(disk.millis());
    while tested.engine.maintain(now()).unwrap() != Maintenance::Idle {}
}

#[test]
fn a_store_at_rest_writes_nothing() {
    let disk = SimulatedDisk::new(1);
    let mut tested = open(&disk);
    load(&mut tested, 2000);
    for round in 0..3 {
        load(&mut tested, 1000 + round * 100);
        rest(&disk, &tested);
        let written = disk.written();
        for _ in 0..50 {
            disk.pass(1000);
            tested.engine.maintain(Timestamp::from_millis(disk.millis())).unwrap();
        }
        assert_eq!(disk.written(), written, "in round {round}");
    }
}

#[test]
fn a_checkpoint_is_written_for_many_times_its_length_of_changes() {
    let disk = SimulatedDisk::new(1);
    let mut tested = open(&disk);
    let text = format!("\"{}\"", "x".repeat(200));
    for number in (0..2000).step_by(10) {
        tested.commit(&[(number..number + 10).map(|number| put(number, &text)).collect()]);
    }
    rest(&disk, &tested);
    let (mut seen, mut checkpoints) = (disk.bytes(folder(), CHECKPOINT), 0);
    for round in 0..400 {
        let batch = (0..10).map(|number| put((round * 77 + number * 13) % 2000, &text));
        tested.commit(&[batch.collect()]);
        rest(&disk, &tested);
        let checkpoint = disk.bytes(folder(), CHECKPOINT);
        checkpoints += usize::from(checkpoint != seen);
        seen = checkpoint;
    }
    // 4000 records of some 240 bytes, and as much once more by compaction, for checkpoints of 64,000.
    assert!((1..=8).contains(&checkpoints), "{checkpoints} checkpoints");
    tested.verify();
}

#[test]
fn a_checkpoint_is_of_use_although_compaction_went_on() {
    let disk = SimulatedDisk::new(1);
    let mut tested = open(&disk);
    load(&mut tested, 500);
    let oldest = disk.list(folder()).into_iter().map(|(name, _)| name);
    let oldest = oldest.filter(|name| name.ends_with(".log")).min().unwrap();
    tested.engine.close().unwrap();
    let (model, revision) = (tested.model, tested.revision);
    let mut tested = open(&disk);
    (tested.model, tested.revision) = (model, revision);
    // All but the documents of the oldest segment die, or expire, or are written anew.
    for number in 200..500 {
        let write = match number % 3 {
            0 => remove(number),
            1 => (number, Some(("1".to_owned(), Some(1_000_000 + number)))),
            _ => put(number, "\"later\""),
        };
        tested.commit(&[vec![write]]);
    }
    rest(&disk, &tested);
    assert_ne!(tested.engine.statistics().unwrap().compacted_bytes, 0);
    let (model, revision) = (tested.model, tested.revision);
    drop(tested.engine);
    disk.restart(Stop::Process);
    // Whoever reads the oldest segment whole meets this.
    disk.flip(folder(), &oldest, 80, 3);
    let engine = LogEngine::open(disk.folder(folder()), options()).unwrap();
    disk.flip(folder(), &oldest, 80, 3);
    let tested = Tested {
        engine,
        model,
        revision,
        changes: Vec::new(),
    };
    tested.verify();
}

#[test]
fn a_checkpoint_that_cannot_be_written_is_an_error_for_as_long_as_it_cannot() {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open_files(log::files_in(folder.path()), options());
    let in_its_way = folder.path().join("bimetal.index.new");
    std::fs::create_dir(&in_its_way).unwrap();
    let text = format!("\"{}\"", "x".repeat(300));
    for number in 0..100 {
        tested.commit(&[vec![put(number, &text)]]);
    }
    let now = Timestamp::now();
    let mut steps = (0..1000).map(|_| tested.engine.maintain(now));
    steps.find_map(Result::err).unwrap();
    for _ in 0..3 {
        let error = tested.engine.maintain(now).unwrap_err();
        assert!(error.to_string().contains(CHECKPOINT), "{error}");
    }
    std::fs::remove_dir(in_its_way).unwrap();
    tested.maintain();
    assert!(folder.path().join(CHECKPOINT).exists());
    tested.verify();
}

#[test]
fn a_close_after_little_has_changed_writes_little() {
    let disk = SimulatedDisk::new(1);
    let mut tested = open(&disk);
    load(&mut tested, 2000);
    tested.engine.close().unwrap();
    let before = disk.bytes(folder(), CHECKPOINT);
    let mut tested = open(&disk);
    tested.commit(&[vec![put(1, "\"new\"")]]);
    tested.engine.close().unwrap();
    assert!(
        disk.bytes(folder(), CHECKPOINT) == before,
        "the checkpoint was written anew for one document"
    );
    let tested = open(&disk);
    assert_eq!(tested.revision, 201);
    tested.verify();
}

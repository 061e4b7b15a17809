//! Compaction under load: what it writes, what it leaves, and that it comes to an end.

use std::path::Path;

use bimetal_document::{Key, Limits, Timestamp, Value};
use bimetal_engine::{Engine, Maintenance};
use bimetal_files::simulated::{Random, SimulatedDisk};
use bimetal_log::{LogEngine, LogOptions};

use super::model::Writes;
use super::steps::apply;

const DOCUMENTS: u64 = 1500;
const ROUNDS: u64 = 1000;
const SEGMENT_BYTES: u64 = 8192;

/// Writes documents over others while compaction works on them.
pub fn run(random: &mut Random) {
    let disk = SimulatedDisk::new(random.number());
    let options = LogOptions {
        segment_bytes: SEGMENT_BYTES as u32,
        changes_bytes_max: 0,
        dead_bytes_min: 1024,
        round_bytes_max: 32 << 10,
        step_bytes: 1024,
        step_entries: 16,
        checkpoint_bytes: 4096,
        ..LogOptions::tiny()
    };
    let engine = LogEngine::open(disk.folder(Path::new("/load")), options).unwrap();
    let mut revision = 0;
    let mut put = |numbers: Vec<u64>| {
        let value = Value::parse(
            b"\"0123456789012345678901234567890123456789012345678901234567890\"",
            &Limits::default(),
        );
        let value = value.unwrap();
        let writes: Writes = numbers
            .into_iter()
            .map(|number| (Key::of("loadload-", number).unwrap(), Some((value.clone(), None))))
            .collect();
        apply(&engine, revision, &[writes]).unwrap();
        revision += 1;
    };
    for number in (0..DOCUMENTS).step_by(20) {
        put((number..number + 20).collect());
    }
    let begun = (next_number(&disk), engine.statistics().unwrap().compacted_bytes);
    let mut most = 0;
    for _ in 0..ROUNDS {
        put((0..8).map(|_| random.below(DOCUMENTS)).collect());
        for _ in 0..4 {
            engine.maintain(now(&disk)).unwrap();
        }
        let statistics = engine.statistics().unwrap();
        most = most.max(statistics.segments);
        assert!(
            statistics.dead_bytes <= statistics.live_bytes,
            "more is dead than lives: {statistics:?}"
        );
    }
    let compacted = engine.statistics().unwrap().compacted_bytes - begun.1;
    let new_bytes = ROUNDS * 8 * 96;
    let numbers = next_number(&disk) - begun.0;
    assert!(
        compacted <= 2 * new_bytes,
        "{compacted} bytes were written anew for {new_bytes} new ones"
    );
    // All are full but the last output of each round.
    let full = (new_bytes + compacted) / SEGMENT_BYTES;
    assert!(
        numbers <= full + full * 2 / 5,
        "{numbers} segments for {new_bytes} new bytes and {compacted} that were written anew"
    );
    assert!(most <= 64, "{most} segments");
    rest(&disk, &engine);
}

/// A store that nobody writes to comes to rest.
fn rest(disk: &SimulatedDisk, engine: &LogEngine) {
    let mut steps = 0;
    while engine.maintain(now(disk)).unwrap() != Maintenance::Idle {
        steps += 1;
        assert!(steps < 100_000, "background work without end");
    }
    let written = disk.written();
    for _ in 0..10 {
        disk.pass(1000);
        engine.maintain(now(disk)).unwrap();
    }
    assert_eq!(disk.written(), written, "a store at rest writes");
}

fn now(disk: &SimulatedDisk) -> Timestamp {
    Timestamp::from_millis(disk.millis())
}

fn next_number(disk: &SimulatedDisk) -> u64 {
    let manifest = disk.bytes(Path::new("/load"), "bimetal.segments").unwrap();
    let manifest = String::from_utf8(manifest).unwrap();
    let mut lines = manifest.lines();
    lines.find_map(|line| line.strip_prefix("next ")?.parse().ok()).unwrap()
}

//! The commit queue, the committer, publishing, refreshing and compaction under orders of threads that a scheduler picks.
//!
//! ```text
//! RUSTFLAGS="--cfg shuttle" cargo test --release -p bimetal-store --lib --target-dir target/schedules schedules
//! ```
//!
//! Every lock, every atomic of a segment and every call to the simulated disk is a place where another thread may go on.
//! A failure prints its schedule, and `shuttle::replay` runs it again.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use bimetal_document::{Batch, Key, Limits, Revision, Span, Timestamp, Value};
use bimetal_engine::{Commit, Direction, Engine, EngineSnapshot, Maintenance};
use bimetal_files::simulated::SimulatedDisk;
use bimetal_log::{LogEngine, LogOptions};
use shuttle::sync::mpsc::sync_channel;
use shuttle::thread;

use crate::commit::committer::{REFRESHES_BLINDLY, Shared};
use crate::commit::job::Job;
use crate::commit::written::Written;
use crate::error::Result;

const SCHEDULES: usize = 3000;
const WRITERS: u64 = 2;
const BATCHES: u64 = 3;
const OLD_KEYS: u64 = 4;

fn key(number: u64) -> Key {
    Key::of("abcdefgh-", number).unwrap()
}

/// A batch that writes one text under two keys.
fn batch(writer: u64, text: u64) -> Batch {
    let limits = Limits::default();
    let mut batch = Batch::new(limits);
    for key in [key(writer * 2), key(writer * 2 + 1)] {
        let value = Value::parse(text.to_string().as_bytes(), &limits).unwrap();
        batch.put(&key, value).unwrap();
    }
    batch
}

/// An engine with enough dead records for a round of compaction.
fn engine() -> LogEngine {
    let disk = SimulatedDisk::new(1);
    let options = LogOptions {
        store_id: Some([1; 16]),
        clock: Arc::new(|| Timestamp::from_millis(1)),
        segment_bytes: 512,
        changes_bytes_max: 0,
        dead_percent_max: 1,
        dead_bytes_min: 64,
        step_bytes: 256,
        ..LogOptions::tiny()
    };
    let engine = LogEngine::open(disk.folder(Path::new("/data")), options).unwrap();
    for revision in 1..=8 {
        let batch = batch(WRITERS + revision % (OLD_KEYS / 2), revision);
        let revision = Revision::new(revision);
        engine
            .apply(&[Commit {
                revision,
                batch: &batch,
            }])
            .unwrap();
    }
    engine
}

fn read(snapshot: &dyn EngineSnapshot) -> BTreeMap<u64, (u64, String)> {
    let mut documents = BTreeMap::new();
    let scanned = snapshot.scan(&Span::all(), Direction::Forward, &mut |key, document| {
        let text = String::from_utf8(document.value.to_vec()).unwrap();
        documents.insert(key.number().unwrap(), (document.revision.get(), text));
        ControlFlow::Continue(())
    });
    scanned.unwrap();
    documents
}

/// Writers wait for each answer and read what they wrote; a reader sees whole batches and never goes back; background
/// work goes on all the while.
fn run() {
    let shared = Arc::new(Shared::new(Box::new(engine()), 16).unwrap());
    let committer = {
        let shared = shared.clone();
        thread::spawn(move || shared.run())
    };
    let maintainer = {
        let shared = shared.clone();
        thread::spawn(move || {
            let mut idle = 0;
            while idle < 8 {
                let done = shared.engine.maintain(Timestamp::from_millis(1)).unwrap();
                idle += usize::from(done == Maintenance::Idle);
                shared.refresh();
            }
        })
    };
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| spawn_writer(shared.clone(), writer))
        .collect();
    let reader = {
        let shared = shared.clone();
        thread::spawn(move || look(&shared))
    };
    let revisions: Vec<u64> = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
    reader.join().unwrap();
    maintainer.join().unwrap();
    shared.queue.close();
    committer.join().unwrap();

    let mut sorted = revisions.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        (9..9 + WRITERS * BATCHES).collect::<Vec<_>>(),
        "each batch has a revision of its own"
    );
    let documents = read(shared.latest().unwrap().as_ref());
    assert_eq!(documents.len() as u64, WRITERS * 2 + OLD_KEYS);
    let report = shared.engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(report.problems, [""; 0]);
    shared.close().unwrap();
}

fn spawn_writer(shared: Arc<Shared>, writer: u64) -> thread::JoinHandle<Vec<u64>> {
    thread::spawn(move || {
        let mut revisions = Vec::new();
        for text in 0..BATCHES {
            let (sender, receiver) = sync_channel(1);
            let done = move |outcome: Result<Written>| sender.send(outcome).unwrap();
            shared.queue.push(Job::new(batch(writer, text), Box::new(done)));
            let revision = receiver.recv().unwrap().unwrap().revision;
            assert!(
                revisions.last().is_none_or(|last| *last < revision.get()),
                "batches in order"
            );
            let latest = shared.latest().unwrap();
            assert!(latest.revision() >= revision, "who was answered reads what it wrote");
            let documents = read(latest.as_ref());
            assert_eq!(documents[&(writer * 2)], (revision.get(), text.to_string()));
            revisions.push(revision.get());
        }
        revisions
    })
}

fn look(shared: &Shared) {
    let mut last = Revision::ZERO;
    for _ in 0..4 {
        let latest = shared.latest().unwrap();
        assert!(latest.revision() >= last, "what was shown is not taken back");
        last = latest.revision();
        let documents = read(latest.as_ref());
        for (number, document) in &documents {
            assert!(document.0 <= last.get(), "a snapshot shows what came later");
            assert_eq!(documents.get(&(number ^ 1)), Some(document), "a batch is whole");
        }
        thread::yield_now();
        assert_eq!(read(latest.as_ref()), documents, "a snapshot does not change");
    }
}

#[test]
fn every_schedule_answers_in_order_and_shows_whole_batches() {
    shuttle::check_random(run, SCHEDULES);
}

#[test]
fn rare_schedules_do_as_well() {
    // Few changes of thread, at the most surprising places (Burckhardt et al., 2010).
    shuttle::check_pct(run, SCHEDULES, 3);
}

#[test]
fn a_race_that_was_put_in_is_found() {
    REFRESHES_BLINDLY.set(true);
    let found = catch_unwind(AssertUnwindSafe(|| {
        shuttle::check_pct(run, SCHEDULES, 3);
        shuttle::check_random(run, SCHEDULES);
    }));
    REFRESHES_BLINDLY.set(false);
    assert!(found.is_err(), "not found in twice {SCHEDULES} schedules");
}

//! Writers, readers, background work, checks and backups of the log engine at the same time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod log;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use bimetal_document::{Changes, Revision, Timestamp};
use bimetal_engine::Engine;
use log::{Tested, Write, documents, put, remove};

const KEYS: u64 = 40;
const ROUNDS: u64 = 400;

/// The batches of one round: every document says which round wrote it, and one key is there in odd rounds only.
fn round_of(round: u64) -> Vec<Vec<Write>> {
    let text = format!("\"{round:0>30}\"");
    let all = (0..KEYS).map(|number| put(number, &text)).collect();
    let odd = if round % 2 == 1 { put(KEYS, &text) } else { remove(KEYS) };
    vec![all, vec![odd]]
}

#[test]
fn readers_see_whole_groups_while_segments_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let tested = Tested::open(folder.path());
    let engine = &tested.engine;
    let (done, written) = (AtomicBool::new(false), AtomicU64::new(0));
    let working = || !done.load(Ordering::Acquire);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while working() {
                    let snapshot = engine.snapshot().unwrap();
                    let revision = snapshot.revision().get();
                    assert_eq!(revision % 2, 0, "a snapshot in the middle of a group");
                    let documents = documents(snapshot.as_ref());
                    let expected = if revision == 0 { 0 } else { KEYS + revision / 2 % 2 };
                    assert_eq!(documents.len() as u64, expected);
                    for (number, (document_revision, _, text)) in documents {
                        assert_eq!(document_revision, revision - u64::from(number < KEYS));
                        assert_eq!(text, format!("\"{:0>30}\"", revision / 2));
                    }
                }
            });
        }
        scope.spawn(|| {
            while working() {
                engine.maintain(Timestamp::now()).unwrap();
                engine.statistics().unwrap();
            }
        });
        scope.spawn(|| {
            while working() {
                let report = engine.check(&mut |_, _| ControlFlow::Continue(())).unwrap();
                assert_eq!(report.problems, [""; 0]);
                let backup = tempfile::tempdir().unwrap();
                let revision = engine
                    .backup(&log::files_in(backup.path()), &mut |_, _| ControlFlow::Continue(()))
                    .unwrap();
                let copy = Tested::open(backup.path());
                assert_eq!(copy.revision, revision.get());
                copy.verify();
            }
        });
        scope.spawn(|| {
            let (mut read, mut seen) = (0, 0);
            while seen < 2 * ROUNDS && working() {
                let mut reader = engine.changes(Revision::new(read)).unwrap();
                while let Some(open) = &mut reader {
                    let last = written.load(Ordering::Acquire);
                    match open.next(Revision::new(last), 30).unwrap() {
                        Changes::Some(changes) => {
                            for change in changes {
                                let revision = change.revision.get();
                                assert!(revision == read || revision == read + 1, "{revision} after {read}");
                                read = revision;
                            }
                        }
                        Changes::Empty if working() => thread::yield_now(),
                        Changes::Empty => return,
                        Changes::Expired => break,
                    }
                }
                // Too far behind: go on from what there is.
                read = engine.snapshot().unwrap().revision().get();
                seen = read;
            }
        });
        for round in 1..=ROUNDS {
            log::try_apply(engine, (round - 1) * 2, &round_of(round)).unwrap();
            written.store(round * 2, Ordering::Release);
        }
        done.store(true, Ordering::Release);
    });
    engine.close().unwrap();
    drop(tested);
    let tested = Tested::open(folder.path());
    assert_eq!(tested.revision, ROUNDS * 2);
    tested.verify();
}

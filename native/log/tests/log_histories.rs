//! Any history of writes, reopens and background work leaves what a model says, and changes no snapshot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod log;

use std::sync::Arc;

use bimetal_document::Timestamp;
use bimetal_engine::{Engine, EngineSnapshot};
use log::{Documents, Tested, Write, changes, documents};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Commit(Vec<Vec<Write>>),
    Maintain(usize),
    Snapshot,
    Drop,
    Close,
    Crash,
    Hint,
}

fn write() -> impl Strategy<Value = Write> {
    let text = prop_oneof![
        6 => (0_u32..1000).prop_map(|number| number.to_string()),
        2 => (0_usize..400).prop_map(|length| format!("\"{}\"", "x".repeat(length))),
        1 => Just(format!("\"{}\"", "long".repeat(700))),
    ];
    let expires = prop_oneof![3 => Just(None), 1 => (1_u64..50).prop_map(Some)];
    (
        0_u64..24,
        prop_oneof![3 => (text, expires).prop_map(Some), 1 => Just(None)],
    )
}

fn step() -> impl Strategy<Value = Step> {
    let batch = proptest::collection::vec(write(), 1..5);
    prop_oneof![
        12 => proptest::collection::vec(batch, 1..4).prop_map(Step::Commit),
        4 => (1_usize..40).prop_map(Step::Maintain),
        2 => Just(Step::Snapshot),
        1 => Just(Step::Drop),
        1 => Just(Step::Close),
        1 => Just(Step::Crash),
        1 => Just(Step::Hint),
    ]
}

fn run(steps: Vec<Step>) {
    let folder = tempfile::tempdir().unwrap();
    let mut tested = Tested::open(folder.path());
    let mut snapshots: Vec<(Arc<dyn EngineSnapshot>, Documents, u64)> = Vec::new();
    let mut all_changes = Vec::new();
    for step in steps {
        match step {
            Step::Commit(batches) => tested.commit(&batches),
            Step::Maintain(times) => {
                for _ in 0..times {
                    tested.engine.maintain(Timestamp::now()).unwrap();
                }
            }
            Step::Snapshot => {
                snapshots.push((tested.engine.snapshot().unwrap(), tested.model.clone(), tested.revision));
            }
            Step::Drop => drop(snapshots.pop()),
            Step::Close | Step::Crash => {
                let (model, revision) = (tested.model.clone(), tested.revision);
                all_changes.append(&mut tested.changes);
                if matches!(step, Step::Close) {
                    tested.engine.close().unwrap();
                }
                snapshots.clear();
                drop(tested);
                tested = Tested::open(folder.path());
                assert_eq!((&tested.model, tested.revision), (&model, revision));
            }
            Step::Hint => {
                tested.maintain();
            }
        }
        let snapshot = tested.engine.snapshot().unwrap();
        assert_eq!(documents(snapshot.as_ref()), tested.model);
        for (snapshot, model, revision) in &snapshots {
            assert_eq!(snapshot.revision().get(), *revision);
            assert_eq!(&documents(snapshot.as_ref()), model);
        }
    }
    tested.verify();
    all_changes.append(&mut tested.changes);
    let floor = tested.engine.statistics().unwrap().changes_since.get();
    for since in [
        floor.saturating_sub(1),
        floor,
        floor.midpoint(tested.revision),
        tested.revision,
    ] {
        for limit in [1, 3, 1000] {
            let found = changes(&tested.engine, since, tested.revision, limit);
            assert_eq!(found.is_none(), since < floor);
            let Some(found) = found else { continue };
            let expected: Vec<_> = all_changes.iter().copied().filter(|change| change.1 > since).collect();
            let put = bimetal_document::ChangeKind::Put;
            let found: Vec<_> = found
                .iter()
                .map(|change| {
                    (
                        log::number_of(change.key.by_ref()),
                        change.revision.get(),
                        change.kind == put,
                    )
                })
                .collect();
            assert_eq!(found, expected);
        }
    }
    drop(snapshots);
    let (model, revision) = (tested.model.clone(), tested.revision);
    drop(tested);
    std::fs::remove_file(folder.path().join("bimetal.index")).ok();
    let tested = Tested::open(folder.path());
    assert_eq!((&tested.model, tested.revision), (&model, revision));
    tested.verify();
}

/// `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|cases| cases.parse().ok()).unwrap_or(32)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_history_leaves_what_a_model_says(steps in proptest::collection::vec(step(), 1..60)) {
        run(steps);
    }
}

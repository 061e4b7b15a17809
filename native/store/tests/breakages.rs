//! The simulation can fail: each way to break the engine on purpose is noticed within a bounded number of histories.
//!
//! `cargo test --release -p bimetal-store --features breakages --test breakages -- --nocapture` prints the table.
//! Without optimisation it would take minutes, so a debug build has no such test.
#![cfg(all(feature = "breakages", not(debug_assertions)))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod histories;

use bimetal_engine::conformance;
use bimetal_log::breakage::{Breakage, break_on_purpose};
use bimetal_redb::breakage::Breakage as RedbBreakage;
use bimetal_store::EngineKind;
use histories::Kind;
use histories::campaign::{Campaign, Outcome};

const HISTORIES_MAX: u64 = 20_000;

fn campaign() -> Campaign {
    Campaign {
        seed: 2026,
        from: 0,
        histories: HISTORIES_MAX,
        time_max: None,
        kind: None,
    }
}

/// Which history failed first, and what it said.
fn first_failure(outcome: &Outcome) -> Option<String> {
    let failure = outcome.failures.first()?;
    let first_line = failure.message.lines().next().unwrap_or_default();
    Some(format!("{} | {first_line:.100}", failure.plan.number + 1))
}

/// Whether redb breaks one of the promises that every engine keeps.
fn is_broken_promise() -> Option<String> {
    let root = tempfile::tempdir().unwrap();
    let kept = std::panic::catch_unwind(|| {
        conformance::run(root.path(), &|folder| EngineKind::Redb.open(folder));
    });
    kept.is_err().then(|| "- | a promise of every engine".to_owned())
}

#[test]
fn every_breakage_is_noticed() {
    histories::catch_messages();
    let mut unnoticed = Vec::new();
    for breakage in Breakage::ALL {
        break_on_purpose(Some(breakage));
        let outcome = campaign().run(1, |_| {});
        break_on_purpose(None);
        match first_failure(&outcome) {
            Some(noticed) => println!("| {breakage:?} | {noticed} |"),
            None => unnoticed.push(format!("{breakage:?}")),
        }
    }
    for breakage in RedbBreakage::ALL {
        bimetal_redb::breakage::break_on_purpose(Some(breakage));
        let noticed = if breakage == RedbBreakage::KeepForEver {
            is_broken_promise()
        } else {
            // These show in the histories alone in which bits flip in redb's file.
            let kind = Some(Kind::Damage);
            let outcome = Campaign { kind, ..campaign() }.run(1, |_| {});
            first_failure(&outcome)
        };
        bimetal_redb::breakage::break_on_purpose(None);
        match noticed {
            Some(noticed) => println!("| redb {breakage:?} | {noticed} |"),
            None => unnoticed.push(format!("redb {breakage:?}")),
        }
    }
    let _ = std::panic::take_hook();
    assert!(
        unnoticed.is_empty(),
        "not noticed in {HISTORIES_MAX} histories: {unnoticed:?}"
    );
}

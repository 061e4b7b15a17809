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

use bimetal_log::breakage::{Breakage, break_on_purpose};
use histories::campaign::Campaign;

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

#[test]
fn every_breakage_is_noticed() {
    histories::catch_messages();
    let mut unnoticed = Vec::new();
    for breakage in Breakage::ALL {
        break_on_purpose(Some(breakage));
        let outcome = campaign().run(1, |_| {});
        break_on_purpose(None);
        match outcome.failures.first() {
            Some(failure) => {
                let first_line = failure.message.lines().next().unwrap_or_default();
                println!("| {breakage:?} | {} | {first_line:.100} |", failure.plan.number + 1);
            }
            None => unnoticed.push(breakage),
        }
    }
    let _ = std::panic::take_hook();
    assert!(
        unnoticed.is_empty(),
        "not noticed in {HISTORIES_MAX} histories: {unnoticed:?}"
    );
}

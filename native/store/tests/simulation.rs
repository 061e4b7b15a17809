//! Whatever happens to the process and to the disk, what was answered is there afterwards.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod histories;

use histories::Plan;
use histories::campaign::Campaign;

#[test]
fn histories_of_a_known_seed_lose_nothing() {
    let campaign = Campaign {
        seed: 1,
        from: 0,
        histories: 400,
        time_max: None,
        kind: None,
    };
    let outcome = campaign.run(1, |_| {});
    assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
    assert!(outcome.counts.power_cuts > 100 && outcome.counts.faults > 100 && outcome.counts.flips > 10);
    assert!(outcome.counts.turned_back > 10, "folders of an earlier release");
    assert!(outcome.counts.full_disks > 0 && outcome.counts.put_back > 0);
}

#[test]
fn a_history_follows_from_its_seed() {
    for number in 0..20 {
        let runs = [0, 1].map(|_| format!("{:?}", Plan::new(2, number).run()));
        assert_eq!(runs[0], runs[1]);
    }
}

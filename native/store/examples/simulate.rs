//! A campaign of histories on a simulated disk.
//!
//! ```text
//! cargo run --release -p bimetal-store --example simulate -- --histories 20000
//! ```
//!
//! `--seed S` takes the histories of that seed, a fresh one otherwise. `--from K` begins with the K-th, and `--minutes M`
//! ends in time; the last line says how to go on. `--only K` runs one history and prints its steps, `--skip 3,5` leaves
//! steps out. `--report FILE` writes the counts for the verdict of all tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a program for developers"
)]

#[path = "../tests/histories/mod.rs"]
mod histories;

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use histories::campaign::{Campaign, Outcome};
use histories::{Failure, Kind, Plan};
use serde_json::json;

const FAILURES_MAX: usize = 10;

fn main() -> ExitCode {
    let options = options();
    let number = |name: &str| options.get(name).map(|text| text.parse::<u64>().expect("a number"));
    let seed = number("seed").unwrap_or_else(fresh_seed);
    let kind = options.get("kind").map(|name| match name.as_str() {
        "crash" => Kind::Crash,
        "fault" => Kind::Fault,
        "damage" => Kind::Damage,
        "room" => Kind::Room,
        _ => panic!("the kinds are crash, fault, damage and room"),
    });
    histories::catch_messages();
    if let Some(only) = number("only") {
        let skipped = options.get("skip").map_or("", String::as_str);
        let plan = Plan {
            skipped: skipped.split(',').filter_map(|step| step.parse().ok()).collect(),
            last: number("last"),
            trace: true,
            kind,
            ..Plan::new(seed, only)
        };
        return match plan.run() {
            Ok(counts) => {
                println!("{counts:?}");
                ExitCode::SUCCESS
            }
            Err(failure) => {
                println!("{:>4}  FAILED: {}", failure.step, failure.message);
                ExitCode::FAILURE
            }
        };
    }
    let campaign = Campaign {
        seed,
        from: number("from").unwrap_or(0),
        histories: number("histories").unwrap_or(20_000),
        time_max: number("minutes").map(|minutes| Duration::from_secs(minutes * 60)),
        kind,
    };
    println!("seed {seed}, from history {}", campaign.from);
    let mut failures = 0;
    let outcome = campaign.run(FAILURES_MAX, |outcome| {
        println!("{}", line(outcome));
        // Before the others have run, of which one may end the process.
        for failure in outcome.failures.get(failures..).unwrap_or_default() {
            println!("{}", headline(failure));
        }
        failures = outcome.failures.len();
    });
    println!("{}", line(&outcome));
    println!("{:?}", outcome.counts);
    let failures: Vec<String> = outcome.failures.iter().map(in_few_steps).collect();
    for failure in &failures {
        println!("{failure}");
    }
    println!("go on with --seed {seed} --from {}", outcome.next);
    if let Some(file) = options.get("report") {
        // One test among those of the verdict, however many histories it has; each that failed counts.
        let (passed, failed) = (u64::from(outcome.failures.is_empty()), outcome.failures.len());
        let suite = format!("{} simulated histories of seed {seed}", outcome.counts.histories);
        let report = json!({
            "suite": suite, "passed": passed, "failed": failed, "skipped": 0, "failures": failures,
        });
        std::fs::create_dir_all(std::path::Path::new(file).parent().unwrap()).unwrap();
        std::fs::write(file, format!("{report}\n")).unwrap();
    }
    if outcome.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn line(outcome: &Outcome) -> String {
    let histories = outcome.counts.histories;
    let minutes = outcome.time.as_secs_f64() / 60.0;
    let a_minute = histories as f64 / minutes.max(1e-9);
    format!(
        "{histories} histories held, {} failed, {a_minute:.0} a minute",
        outcome.failures.len()
    )
}

fn headline(failure: &Failure) -> String {
    let Plan { seed, number, .. } = failure.plan;
    let Failure { step, message, .. } = failure;
    format!("history {number} of seed {seed} failed at step {step}: {message}")
}

/// The failure, how little leads to it, and what runs that again.
fn in_few_steps(failure: &Failure) -> String {
    let Plan { seed, number, .. } = failure.plan;
    let short = failure.clone().shorten();
    let skipped: Vec<String> = short.plan.skipped.iter().map(u64::to_string).collect();
    let last = short.plan.last.unwrap_or(0);
    let steps = last + 1 - short.plan.skipped.len() as u64;
    let kind = short.plan.kind.map_or(String::new(), |kind| {
        format!(" --kind {}", format!("{kind:?}").to_lowercase())
    });
    format!(
        "{}\n  in {steps} steps: {}\n  --seed {seed} --only {number}{kind} --last {last} --skip {}",
        headline(failure),
        short.message,
        skipped.join(",")
    )
}

fn options() -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let name = name.strip_prefix("--").expect("options begin with --").to_owned();
        options.insert(name, arguments.next().expect("every option has a value"));
    }
    options
}

fn fresh_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    now.as_nanos() as u64 ^ u64::from(std::process::id()) << 40
}

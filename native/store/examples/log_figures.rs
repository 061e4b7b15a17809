//! Quick figures of the log engine alone: `cargo run --release -p bimetal-store --example log_figures [DOCUMENTS]`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement stops at the first surprise"
)]

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use bimetal_document::{Batch, Key, Limits, Revision, Span, Timestamp, Value};
use bimetal_engine::{Commit, Direction, Engine, Maintenance};
use bimetal_store::EngineKind;

/// The time that this thread had a core for, where the system tells; the time of day elsewhere.
struct Cpu(Instant, Option<u64>);

impl Cpu {
    fn nanos() -> Option<u64> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').next()?.parse().ok()
    }

    fn now() -> Cpu {
        Cpu(Instant::now(), Cpu::nanos())
    }

    fn seconds(&self) -> f64 {
        match (self.1, Cpu::nanos()) {
            (Some(before), Some(after)) => (after - before) as f64 / 1e9,
            _ => self.0.elapsed().as_secs_f64(),
        }
    }
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

fn key(number: u64) -> Key {
    Key::of("document-", number).unwrap()
}

fn value(random: &mut Random) -> Value {
    let text = format!("{{\"id\":\"{:020}\",\"text\":\"{}\"}}", random.next(), "x".repeat(161));
    Value::parse(text.as_bytes(), &Limits::default()).unwrap()
}

fn apply(engine: &dyn Engine, revision: &mut u64, batch: &Batch) {
    *revision += 1;
    let revision = Revision::new(*revision);
    engine.apply(&[Commit { revision, batch }]).unwrap();
}

fn folder_bytes(folder: &Path) -> u64 {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum()
}

fn main() {
    let documents: u64 = std::env::args().nth(1).map_or(300_000, |count| count.parse().unwrap());
    for kind in [EngineKind::Log, EngineKind::Redb] {
        measure(kind, documents);
    }
}

fn measure(kind: EngineKind, documents: u64) {
    println!("{kind}, {documents} documents of 200 B");
    let folder = tempfile::tempdir_in(".").unwrap();
    let engine = kind.open(folder.path()).unwrap();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut revision = 0;
    let mut order: Vec<u64> = (0..documents).collect();
    for at in (1..order.len()).rev() {
        order.swap(at, random.next() as usize % (at + 1));
    }
    let limits = Limits::default();
    let batches: Vec<Batch> = order
        .chunks(10_000)
        .map(|numbers| {
            let mut batch = Batch::new(limits);
            numbers
                .iter()
                .for_each(|number| batch.put(&key(*number), value(&mut random)).unwrap());
            batch
        })
        .collect();
    let (began, cpu) = (Instant::now(), Cpu::now());
    batches
        .iter()
        .for_each(|batch| apply(engine.as_ref(), &mut revision, batch));
    let (wall, cpu) = (began.elapsed().as_secs_f64(), cpu.seconds());
    let per = 1e6 / documents as f64;
    println!(
        "  bulk load by 10,000    {:>8.2} us/document, {:.2} of a core",
        wall * per,
        cpu * per
    );
    drop(batches);

    let snapshot = engine.snapshot().unwrap();
    for _ in 0..2 {
        let gets = 500_000;
        let began = Cpu::now();
        for _ in 0..gets {
            let number = random.next() % documents;
            snapshot
                .get(key(number).by_ref(), &mut |document| {
                    _ = black_box(document.value.len())
                })
                .unwrap();
        }
        println!(
            "  random get             {:>8.0} ns",
            began.seconds() * 1e9 / gets as f64
        );
    }
    let (mut bytes, began) = (0, Cpu::now());
    let mut out: Vec<u8> = Vec::with_capacity(1 << 20);
    snapshot
        .scan(&Span::all(), Direction::Forward, &mut |_, document| {
            if out.len() > 900_000 {
                out.clear();
            }
            out.extend_from_slice(document.value);
            bytes += document.value.len();
            ControlFlow::Continue(())
        })
        .unwrap();
    println!(
        "  scan                   {:>8.2} GB/s",
        bytes as f64 / began.seconds() / 1e9
    );
    drop(snapshot);

    let mut times: Vec<f64> = (0..2000)
        .map(|_| {
            let mut batch = Batch::new(limits);
            batch.put(&key(random.next() % documents), value(&mut random)).unwrap();
            let began = Instant::now();
            apply(engine.as_ref(), &mut revision, &batch);
            black_box(engine.snapshot().unwrap());
            began.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "  durable put            {:>8.1} us p50, {:.1} us p99",
        times[1000], times[1980]
    );

    let began = Instant::now();
    for _ in 0..documents / 1000 {
        let mut batch = Batch::new(limits);
        for _ in 0..1000 {
            batch.put(&key(random.next() % documents), value(&mut random)).unwrap();
        }
        apply(engine.as_ref(), &mut revision, &batch);
    }
    println!(
        "  overwrite by 1,000     {:>8.2} us/document",
        began.elapsed().as_secs_f64() * 1e6 / documents as f64
    );
    let payload = documents as f64 * 216.0;
    println!(
        "  disk over payload      {:>8.2} churned",
        folder_bytes(folder.path()) as f64 / payload
    );
    let (mut steps, mut longest, began) = (0, 0.0_f64, Instant::now());
    loop {
        let step = Instant::now();
        let more = engine.maintain(Timestamp::now()).unwrap();
        longest = longest.max(step.elapsed().as_secs_f64() * 1e3);
        steps += 1;
        if more == Maintenance::Idle {
            break;
        }
    }
    println!(
        "  compaction             {:>8.1} ms in {steps} steps, the longest {longest:.1} ms",
        began.elapsed().as_secs_f64() * 1e3
    );
    println!(
        "  disk over payload      {:>8.2} compacted, checkpoint and all",
        folder_bytes(folder.path()) as f64 / payload
    );
    let statistics = engine.statistics().unwrap();
    println!(
        "  segments {}, live {} MB, dead {} MB, compacted {} MB",
        statistics.segments,
        statistics.live_bytes >> 20,
        statistics.dead_bytes >> 20,
        statistics.compacted_bytes >> 20
    );
    let began = Instant::now();
    engine.close().unwrap();
    println!(
        "  close                  {:>8.1} ms",
        began.elapsed().as_secs_f64() * 1e3
    );
    println!(
        "  disk over payload      {:>8.2} closed, checkpoint and all",
        folder_bytes(folder.path()) as f64 / payload
    );
    let began = Instant::now();
    let engine = kind.open(folder.path()).unwrap();
    println!(
        "  open                   {:>8.1} ms",
        began.elapsed().as_secs_f64() * 1e3
    );
    drop(engine);
    if std::fs::remove_file(folder.path().join("bimetal.index")).is_ok() {
        let began = Instant::now();
        drop(kind.open(folder.path()).unwrap());
        println!(
            "  open, replay           {:>8.1} ms",
            began.elapsed().as_secs_f64() * 1e3
        );
    }
}

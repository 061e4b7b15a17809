//! What differs between histories from the beginning.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use bimetal_document::{Limits, Timestamp, Value};
use bimetal_files::simulated::Random;
use bimetal_log::LogOptions;

/// Small limits of all sorts.
pub fn options(random: &mut Random, chance: Random, clock: &Arc<AtomicU64>) -> LogOptions {
    let mut options = LogOptions::tiny();
    let clock = clock.clone();
    options.clock = Arc::new(move || Timestamp::from_millis(clock.load(Ordering::Relaxed)));
    options.store_id = Some([7; 16]);
    let chance = Mutex::new(chance);
    options.chance = Arc::new(move || u128::from(chance.lock().unwrap().number()).to_be_bytes());
    options.segment_bytes = [1024, 4096, 4096, 16384][random.below(4) as usize];
    options.changes_bytes_max = [0, 0, 1024, 4096][random.below(4) as usize];
    options.changes_age_max = std::time::Duration::from_millis([50, 1000, 1_000_000][random.below(3) as usize]);
    options.dead_percent_max = [5, 10, 30][random.below(3) as usize];
    options.dead_bytes_min = [64, 256, 1024][random.below(3) as usize];
    options.round_bytes_max = [1024, 8192][random.below(2) as usize];
    options.step_bytes = [64, 512, 4096][random.below(3) as usize];
    options.checkpoint_bytes = [512, 4096, 1 << 20][random.below(3) as usize];
    options
}

/// A JSON text, most of them short.
pub fn value(random: &mut Random) -> Value {
    let length = match random.below(100) {
        0..60 => 0,
        60..80 => random.below(60),
        80..94 => random.below(600),
        94..99 => random.below(3000),
        _ => random.below(20_000),
    };
    let number = random.below(1_000_000);
    let text = if length == 0 {
        number.to_string()
    } else {
        format!("\"{number}{}\"", "x".repeat(length as usize))
    };
    Value::parse(text.as_bytes(), &Limits::default()).unwrap()
}

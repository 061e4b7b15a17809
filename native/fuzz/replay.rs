//! Replays in ordinary tests what the fuzz targets of a crate are given: the corpus, and the neighbours of an input.
//!
//! Each crate with targets includes this file, and lists them with what they begin with.
#![allow(dead_code, reason = "not every crate writes what its targets begin with")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Takes any bytes.
type Target = fn(&[u8]);

/// Runs each target on every file of its corpus, and on the neighbours of each where they are asked for.
pub fn corpus(targets: &[(&str, Target)], with_neighbours: bool) {
    for (name, target) in targets {
        let mut inputs = 0;
        for entry in fs::read_dir(folder(name)).unwrap() {
            let input = fs::read(entry.unwrap().path()).unwrap();
            target(&input);
            if with_neighbours {
                neighbours(&input, *target);
            }
            inputs += 1;
        }
        assert!(inputs > 0, "the corpus of {name} is empty");
    }
}

/// Runs a target on an input cut short at each byte, and with each of its bits flipped.
pub fn neighbours(input: &[u8], target: Target) {
    for length in 0..input.len() {
        target(&input[..length]);
    }
    for bit in 0..input.len() * 8 {
        let mut flipped = input.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        target(&flipped);
    }
}

/// Runs each target on the neighbours of what it begins with. With `BIMETAL_WRITE_CORPUS` set, writes that into the corpus first.
pub fn seeds(targets: &[(&str, Target)], seeds: fn(&str) -> Vec<Vec<u8>>) {
    for (name, target) in targets {
        for (number, seed) in seeds(name).iter().enumerate() {
            if std::env::var_os("BIMETAL_WRITE_CORPUS").is_some() {
                fs::create_dir_all(folder(name)).unwrap();
                fs::write(folder(name).join(format!("whole-{number}")), seed).unwrap();
            }
            neighbours(seed, *target);
        }
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name)
}

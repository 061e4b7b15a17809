//! What fuzzing has found once is replayed: every file of `native/fuzz/corpus`.
//!
//! `BIMETAL_WRITE_CORPUS=1 cargo test -p bimetal-json --test fuzz_corpus` writes the inputs to begin with.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod fuzzed;

use std::fs;
use std::path::Path;

#[test]
fn every_input_of_the_corpus_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    for (name, target) in fuzzed::TARGETS {
        let folder = corpus.join(name);
        if std::env::var_os("BIMETAL_WRITE_CORPUS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            for (number, seed) in fuzzed::seeds(name).iter().enumerate() {
                fs::write(folder.join(format!("whole-{number}")), seed).unwrap();
            }
        }
        let mut inputs = 0;
        for entry in fs::read_dir(&folder).unwrap() {
            target(&fs::read(entry.unwrap().path()).unwrap());
            inputs += 1;
        }
        assert!(inputs > 0, "the corpus of {name} is empty");
    }
}

#[test]
fn inputs_cut_short_and_with_flipped_bits_hold() {
    for (name, target) in fuzzed::TARGETS {
        for seed in fuzzed::seeds(name) {
            for length in 0..seed.len() {
                target(&seed[..length]);
            }
            for bit in 0..seed.len() * 8 {
                let mut flipped = seed.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                target(&flipped);
            }
        }
    }
}

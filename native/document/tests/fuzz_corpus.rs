//! What fuzzing has found once is replayed: the files of `native/fuzz/corpus` that are texts of writes, cut short and with
//! flipped bits, too.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod fuzzed;

use std::fs;
use std::path::Path;

#[test]
fn every_input_of_the_corpus_holds_and_so_do_its_neighbours() {
    for (name, target) in fuzzed::TARGETS {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
        let mut inputs = 0;
        for entry in fs::read_dir(&corpus).unwrap() {
            let input = fs::read(entry.unwrap().path()).unwrap();
            target(&input);
            for length in 0..input.len() {
                target(&input[..length]);
            }
            for bit in 0..input.len() * 8 {
                let mut flipped = input.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                target(&flipped);
            }
            inputs += 1;
        }
        assert!(inputs > 0, "the corpus of {name} is empty");
    }
}

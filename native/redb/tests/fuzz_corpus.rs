//! What fuzzing has found once is replayed: every file of `native/fuzz/corpus/redb`, with other bits, too.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise, in its helpers too"
)]

mod fuzzed;

use std::fs;
use std::path::Path;

use bimetal_files::simulated::Random;

const FLIPS: usize = 50;

#[test]
fn every_input_of_the_corpus_holds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/redb");
    let mut random = Random::new(1);
    let mut inputs = 0;
    for entry in fs::read_dir(&corpus).unwrap() {
        let mut input = fs::read(entry.unwrap().path()).unwrap();
        fuzzed::damage(&input);
        for _ in 0..FLIPS {
            input[..4].fill_with(|| random.below(256) as u8);
            fuzzed::damage(&input);
        }
        inputs += 1;
    }
    assert!(inputs > 0, "the corpus is empty");
}

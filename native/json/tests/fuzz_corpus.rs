//! What fuzzing has found once is replayed: every file of `native/fuzz/corpus`.
//!
//! `BIMETAL_WRITE_CORPUS=1 cargo test -p bimetal-json --test fuzz_corpus` writes the inputs to begin with.

mod fuzzed;
#[path = "../../fuzz/replay.rs"]
mod replay;

#[test]
fn every_input_of_the_corpus_holds() {
    replay::corpus(&fuzzed::TARGETS, false);
}

#[test]
fn inputs_cut_short_and_with_flipped_bits_hold() {
    replay::seeds(&fuzzed::TARGETS, fuzzed::seeds);
}

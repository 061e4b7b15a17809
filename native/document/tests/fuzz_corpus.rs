//! What fuzzing has found once is replayed: the files of `native/fuzz/corpus` that are texts of writes, cut short and with
//! flipped bits, too.

mod fuzzed;
#[path = "../../fuzz/replay.rs"]
mod replay;

#[test]
fn every_input_of_the_corpus_holds_and_so_do_its_neighbours() {
    replay::corpus(&fuzzed::TARGETS, true);
}

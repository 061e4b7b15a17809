//! The checkpoint of the index: what an open and a close of a folder cost beside the disk.
//!
//! `cargo bench -p bimetal-log --bench checkpoint`
#![allow(missing_docs, reason = "the macros of the harness make undocumented items")]
#![allow(clippy::expect_used, reason = "a bench stops at the first surprise")]

use bimetal_log::checkpoint::codec::{decode, encode};
use bimetal_log::checkpoint::layout::Header;
use bimetal_log::index::{Expiries, Index, Place, Tree};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

const DOCUMENTS: u32 = 1_000_000;

fn main() {
    divan::main();
}

fn index() -> Index {
    let entries = (0..DOCUMENTS).map(|number| (u128::from(number) << 40, Place::new(1, number, 200, false)));
    Index {
        short: Tree::from_sorted(entries).expect("the keys ascend"),
        ..Index::default()
    }
}

fn encoded(index: &Index) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(DOCUMENTS as usize * 29);
    let write = |block: &[u8]| {
        bytes.extend_from_slice(block);
        Ok(())
    };
    encode(&Header::default(), &[], index, &Expiries::default(), write).expect("memory takes it");
    bytes
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn decode_1m(bencher: Bencher<'_, '_>) {
    let bytes = encoded(&index());
    bencher
        .counter(ItemsCount::new(DOCUMENTS))
        .counter(BytesCount::of_slice(&bytes))
        .bench_local(|| decode(&bytes).expect("it is whole"));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn encode_1m(bencher: Bencher<'_, '_>) {
    let index = index();
    bencher
        .counter(ItemsCount::new(DOCUMENTS))
        .bench_local(|| encoded(&index));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn build_1m_from_sorted_entries(bencher: Bencher<'_, '_>) {
    bencher.counter(ItemsCount::new(DOCUMENTS)).bench_local(index);
}

//! The ordered index in memory, by itself. `std` is the standard library's map, as a yardstick.
//!
//! `cargo bench -p bimetal-log --bench index`
#![allow(missing_docs, reason = "the macros of the harness make undocumented items")]

mod bytes;

use std::collections::BTreeMap;
use std::hint::black_box;

use bimetal_log::index::{Place, Tree};

type Index = Tree<u128, Place>;
use divan::Bencher;
use divan::counter::ItemsCount;

const SIZES: [u64; 2] = [100_000, 1_000_000];

fn main() {
    divan::main();
}

/// Keys in no order: the mixing function of splitmix64, which never gives the same twice.
fn scatter(number: u64) -> u128 {
    let mut bits = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    u128::from(bits ^ (bits >> 31)) << 32
}

fn place(number: u64) -> Place {
    Place::new(1, number as u32, 200, false)
}

fn index_of(size: u64) -> Index {
    let mut index = Index::default();
    for number in 0..size {
        index.insert(&scatter(number), place(number));
    }
    index
}

fn map_of(size: u64) -> BTreeMap<u128, Place> {
    (0..size).map(|number| (scatter(number), place(number))).collect()
}

/// Numbers below `size` that jump about.
fn numbers(size: u64) -> impl FnMut() -> u64 {
    let mut step = 0_u64;
    move || {
        step = step.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (scatter(step) >> 32) as u64 % size
    }
}

#[divan::bench(args = SIZES)]
fn get_hit(bencher: Bencher<'_, '_>, size: u64) {
    let (index, mut next) = (index_of(size), numbers(size));
    bencher
        .with_inputs(|| scatter(next()))
        .bench_local_values(|key| index.get(&key));
}

#[divan::bench(args = SIZES)]
fn get_hit_std(bencher: Bencher<'_, '_>, size: u64) {
    let (map, mut next) = (map_of(size), numbers(size));
    bencher
        .with_inputs(|| scatter(next()))
        .bench_local_values(|key| map.get(&key).copied());
}

#[divan::bench(args = SIZES)]
fn get_miss(bencher: Bencher<'_, '_>, size: u64) {
    let (index, mut next) = (index_of(size), numbers(size));
    bencher
        .with_inputs(|| scatter(size + next()))
        .bench_local_values(|key| index.get(&key));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn insert_random(bencher: Bencher<'_, '_>, size: u64) {
    bencher
        .counter(ItemsCount::new(size))
        .bench_local(|| index_of(black_box(size)));
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn insert_random_std(bencher: Bencher<'_, '_>, size: u64) {
    bencher.counter(ItemsCount::new(size)).bench_local(|| {
        let mut map = BTreeMap::new();
        for number in 0..black_box(size) {
            map.insert(scatter(number), place(number));
        }
        map
    });
}

#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn insert_ascending(bencher: Bencher<'_, '_>, size: u64) {
    bencher.counter(ItemsCount::new(size)).bench_local(|| {
        let mut index = Index::default();
        for number in 0..black_box(size) {
            index.insert(&number.into(), place(number));
        }
        index
    });
}

#[divan::bench(args = SIZES)]
fn overwrite(bencher: Bencher<'_, '_>, size: u64) {
    let (mut index, mut next) = (index_of(size), numbers(size));
    bencher
        .with_inputs(|| scatter(next()))
        .bench_local_values(|key| index.insert(&key, place(0)));
}

/// What a commit group costs: each write after a snapshot copies its leaf and the branches above it.
#[divan::bench(args = [1, 64, 1000], sample_count = 300, sample_size = 1)]
fn group_after_snapshot_of_1m(bencher: Bencher<'_, '_>, writes: u64) {
    let (mut index, mut next) = (index_of(1_000_000), numbers(1_000_000));
    let mut latest = index.clone();
    bencher.counter(ItemsCount::new(writes)).bench_local(|| {
        for _ in 0..writes {
            index.insert(&scatter(next()), place(0));
        }
        // The snapshot before goes, and with it the nodes that were copied.
        latest = index.clone();
    });
    black_box(latest);
}

#[divan::bench(args = SIZES)]
fn scan(bencher: Bencher<'_, '_>, size: u64) {
    let index = index_of(size);
    let sum = |total: u64, (_, place): (u128, Place)| total + u64::from(place.length());
    bencher
        .counter(ItemsCount::new(size))
        .bench_local(|| index.iter().fold(0, sum));
}

#[divan::bench(args = SIZES)]
fn scan_backward(bencher: Bencher<'_, '_>, size: u64) {
    let index = index_of(size);
    let sum = |total: u64, (_, place): (u128, Place)| total + u64::from(place.length());
    bencher
        .counter(ItemsCount::new(size))
        .bench_local(|| index.iter().rev().fold(0, sum));
}

#[divan::bench(args = SIZES)]
fn first_100_from_anywhere(bencher: Bencher<'_, '_>, size: u64) {
    let (index, mut next) = (index_of(size), numbers(size));
    bencher.with_inputs(|| scatter(next())).bench_local_values(|key| {
        index
            .range(key..)
            .take(100)
            .map(|(_, place)| place.offset as u64)
            .sum::<u64>()
    });
}

#[divan::bench(args = SIZES)]
fn count_of_a_range(bencher: Bencher<'_, '_>, size: u64) {
    let (index, mut next) = (index_of(size), numbers(size));
    bencher
        .with_inputs(|| scatter(next()))
        .bench_local_values(|key| index.count(key..key + (1 << 90)));
}

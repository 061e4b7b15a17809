//! The tree of byte keys, with keys like `tenants/<uuid>/orders-<n>` as the log orders them.

use std::hint::black_box;
use std::ops::Bound;

use bimetal_log::index::{ByteTree, Place};
use divan::Bencher;
use divan::counter::ItemsCount;

use crate::{SIZES, numbers, place, scatter};

/// How many documents there are of one tenant.
const TENANTS: [u64; 2] = [1, 1000];

type Shape = (u64, u64);

fn shapes() -> impl Iterator<Item = Shape> {
    TENANTS.into_iter().flat_map(|each| SIZES.map(|size| (size, each)))
}

/// Key number `number` of `size`: each tenant has `each`, and a number that is written in as few bytes as it needs.
fn key((size, each): Shape, number: u64) -> Vec<u8> {
    let tenants = size / each;
    let bits = (scatter(number % tenants) << 32) | (scatter(number % tenants + size) >> 32);
    let hex = format!("{bits:032x}");
    let (a, b, c, d, e) = (&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]);
    let mut key = format!("tenants/{a}-{b}-{c}-{d}-{e}/orders-").into_bytes();
    let order = number / tenants % 1000;
    let significant = 8 - order.leading_zeros() as usize / 8;
    key.push(significant as u8 + 1);
    key.extend(order.to_be_bytes().into_iter().skip(8 - significant));
    key
}

fn keys(shape: Shape) -> Vec<Vec<u8>> {
    let mut keys: Vec<_> = (0..shape.0).map(|number| key(shape, number)).collect();
    keys.sort_by_cached_key(|key| {
        key.iter()
            .fold(0, |hash, byte| scatter(hash as u64 ^ u64::from(*byte)) >> 32)
    });
    keys
}

fn tree_of(keys: &[Vec<u8>]) -> ByteTree<Place> {
    let mut tree = ByteTree::default();
    for (number, key) in keys.iter().enumerate() {
        tree.insert(key, place(number as u64));
    }
    tree
}

#[divan::bench(args = shapes())]
fn get_hit(bencher: Bencher<'_, '_>, shape: Shape) {
    let keys = keys(shape);
    let (tree, mut next) = (tree_of(&keys), numbers(shape.0));
    let text_bytes = shape.0 as usize * "tenants/01234567-89ab-cdef-0123-456789abcdef/orders-100".len();
    let bytes = (tree.heap_bytes() as f64 - text_bytes as f64) / shape.0 as f64;
    println!(
        "{shape:?}: {:.1} bytes a document, {bytes:+.1} to its text",
        tree.heap_bytes() as f64 / shape.0 as f64
    );
    bencher
        .with_inputs(|| key(shape, next()))
        .bench_local_refs(|key| tree.get(key));
}

#[divan::bench(args = shapes(), sample_count = 5, sample_size = 1)]
fn insert_random(bencher: Bencher<'_, '_>, shape: Shape) {
    let keys = keys(shape);
    bencher
        .counter(ItemsCount::new(shape.0))
        .bench_local(|| tree_of(black_box(&keys)));
}

#[divan::bench(args = shapes())]
fn overwrite(bencher: Bencher<'_, '_>, shape: Shape) {
    let (mut tree, mut next) = (tree_of(&keys(shape)), numbers(shape.0));
    bencher
        .with_inputs(|| key(shape, next()))
        .bench_local_refs(|key| tree.insert(key, place(0)));
}

/// Each key is written somewhere, as a scan that answers does.
#[divan::bench(args = shapes())]
fn scan_of_1000_from_anywhere(bencher: Bencher<'_, '_>, shape: Shape) {
    let (tree, mut next) = (tree_of(&keys(shape)), numbers(shape.0));
    let mut text = Vec::new();
    bencher.with_inputs(|| key(shape, next())).bench_local_refs(|key| {
        let bounds = (Bound::Included(&key[..]), Bound::Unbounded);
        tree.range(bounds).take(1000).fold(0, |total, (key, place)| {
            text.clear();
            key.write_to(&mut text);
            total + u64::from(place.length()) + text.len() as u64
        })
    });
}

/// What a commit group costs, as for the other tree.
#[divan::bench(args = TENANTS, sample_count = 300, sample_size = 1)]
fn group_of_64_after_snapshot_of_1m(bencher: Bencher<'_, '_>, each: u64) {
    let shape = (1_000_000, each);
    let (mut tree, mut next) = (tree_of(&keys(shape)), numbers(shape.0));
    let mut latest = tree.clone();
    bencher.counter(ItemsCount::new(64_u64)).bench_local(|| {
        for _ in 0..64 {
            tree.insert(&key(shape, next()), place(0));
        }
        latest = tree.clone();
    });
    black_box(latest);
}

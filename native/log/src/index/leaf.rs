//! A leaf: up to 64 entries in key order.

use std::iter::{Copied, Zip};
use std::slice::Iter;

use super::entry::{TreeKey, TreeValue};

/// The most entries in a leaf.
pub(super) const LEAF_MAX: usize = 64;

/// Entries of one leaf, by copy.
pub(super) type Run<'a, K, V> = Zip<Copied<Iter<'a, K>>, Copied<Iter<'a, V>>>;

/// Keys and values lie apart, so that a search reads keys only, and the length lies on the first keys' cache line.
#[derive(Clone)]
#[repr(C)]
pub(super) struct Leaf<K, V> {
    len: usize,
    keys: [K; LEAF_MAX],
    values: [V; LEAF_MAX],
}

impl<K: TreeKey, V: TreeValue> Leaf<K, V> {
    pub(super) fn new() -> Leaf<K, V> {
        Leaf {
            len: 0,
            keys: [K::default(); LEAF_MAX],
            values: [V::default(); LEAF_MAX],
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_full(&self) -> bool {
        self.len == LEAF_MAX
    }

    pub(super) fn keys(&self) -> &[K] {
        &self.keys[..self.len]
    }

    pub(super) fn values(&self) -> &[V] {
        &self.values[..self.len]
    }

    pub(super) fn get(&self, key: &K) -> Option<V> {
        let at = self.rank(key);
        (self.keys().get(at) == Some(key)).then(|| self.values[at])
    }

    /// The number of keys less than `key`.
    ///
    /// It compares with every fourth key and then with the four in question, without a branch: loads that do not wait
    /// for each other beat the fewer comparisons of a binary search, each of which waits for memory.
    #[inline]
    pub(super) fn rank(&self, key: &K) -> usize {
        let keys = self.keys();
        let (fours, _) = keys.as_chunks::<4>();
        let skip = 4 * fours.iter().map(|four| usize::from(four[3] < *key)).sum::<usize>();
        let rest = keys[skip..].iter().take(4);
        skip + rest.map(|other| usize::from(other < key)).sum::<usize>()
    }

    pub(super) fn holds(&self, key: &K) -> bool {
        self.keys().get(self.rank(key)) == Some(key)
    }

    /// Sets the value of `key` and returns the one before.
    ///
    /// INVARIANT: the leaf holds the key or is not full.
    pub(super) fn insert(&mut self, key: K, value: V) -> Option<V> {
        let at = self.rank(&key);
        if self.keys().get(at) == Some(&key) {
            return Some(std::mem::replace(&mut self.values[at], value));
        }
        self.keys.copy_within(at..self.len, at + 1);
        self.values.copy_within(at..self.len, at + 1);
        self.keys[at] = key;
        self.values[at] = value;
        self.len += 1;
        None
    }

    /// Appends an entry, whose key is greater than every other.
    ///
    /// INVARIANT: the leaf is not full.
    pub(super) fn push(&mut self, key: K, value: V) {
        self.keys[self.len] = key;
        self.values[self.len] = value;
        self.len += 1;
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.rank(key);
        if self.keys().get(at) != Some(key) {
            return None;
        }
        let old = self.values[at];
        self.keys.copy_within(at + 1..self.len, at);
        self.values.copy_within(at + 1..self.len, at);
        self.len -= 1;
        Some(old)
    }

    /// Moves entries between neighbours until the left one has `keep`.
    ///
    /// INVARIANT: both fit.
    pub(super) fn shift(left: &mut Self, right: &mut Self, keep: usize) {
        if let Some(moved) = left.len.checked_sub(keep) {
            right.keys.copy_within(..right.len, moved);
            right.values.copy_within(..right.len, moved);
            right.keys[..moved].copy_from_slice(&left.keys[keep..left.len]);
            right.values[..moved].copy_from_slice(&left.values[keep..left.len]);
            right.len += moved;
        } else {
            let moved = keep - left.len;
            left.keys[left.len..keep].copy_from_slice(&right.keys[..moved]);
            left.values[left.len..keep].copy_from_slice(&right.values[..moved]);
            right.keys.copy_within(moved..right.len, 0);
            right.values.copy_within(moved..right.len, 0);
            right.len -= moved;
        }
        left.len = keep;
    }

    pub(super) fn run_from(&self, at: usize) -> Run<'_, K, V> {
        run(&self.keys()[at..], &self.values()[at..])
    }

    pub(super) fn run_to(&self, at: usize) -> Run<'_, K, V> {
        run(&self.keys()[..at], &self.values()[..at])
    }
}

pub(super) fn run<'a, K: Copy, V: Copy>(keys: &'a [K], values: &'a [V]) -> Run<'a, K, V> {
    keys.iter().copied().zip(values.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf_of(keys: impl Iterator<Item = u32>) -> Leaf<u32, u32> {
        let mut leaf = Leaf::new();
        keys.for_each(|key| leaf.push(key, key + 1));
        leaf
    }

    #[test]
    fn a_rank_counts_the_keys_below_for_every_length() {
        for len in 0..=LEAF_MAX as u32 {
            let leaf = leaf_of((0..len).map(|n| n * 2));
            for key in 0..=len * 2 {
                assert_eq!(leaf.rank(&key), key.div_ceil(2).min(len) as usize, "{key} of {len}");
                assert_eq!(leaf.get(&key), (key % 2 == 0 && key < len * 2).then_some(key + 1));
            }
        }
    }

    #[test]
    fn neighbours_share_any_number_of_entries_and_keep_their_order() {
        for (left_len, right_len) in [(64_u32, 0_u32), (64, 48), (3, 50), (27, 1), (0, 64)] {
            let total = left_len + right_len;
            for keep in total.saturating_sub(64)..=total.min(64) {
                let mut left = leaf_of(0..left_len);
                let mut right = leaf_of(left_len..total);
                Leaf::shift(&mut left, &mut right, keep as usize);
                assert_eq!(left.keys(), (0..keep).collect::<Vec<_>>());
                assert_eq!(right.keys(), (keep..total).collect::<Vec<_>>());
                assert_eq!(right.values(), (keep + 1..=total).collect::<Vec<_>>());
            }
        }
    }
}

//! A leaf: up to 64 entries in key order.

use std::iter::{Copied, Zip};
use std::slice::Iter;

use super::entry::{KeyList, TreeKey, TreeValue};

/// The most entries in a leaf.
pub(super) const LEAF_MAX: usize = 64;

/// Entries of one leaf, by copy.
pub(super) type Run<'a, K, V> = Zip<<K as TreeKey>::Keys<'a>, Copied<Iter<'a, V>>>;

/// Keys and values lie apart, so that a search reads keys only.
#[repr(C)]
pub(super) struct Leaf<K: TreeKey + ?Sized, V> {
    keys: K::List<LEAF_MAX>,
    values: [V; LEAF_MAX],
}

impl<K: TreeKey + ?Sized, V: TreeValue> Leaf<K, V> {
    pub(super) fn new() -> Leaf<K, V> {
        Leaf {
            keys: K::List::new(),
            values: [V::default(); LEAF_MAX],
        }
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.len() == LEAF_MAX
    }

    pub(super) fn keys(&self) -> &K::List<LEAF_MAX> {
        &self.keys
    }

    pub(super) fn get(&self, key: &K) -> Option<V> {
        self.keys.find(key).ok().map(|at| self.values[at])
    }

    /// Sets the value of `key` and returns the one before.
    ///
    /// INVARIANT: the leaf holds the key or is not full.
    pub(super) fn insert(&mut self, key: &K, value: V) -> Option<V> {
        match self.keys.find(key) {
            Ok(at) => Some(std::mem::replace(&mut self.values[at], value)),
            Err(at) => {
                self.values.copy_within(at..self.keys.len(), at + 1);
                self.values[at] = value;
                self.keys.insert(at, key);
                None
            }
        }
    }

    /// Appends an entry, whose key is greater than every other.
    ///
    /// INVARIANT: the leaf is not full.
    pub(super) fn push(&mut self, key: &K, value: V) {
        let at = self.len();
        self.values[at] = value;
        self.keys.insert(at, key);
    }

    pub(super) fn clear(&mut self) {
        self.keys.clear();
    }

    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let at = self.keys.find(key).ok()?;
        let old = self.values[at];
        self.values.copy_within(at + 1..self.keys.len(), at);
        self.keys.remove(at);
        Some(old)
    }

    /// Moves entries between neighbours until the left one has `keep`.
    ///
    /// INVARIANT: both fit.
    pub(super) fn shift(left: &mut Self, right: &mut Self, keep: usize) {
        let (left_len, right_len) = (left.len(), right.len());
        if let Some(moved) = left_len.checked_sub(keep) {
            right.values.copy_within(..right_len, moved);
            right.values[..moved].copy_from_slice(&left.values[keep..left_len]);
        } else {
            let moved = keep - left_len;
            left.values[left_len..keep].copy_from_slice(&right.values[..moved]);
            right.values.copy_within(moved..right_len, 0);
        }
        K::List::shift(&mut left.keys, &mut right.keys, keep);
    }

    pub(super) fn run(&self, from: usize, to: usize) -> Run<'_, K, V> {
        self.keys.range(from, to).zip(self.values[from..to].iter().copied())
    }
}

impl<K: TreeKey + ?Sized, V: TreeValue> Clone for Leaf<K, V> {
    fn clone(&self) -> Self {
        Leaf {
            keys: self.keys.clone(),
            values: self.values,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Borrow;

    use super::*;

    fn neighbours_share<K: TreeKey + ?Sized>(key_of: impl Fn(u32) -> K::Owned) {
        let leaf_of = |numbers: std::ops::Range<u32>| {
            let mut leaf: Leaf<K, u32> = Leaf::new();
            numbers.for_each(|number| leaf.push(key_of(number).borrow(), number + 1));
            leaf
        };
        let check = |leaf: &Leaf<K, u32>, numbers: std::ops::Range<u32>| {
            assert_eq!(leaf.len(), numbers.len());
            leaf.keys().whole();
            for (at, number) in numbers.clone().enumerate() {
                assert!(leaf.keys().key(at).borrow() == key_of(number).borrow());
            }
            assert!(leaf.run(0, leaf.len()).map(|(_, value)| value - 1).eq(numbers));
        };
        for (left_len, right_len) in [(64_u32, 0_u32), (64, 48), (3, 50), (27, 1), (0, 64)] {
            let total = left_len + right_len;
            for keep in total.saturating_sub(64)..=total.min(64) {
                let (mut left, mut right) = (leaf_of(0..left_len), leaf_of(left_len..total));
                Leaf::shift(&mut left, &mut right, keep as usize);
                check(&left, 0..keep);
                check(&right, keep..total);
            }
        }
    }

    #[test]
    fn neighbours_share_any_number_of_entries_and_keep_their_order() {
        neighbours_share::<u32>(|number| number);
        neighbours_share::<[u8]>(|number| format!("tenants/{}/orders-{number:03}", number / 50).into_bytes());
    }
}

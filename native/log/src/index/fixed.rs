//! Keys that are copied: numbers, and pairs of them.

use std::iter::Copied;
use std::slice::Iter;

use super::entry::{KeyList, TreeKey};

impl<K: Ord + Copy + Default + 'static> TreeKey for K {
    type Item<'a> = K;
    type Keys<'a> = Copied<Iter<'a, K>>;
    type List<const N: usize> = Fixed<K, N>;
}

/// Up to `N` keys side by side. The length lies on the first keys' cache line.
#[derive(Clone)]
#[repr(C)]
pub struct Fixed<K, const N: usize> {
    len: usize,
    keys: [K; N],
}

impl<K: Copy, const N: usize> Fixed<K, N> {
    fn keys(&self) -> &[K] {
        &self.keys[..self.len]
    }
}

impl<K: Ord + Copy + Default + 'static, const N: usize> KeyList<K> for Fixed<K, N> {
    fn new() -> Self {
        Fixed {
            len: 0,
            keys: [K::default(); N],
        }
    }

    #[inline]
    fn len(&self) -> usize {
        self.len
    }

    fn key(&self, at: usize) -> K {
        self.keys()[at]
    }

    #[inline]
    fn range(&self, from: usize, to: usize) -> Copied<Iter<'_, K>> {
        self.keys()[from..to].iter().copied()
    }

    /// It compares with every fourth key and then with the four in question, without a branch: loads that do not wait
    /// for each other beat the fewer comparisons of a binary search, each of which waits for memory.
    #[inline]
    fn find(&self, key: &K) -> Result<usize, usize> {
        let keys = self.keys();
        let (fours, _) = keys.as_chunks::<4>();
        let skip = 4 * fours.iter().map(|four| usize::from(four[3] < *key)).sum::<usize>();
        let rest = keys[skip..].iter().take(4);
        let at = skip + rest.map(|other| usize::from(other < key)).sum::<usize>();
        if keys.get(at) == Some(key) { Ok(at) } else { Err(at) }
    }

    #[inline]
    fn position(&self, key: &K) -> usize {
        self.keys().iter().skip(1).map(|other| usize::from(other <= key)).sum()
    }

    #[inline]
    fn insert(&mut self, at: usize, key: &K) {
        self.keys.copy_within(at..self.len, at + 1);
        self.keys[at] = *key;
        self.len += 1;
    }

    #[inline]
    fn remove(&mut self, at: usize) {
        self.keys.copy_within(at + 1..self.len, at);
        self.len -= 1;
    }

    fn clear(&mut self) {
        self.len = 0;
    }

    fn shift(left: &mut Self, right: &mut Self, keep: usize) {
        if let Some(moved) = left.len.checked_sub(keep) {
            right.keys.copy_within(..right.len, moved);
            right.keys[..moved].copy_from_slice(&left.keys[keep..left.len]);
            right.len += moved;
        } else {
            let moved = keep - left.len;
            left.keys[left.len..keep].copy_from_slice(&right.keys[..moved]);
            right.keys.copy_within(moved..right.len, 0);
            right.len -= moved;
        }
        left.len = keep;
    }

    fn separator(_left: &Self, right: &Self) -> K {
        right.keys()[0]
    }

    #[cfg(test)]
    fn whole(&self) {
        assert!(self.len <= N);
    }

    fn heap_bytes(&self) -> usize {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list_of<const N: usize>(keys: impl Iterator<Item = u32>) -> Fixed<u32, N> {
        let mut list = Fixed::new();
        keys.for_each(|key| list.insert(list.len(), &key));
        list
    }

    #[test]
    fn a_key_is_found_or_its_place_is_for_every_length() {
        for len in 0..=64_u32 {
            let list: Fixed<u32, 64> = list_of((0..len).map(|n| n * 2));
            for key in 0..=len * 2 {
                let at = key.div_ceil(2).min(len) as usize;
                let expected = if key % 2 == 0 && key < len * 2 { Ok(at) } else { Err(at) };
                assert_eq!(list.find(&key), expected, "{key} of {len}");
            }
        }
    }

    #[test]
    fn a_position_does_not_look_at_the_first_key() {
        for first in [0, 7, 100] {
            let list: Fixed<u32, 16> = list_of([first, 10, 20].into_iter());
            assert_eq!([9, 10, 19, 20].map(|key| list.position(&key)), [0, 1, 1, 2]);
        }
    }
}

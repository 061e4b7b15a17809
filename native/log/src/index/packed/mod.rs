//! Byte keys: what all keys of a node begin with is stored once.

mod key;
mod slot;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use super::entry::{KeyList, TreeKey, allocated};
use crate::breakage::{Breakage, broken};
use key::{PackedKeys, common};
use slot::Slot;

pub use key::PackedKey;

/// LIMIT: the bytes of 64 keys are counted in 16 bits.
pub const KEY_BYTES_MAX: usize = 1000;

/// Room for bytes to come is made in steps. Each step costs a copy of the bytes, and half of one is unused on average.
const STEP: usize = 128;

impl TreeKey for [u8] {
    type Item<'a> = PackedKey<'a>;
    type Keys<'a> = PackedKeys<'a>;
    type List<const N: usize> = Packed<N>;
}

/// Up to `N` keys, of which a search reads two bytes each.
#[derive(Clone)]
#[repr(C)]
pub struct Packed<const N: usize> {
    /// The prefix, and then the suffix of each key: what it has behind the prefix.
    bytes: Vec<u8>,
    len: u16,
    prefix_len: u16,
    slots: [Slot; N],
}

impl<const N: usize> Packed<N> {
    /// A list of `keys`, which all begin with `prefix`, with room for as many bytes.
    fn gather<'a>(prefix: &[u8], keys: impl Iterator<Item = PackedKey<'a>> + Clone, room: usize) -> Self {
        let suffixes = keys.map(|key| key.skip(prefix.len()));
        let bytes_len = suffixes.clone().map(|suffix| suffix.len()).sum::<usize>();
        let mut list = Packed::new();
        list.bytes.reserve_exact(prefix.len() + bytes_len + room);
        list.bytes.extend_from_slice(prefix);
        list.prefix_len = prefix.len() as u16;
        for suffix in suffixes {
            let (at, start) = (list.len(), list.bytes.len());
            suffix.write_to(&mut list.bytes);
            list.slots[at] = Slot::new(&list.bytes[start..], list.bytes.len());
            list.len += 1;
        }
        list
    }

    /// A list of `keys`, with the longest prefix. From the second on they are in order, so the last tells of them all.
    fn of<'a>(keys: impl Iterator<Item = PackedKey<'a>> + Clone) -> Self {
        let Some(first) = keys.clone().next() else {
            return Packed::new();
        };
        let mut prefix = first.to_vec();
        let others = [keys.clone().nth(1), keys.clone().last()];
        others
            .iter()
            .flatten()
            .for_each(|key| prefix.truncate(key.common(&prefix)));
        Packed::gather(&prefix, keys, 0)
    }

    pub(super) fn prefix(&self) -> &[u8] {
        &self.bytes[..self.prefix_len.into()]
    }

    fn start(&self, at: usize) -> usize {
        at.checked_sub(1)
            .map_or(self.prefix_len.into(), |before| self.slots[before].end())
    }

    fn suffix(&self, at: usize) -> &[u8] {
        &self.bytes[self.start(at)..self.slots[at].end()]
    }

    fn keys(&self) -> PackedKeys<'_> {
        self.range(0, self.len())
    }

    /// Where `key` is among the keys from `first` on, or else where it would be.
    ///
    /// It counts the heads that are less, and those that are alike, without a branch. Among the latter, of which there
    /// are few, suffixes are compared.
    #[inline]
    fn search(&self, first: usize, key: &[u8]) -> Result<usize, usize> {
        let Some(rest) = key.strip_prefix(self.prefix()) else {
            return Err(if key < self.prefix() { first } else { self.len() });
        };
        let (lowest, highest) = Slot::alike(rest);
        let slots = &self.slots[first..];
        let less: u32 = slots.iter().map(|slot| u32::from(*slot < lowest)).sum();
        let most: u32 = slots.iter().map(|slot| u32::from(*slot <= highest)).sum();
        let mut from = first + less as usize;
        let mut to = self.len().min(first + most as usize);
        if from < to && broken(Breakage::CompareBeginnings) {
            return Ok(from);
        }
        while from < to {
            let middle = from.midpoint(to);
            match self.suffix(middle).cmp(rest) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return Ok(middle),
                Ordering::Greater => to = middle,
            }
        }
        Err(from)
    }
}

impl<const N: usize> KeyList<[u8]> for Packed<N> {
    fn new() -> Self {
        Packed {
            bytes: Vec::new(),
            len: 0,
            prefix_len: 0,
            slots: [Slot::UNUSED; N],
        }
    }

    #[inline]
    fn len(&self) -> usize {
        self.len.into()
    }

    fn key(&self, at: usize) -> Vec<u8> {
        [self.prefix(), self.suffix(at)].concat()
    }

    #[inline]
    fn range(&self, from: usize, to: usize) -> PackedKeys<'_> {
        PackedKeys::new(self.prefix(), &self.bytes, self.start(from), &self.slots[from..to])
    }

    #[inline]
    fn find(&self, key: &[u8]) -> Result<usize, usize> {
        self.search(0, key)
    }

    #[inline]
    fn position(&self, key: &[u8]) -> usize {
        match self.search(1, key) {
            Ok(at) => at,
            Err(at) => at - 1,
        }
    }

    fn insert(&mut self, at: usize, key: &[u8]) {
        assert!(key.len() <= KEY_BYTES_MAX, "a key of {} bytes", key.len());
        let len = self.len();
        if len == 0 {
            *self = Packed::gather(key, std::iter::empty(), 0);
        } else if !key.starts_with(self.prefix()) {
            let prefix = &key[..common(key, self.prefix())];
            *self = Packed::gather(prefix, self.keys(), STEP);
        }
        let rest = &key[self.prefix_len.into()..];
        if self.bytes.capacity() - self.bytes.len() < rest.len() {
            self.bytes.reserve_exact(rest.len().max(STEP));
        }
        let (start, end) = (self.start(at), self.bytes.len());
        self.bytes.resize(end + rest.len(), 0);
        self.bytes.copy_within(start..end, start + rest.len());
        self.bytes[start..start + rest.len()].copy_from_slice(rest);
        self.slots.copy_within(at..len, at + 1);
        self.slots[at] = Slot::new(rest, start);
        self.slots[at..=len]
            .iter_mut()
            .for_each(|slot| slot.move_forward(rest.len()));
        self.len += 1;
    }

    fn remove(&mut self, at: usize) {
        let (start, end, len) = (self.start(at), self.slots[at].end(), self.len());
        self.bytes.drain(start..end);
        if self.bytes.capacity() > self.bytes.len() + 2 * STEP {
            self.bytes.shrink_to(self.bytes.len() + STEP);
        }
        self.slots.copy_within(at + 1..len, at);
        self.slots[len - 1] = Slot::UNUSED;
        self.slots[at..len - 1]
            .iter_mut()
            .for_each(|slot| slot.move_back(end - start));
        self.len -= 1;
    }

    fn clear(&mut self) {
        *self = Packed::new();
    }

    fn shift(left: &mut Self, right: &mut Self, keep: usize) {
        let keys = left.keys().chain(right.keys());
        let lists = (Packed::of(keys.clone().take(keep)), Packed::of(keys.skip(keep)));
        (*left, *right) = lists;
    }

    /// The shortest there is.
    fn separator(left: &Self, right: &Self) -> Vec<u8> {
        let (last, mut low) = (left.key(left.len() - 1), right.key(0));
        low.truncate(common(&last, &low) + 1);
        low
    }

    #[cfg(test)]
    fn whole(&self) {
        let (used, unused) = self.slots.split_at(self.len());
        assert!(unused.iter().all(|slot| *slot == Slot::UNUSED));
        assert!(used.iter().is_sorted_by_key(|slot| slot.end()));
        assert!((0..used.len()).all(|at| used[at] == Slot::new(self.suffix(at), used[at].end())));
        assert_eq!(self.start(used.len()), self.bytes.len());
        assert!(self.bytes.capacity() <= self.bytes.len() + 2 * STEP);
    }

    fn heap_bytes(&self) -> usize {
        if self.bytes.capacity() == 0 {
            0
        } else {
            allocated(self.bytes.capacity())
        }
    }
}

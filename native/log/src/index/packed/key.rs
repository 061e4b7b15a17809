//! A byte key as it lies in a node.

use std::cmp::Ordering;
use std::slice::Iter;

use super::slot::Slot;

/// A key in two pieces: what all keys of its node begin with, and the rest.
#[derive(Clone, Copy, Debug, Default)]
pub struct PackedKey<'a> {
    /// What the key begins with, as do its neighbours.
    pub prefix: &'a [u8],
    /// The rest of the key.
    pub suffix: &'a [u8],
}

impl PackedKey<'_> {
    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.prefix.len() + self.suffix.len()
    }

    /// Whether it is the key without a byte.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends the key to `bytes`.
    pub fn write_to(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.prefix);
        bytes.extend_from_slice(self.suffix);
    }

    /// The key in one piece.
    pub fn to_vec(&self) -> Vec<u8> {
        [self.prefix, self.suffix].concat()
    }

    /// How the key sorts against `other`.
    pub fn compare(&self, other: &[u8]) -> Ordering {
        match other.split_at_checked(self.prefix.len()) {
            Some((beginning, rest)) => self.prefix.cmp(beginning).then_with(|| self.suffix.cmp(rest)),
            // Where the key has a prefix that is longer than all of `other`, the prefix decides.
            None => self.prefix.cmp(other),
        }
    }

    /// The number of bytes that the key and `other` both begin with.
    pub(super) fn common(&self, other: &[u8]) -> usize {
        match other.strip_prefix(self.prefix) {
            Some(rest) => self.prefix.len() + common(self.suffix, rest),
            None => common(self.prefix, other),
        }
    }

    /// The key without its first `count` bytes.
    pub(super) fn skip(self, count: usize) -> Self {
        PackedKey {
            prefix: &self.prefix[count.min(self.prefix.len())..],
            suffix: &self.suffix[count.saturating_sub(self.prefix.len())..],
        }
    }
}

impl PartialEq<[u8]> for PackedKey<'_> {
    fn eq(&self, other: &[u8]) -> bool {
        other.strip_prefix(self.prefix) == Some(self.suffix)
    }
}

impl Ord for PackedKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let bytes = |key: &Self| key.prefix.iter().chain(key.suffix);
        if self.prefix == other.prefix {
            self.suffix.cmp(other.suffix)
        } else {
            bytes(self).cmp(bytes(other))
        }
    }
}

impl PartialOrd for PackedKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for PackedKey<'_> {}
impl PartialEq for PackedKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

/// Keys that lie side by side in a node.
#[derive(Clone, Default)]
pub struct PackedKeys<'a> {
    prefix: &'a [u8],
    bytes: &'a [u8],
    /// Where the next suffix begins.
    start: usize,
    slots: Iter<'a, Slot>,
}

impl<'a> PackedKeys<'a> {
    pub(super) fn new(prefix: &'a [u8], bytes: &'a [u8], start: usize, slots: &'a [Slot]) -> PackedKeys<'a> {
        PackedKeys {
            prefix,
            bytes,
            start,
            slots: slots.iter(),
        }
    }

    fn key(&self, start: usize, end: usize) -> PackedKey<'a> {
        PackedKey {
            prefix: self.prefix,
            suffix: &self.bytes[start..end],
        }
    }
}

impl<'a> Iterator for PackedKeys<'a> {
    type Item = PackedKey<'a>;

    #[inline]
    fn next(&mut self) -> Option<PackedKey<'a>> {
        let end = self.slots.next()?.end();
        let start = std::mem::replace(&mut self.start, end);
        Some(self.key(start, end))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.slots.size_hint()
    }
}

impl DoubleEndedIterator for PackedKeys<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        let end = self.slots.next_back()?.end();
        let start = self.slots.as_slice().last().map_or(self.start, |slot| slot.end());
        Some(self.key(start, end))
    }
}

impl ExactSizeIterator for PackedKeys<'_> {}

/// The number of bytes that both begin with.
pub(super) fn common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

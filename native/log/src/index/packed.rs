//! Byte keys: what all keys of a node begin with is stored once.

use std::cmp::Ordering;

use super::entry::{KeyList, TreeKey, allocated};
use super::packed_key::{PackedKey, PackedKeys, common};

/// LIMIT: the bytes of 64 keys are counted in 16 bits.
pub const KEY_BYTES_MAX: usize = 1000;

/// Room for bytes to come is made in steps. Each step costs a copy of the bytes, and half of one is unused on average.
const STEP: usize = 128;

/// The head of a slot that is not used. No head is greater.
const UNUSED: u16 = u16::MAX;

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
    /// The first two bytes of each suffix as a big-endian number. Bytes that it does not have count as zeroes.
    heads: [u16; N],
    /// Where each suffix ends in `bytes`.
    ends: [u16; N],
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
            list.heads[at] = head_of(&list.bytes[start..]);
            list.ends[at] = list.bytes.len() as u16;
            list.len += 1;
        }
        list
    }

    /// A list of `keys`, with the longest prefix.
    fn of<'a>(mut keys: impl Iterator<Item = PackedKey<'a>> + Clone) -> Self {
        let all = keys.clone();
        let mut prefix = keys.next().map_or_else(Vec::new, |first| first.to_vec());
        keys.for_each(|key| prefix.truncate(key.common(&prefix)));
        Packed::gather(&prefix, all, 0)
    }

    pub(super) fn prefix(&self) -> &[u8] {
        &self.bytes[..self.prefix_len.into()]
    }

    fn start(&self, at: usize) -> usize {
        at.checked_sub(1)
            .map_or(self.prefix_len, |before| self.ends[before])
            .into()
    }

    fn suffix(&self, at: usize) -> &[u8] {
        &self.bytes[self.start(at)..self.ends[at].into()]
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
        let head = head_of(rest);
        let heads = &self.heads[first..];
        let less: u16 = heads.iter().map(|other| u16::from(*other < head)).sum();
        let alike: u16 = heads.iter().map(|other| u16::from(*other == head)).sum();
        let mut from = first + usize::from(less);
        let mut to = self.len().min(from + usize::from(alike));
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
            heads: [UNUSED; N],
            ends: [0; N],
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
        PackedKeys::new(self.prefix(), &self.bytes, self.start(from), &self.ends[from..to])
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
        let (start, end, grown) = (self.start(at), self.bytes.len(), rest.len() as u16);
        self.bytes.resize(end + rest.len(), 0);
        self.bytes.copy_within(start..end, start + rest.len());
        self.bytes[start..start + rest.len()].copy_from_slice(rest);
        self.heads.copy_within(at..len, at + 1);
        self.heads[at] = head_of(rest);
        self.ends.copy_within(at..len, at + 1);
        self.ends[at] = start as u16;
        self.ends[at..=len].iter_mut().for_each(|end| *end += grown);
        self.len += 1;
    }

    fn remove(&mut self, at: usize) {
        let (start, end, len) = (self.start(at), usize::from(self.ends[at]), self.len());
        self.bytes.drain(start..end);
        if self.bytes.capacity() > self.bytes.len() + 2 * STEP {
            self.bytes.shrink_to(self.bytes.len() + STEP);
        }
        self.heads.copy_within(at + 1..len, at);
        self.heads[len - 1] = UNUSED;
        self.ends.copy_within(at + 1..len, at);
        self.ends[at..len - 1]
            .iter_mut()
            .for_each(|other| *other -= (end - start) as u16);
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
        let (used, unused) = self.heads.split_at(self.len());
        assert!(unused.iter().all(|head| *head == UNUSED));
        assert!(self.ends[..used.len()].is_sorted());
        assert!((0..used.len()).all(|at| used[at] == head_of(self.suffix(at))));
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

fn head_of(suffix: &[u8]) -> u16 {
    match suffix {
        [first, second, ..] => u16::from_be_bytes([*first, *second]),
        [first] => u16::from_be_bytes([*first, 0]),
        [] => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys in order, whose heads are alike or not, with and without a prefix.
    fn keys(count: usize, prefix: &[u8]) -> Vec<Vec<u8>> {
        let mut keys: Vec<Vec<u8>> = (0..count)
            .map(|number| match number % 4 {
                0 => [prefix, &vec![0xFF; number + 1]].concat(),
                1 => [prefix, &vec![0x00; number / 2]].concat(),
                _ => [prefix, &[number as u8 / 16 * 32, 7, number as u8]].concat(),
            })
            .collect();
        keys.sort();
        keys
    }

    fn list_of(keys: &[Vec<u8>]) -> Packed<64> {
        let mut list = Packed::new();
        keys.iter().for_each(|key| list.insert(list.len(), key));
        list.whole();
        list
    }

    #[test]
    fn a_key_is_found_or_its_place_is_for_every_length() {
        for (count, prefix) in (0..=64).flat_map(|count| [(count, &b""[..]), (count, b"users/\xFF\x00")]) {
            let keys = keys(count, prefix);
            let list = list_of(&keys);
            let near = keys.iter().flat_map(|key| {
                let shorter = key.split_last().map_or(&[][..], |(_, rest)| rest);
                [
                    key.clone(),
                    shorter.to_vec(),
                    [key, &[0][..]].concat(),
                    [key, &[0xFF][..]].concat(),
                ]
            });
            for key in near.chain([vec![], vec![0xFF; 80], b"users".to_vec(), b"users0".to_vec()]) {
                assert_eq!(list.find(&key), keys.binary_search(&key), "{key:?} of {keys:?}");
                let position = keys.iter().skip(1).filter(|other| **other <= key).count();
                assert!(count == 0 || list.position(&key) == position, "{key:?} of {keys:?}");
            }
        }
    }

    #[test]
    fn a_list_stays_in_order_and_whole_as_keys_come_and_go_anywhere() {
        let keys = keys(64, b"tenants/");
        let mut list: Packed<64> = Packed::new();
        for number in 0..keys.len() {
            let key = &keys[number * 29 % 64];
            let at = list.find(key).unwrap_err();
            list.insert(at, key);
            list.whole();
        }
        assert!(list.keys().map(|key| key.to_vec()).eq(keys.iter().cloned()));
        for number in 0..keys.len() {
            let at = list.find(&keys[number * 37 % 64]).unwrap();
            list.remove(at);
            list.whole();
        }
        assert_eq!((list.len(), list.find(b"")), (0, Err(0)));
    }

    #[test]
    fn what_all_keys_begin_with_is_stored_once() {
        let list = list_of(&[b"tenants/a-1".to_vec(), b"tenants/a-2".to_vec()]);
        assert_eq!((list.prefix(), list.bytes.len()), (&b"tenants/a-"[..], 12));
        let list = list_of(&[b"tenants/a-1".to_vec(), b"tenants/a-2".to_vec(), b"tenants/b".to_vec()]);
        assert_eq!(list.prefix(), b"tenants/");
    }

    #[test]
    fn a_separator_is_as_short_as_can_be() {
        let check = |last: &str, first: &str, separator: &str| {
            let [left, right] = [last, first].map(|key| list_of(&[key.into()]));
            assert_eq!(Packed::separator(&left, &right), separator.as_bytes());
        };
        check("a", "b", "b");
        check("", "tenants/1", "t");
        check("tenants/1/x", "tenants/2/y", "tenants/2");
        check("tenants", "tenants/1", "tenants/");
        check("tenants/", "tenants/1", "tenants/1");
    }
}

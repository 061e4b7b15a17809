//! The documents that expire, soonest first.

use super::key::{KeptKey, StoredKey};
use super::{ByteTree, PackedKey, Tree};

/// The keys of the documents that expire, each under its expiry in milliseconds since 1970.
#[derive(Clone, Debug, Default)]
pub struct Expiries {
    /// Those of short keys.
    pub short: Tree<(u64, u128), ()>,
    /// Those of all other keys, by the expiry in eight bytes, the highest first, and the ordered form.
    pub long: ByteTree<()>,
}

impl Expiries {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Enters a document that expires.
    pub fn insert(&mut self, expires: u64, key: StoredKey<'_>) {
        match key {
            StoredKey::Short(key) => self.short.insert(&(expires, key), ()),
            StoredKey::Long(key) => self.long.insert(&joined(expires, key), ()),
        };
    }

    /// Forgets a document that expired then.
    pub fn remove(&mut self, expires: u64, key: StoredKey<'_>) {
        match key {
            StoredKey::Short(key) => self.short.remove(&(expires, key)),
            StoredKey::Long(key) => self.long.remove(&joined(expires, key)),
        };
    }

    /// When a document expires, found by looking at all of them.
    pub fn find(&self, key: StoredKey<'_>) -> Option<u64> {
        let mut all = self.iter();
        all.find(|(_, found)| found.by_ref() == key).map(|(expires, _)| expires)
    }

    /// When the first of them expires.
    pub fn first(&self) -> Option<u64> {
        let short = self.short.first().map(|((expires, _), ())| expires);
        let long = self.long.iter().next().map(|(key, ())| split(key).0);
        short.into_iter().chain(long).min()
    }

    /// All of them, soonest first, and those of one moment in key order.
    pub fn iter(&self) -> impl Iterator<Item = (u64, KeptKey)> {
        let mut short = self.short.iter().peekable();
        let mut long = self.long.iter().map(|(key, ())| split(key)).peekable();
        std::iter::from_fn(move || {
            let soonest = match (short.peek(), long.peek()) {
                (Some(((expires, short), ())), Some((other, long))) => {
                    let order = expires.cmp(other);
                    order.then_with(|| StoredKey::Short(*short).cmp(&long.by_ref())).is_lt()
                }
                (short, _) => short.is_some(),
            };
            if soonest {
                short.next().map(|((expires, key), ())| (expires, KeptKey::Short(key)))
            } else {
                long.next()
            }
        })
    }
}

fn joined(expires: u64, ordered: &[u8]) -> Vec<u8> {
    [expires.to_be_bytes().as_slice(), ordered].concat()
}

fn split(key: PackedKey<'_>) -> (u64, KeptKey) {
    let mut joined = Vec::with_capacity(key.len());
    key.write_to(&mut joined);
    let expires = joined.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    (expires, KeptKey::Long(joined.split_off(joined.len().min(8)).into()))
}

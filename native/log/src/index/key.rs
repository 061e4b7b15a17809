//! Keys as the index and the segments have them: short ones in 16 bytes, others in their ordered form.

use std::cmp::Ordering;

use bimetal_document::{Edge, Key, KeyRef};

use super::PackedKey;

/// The bytes of a short key: eight characters, and the number in big-endian order.
pub const SHORT_BYTES: usize = 16;

/// A key of eight printable ASCII characters, `-` and a number is short, and has its 16 bytes as a big-endian number, which
/// sorts alike; any other has its ordered form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredKey<'a> {
    /// A key in 16 bytes.
    Short(u128),
    /// The ordered form.
    Long(&'a [u8]),
}

/// A key as an entry of the index has it.
#[derive(Clone, Copy, Debug)]
pub enum EntryKey<'a> {
    /// A key in 16 bytes.
    Short(u128),
    /// The ordered form, in two pieces.
    Long(PackedKey<'a>),
}

/// A key by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeptKey {
    /// A key in 16 bytes.
    Short(u128),
    /// The ordered form.
    Long(Box<[u8]>),
}

/// Room for the eight characters of a short key.
pub type StemRoom = [u8; 8];

impl<'a> StoredKey<'a> {
    /// Stores a key. `room` takes the ordered form.
    pub fn of(key: KeyRef<'_>, room: &'a mut Vec<u8>) -> StoredKey<'a> {
        if let Some(short) = short_of(key) {
            return StoredKey::Short(short);
        }
        room.clear();
        key.write_ordered(room);
        StoredKey::Long(room)
    }

    /// The key that is stored. `room` takes the characters of a short one.
    ///
    /// INVARIANT: one that was found in a record has been looked at by [`StoredKey::is_valid`], or equals one that was.
    #[inline]
    pub fn unpack(self, room: &'a mut StemRoom) -> Option<KeyRef<'a>> {
        match self {
            StoredKey::Short(short) => Some(unpack_short(short, room)),
            StoredKey::Long(ordered) => KeyRef::from_ordered_unchecked(ordered),
        }
    }

    /// Whether it is a key, in the one form that it has.
    pub fn is_valid(self) -> bool {
        match self {
            StoredKey::Short(short) => (short >> 64).to_be_bytes()[8..]
                .iter()
                .all(|byte| (0x21..=0x7E).contains(byte)),
            StoredKey::Long(ordered) => KeyRef::from_ordered(ordered).is_some_and(|key| !key.is_old()),
        }
    }

    /// A copy.
    pub fn to_kept(self) -> KeptKey {
        match self {
            StoredKey::Short(short) => KeptKey::Short(short),
            StoredKey::Long(ordered) => KeptKey::Long(ordered.into()),
        }
    }

    /// The key as an entry would have it.
    pub fn as_entry(self) -> EntryKey<'a> {
        match self {
            StoredKey::Short(short) => EntryKey::Short(short),
            StoredKey::Long(suffix) => EntryKey::Long(PackedKey { prefix: &[], suffix }),
        }
    }
}

impl EntryKey<'_> {
    /// Whether it is this key.
    #[inline]
    pub fn is(self, key: StoredKey<'_>) -> bool {
        match (self, key) {
            (EntryKey::Short(one), StoredKey::Short(other)) => one == other,
            (EntryKey::Long(one), StoredKey::Long(other)) => one == *other,
            _ => false,
        }
    }

    /// A copy.
    pub fn to_kept(self) -> KeptKey {
        match self {
            EntryKey::Short(short) => KeptKey::Short(short),
            EntryKey::Long(packed) => {
                let mut ordered = Vec::with_capacity(packed.len());
                packed.write_to(&mut ordered);
                KeptKey::Long(ordered.into())
            }
        }
    }
}

impl KeptKey {
    /// The key, borrowed.
    pub fn by_ref(&self) -> StoredKey<'_> {
        match self {
            KeptKey::Short(short) => StoredKey::Short(*short),
            KeptKey::Long(ordered) => StoredKey::Long(ordered),
        }
    }

    /// The key as text, for a message.
    pub fn text(&self) -> String {
        let mut room = StemRoom::default();
        let key = self.by_ref().unpack(&mut room);
        key.map_or_else(|| format!("key {self:x?}"), |key| key.to_string())
    }

    /// The key, unless it is reserved.
    pub fn to_key(&self) -> Option<Key> {
        self.by_ref().unpack(&mut StemRoom::default())?.to_key()
    }
}

impl Ord for StoredKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (StoredKey::Short(one), StoredKey::Short(other)) => one.cmp(other),
            (StoredKey::Long(one), StoredKey::Long(other)) => one.cmp(other),
            (StoredKey::Short(short), StoredKey::Long(long)) => (*ordered_of(*short)).cmp(long),
            (StoredKey::Long(long), StoredKey::Short(short)) => (*long).cmp(&ordered_of(*short)),
        }
    }
}

impl PartialOrd for StoredKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for KeptKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.by_ref().cmp(&other.by_ref())
    }
}

impl PartialOrd for KeptKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The 16 bytes of a short key.
#[inline]
fn short_of(key: KeyRef<'_>) -> Option<u128> {
    let number = key.number().filter(|_| key.is_old())?;
    let characters = u64::from_be_bytes(*key.stem().first_chunk()?);
    Some(u128::from(characters) << 64 | u128::from(number))
}

#[inline]
fn unpack_short(short: u128, room: &mut StemRoom) -> KeyRef<'_> {
    // In one go: measured, what reads a room that was written in pieces waits for them.
    *room = ((short >> 64) as u64).to_be_bytes();
    KeyRef::numbered(room, short as u64)
}

fn ordered_of(short: u128) -> Vec<u8> {
    unpack_short(short, &mut StemRoom::default()).to_ordered()
}

/// The least number such that the short keys from there on lie behind the edge.
pub(super) fn short_bound(edge: &Edge) -> u128 {
    let (name, number) = (edge.name(), edge.by_ref().number());
    let mut characters = [0; 8];
    for (to, from) in characters.iter_mut().zip(name) {
        *to = *from;
    }
    let first = u128::from(u64::from_be_bytes(characters)) << 64;
    // With the same eight characters: `-` and a number are compared with what follows in the edge.
    let behind_all = || first.saturating_add(1 << 64);
    match name.get(8..) {
        // Of these eight characters, or of those that the edge begins with and zeros follow.
        None | Some([]) => first,
        Some(rest) => match b"-".as_slice().cmp(rest) {
            Ordering::Greater => first,
            Ordering::Less => behind_all(),
            Ordering::Equal => first | u128::from(number.unwrap_or(0)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<String> {
        let names = ["abcdefgh-", "abcdefgi-", "~~~~~~~~-", "!!!!!!!!-", "a/b//c//-"];
        let numbers = [0, 1, 255, 256, 1 << 40, u64::MAX];
        let short = names
            .iter()
            .flat_map(|name| numbers.map(|number| format!("{name}{number}")));
        let long = [
            "abcdefgh",
            "abcdefgh-",
            "abcdefgh-x",
            "abcdefgh-01",
            "abcdefgh!",
            "abcdefgh.1",
            "abcdefg",
            "abcdefgi",
            "abcdefgha-1",
            "a",
            "~",
            "я-1",
            "ab cdefg-1",
        ];
        short.chain(long.map(str::to_owned)).collect()
    }

    #[test]
    fn stored_keys_are_unpacked_and_sort_as_they_were() {
        let mut keys: Vec<Key> = texts().iter().map(|text| Key::parse(text).unwrap()).collect();
        keys.sort();
        let kept: Vec<KeptKey> = keys
            .iter()
            .map(|key| StoredKey::of(key.by_ref(), &mut Vec::new()).to_kept())
            .collect();
        assert!(kept.is_sorted_by(|left, right| left < right));
        assert_eq!(kept.iter().map(|key| key.to_key().unwrap()).collect::<Vec<_>>(), keys);
        assert!(
            kept.iter()
                .all(|key| key.by_ref().as_entry().is(key.by_ref()) && key.by_ref().as_entry().to_kept() == *key)
        );
        assert_eq!(kept.iter().filter(|key| matches!(key, KeptKey::Short(_))).count(), 30);
    }

    #[test]
    fn short_keys_lie_behind_an_edge_by_their_numbers_alone() {
        let keys: Vec<Key> = texts().iter().map(|text| Key::parse(text).unwrap()).collect();
        let mut edges = vec![Edge::first(), Edge::last()];
        for key in &keys {
            let name = key.name().as_bytes();
            edges.extend([Edge::before(key.by_ref()), Edge::after(key.by_ref())]);
            edges.extend(
                (0..=name.len()).flat_map(|end| [Edge::before_names(&name[..end]), Edge::behind_names(&name[..end])]),
            );
        }
        for key in &keys {
            let StoredKey::Short(short) = StoredKey::of(key.by_ref(), &mut Vec::new()) else {
                continue;
            };
            for edge in &edges {
                assert_eq!(
                    short >= short_bound(edge),
                    key.by_ref() >= edge.by_ref(),
                    "{key} {edge:?}"
                );
            }
        }
    }
}

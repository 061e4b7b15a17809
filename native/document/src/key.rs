//! What names a document.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use compact_str::CompactString;
use hashbrown::Equivalent;

use crate::error::{Error, Result};
use crate::key_ref::KeyRef;
use crate::limits::Limits;

/// The name of a document: 1 to 512 bytes of UTF-8, `users/alice@example.com` or `user-42`.
///
/// A text that ends in `-` and a canonical u64 is a name, with that `-`, and a number; every other text is a name alone.
/// Keys stand in the order of the bytes of their names; of one name the key without a number is first, and then they go
/// by number: `user`, `user!`, `user-`, `user-9`, `user-10`, `user-x`. Texts are compared byte for byte, and never
/// normalised.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    name: CompactString,
    number: Option<u64>,
}

impl Key {
    /// LIMIT: the bytes of a key's text.
    pub const BYTES_MAX: usize = Limits::KEY_BYTES_MAX;

    /// Reads a key's text.
    ///
    /// The order of the checks is part of the contract, because TypeScript makes the same ones: it is not empty, not too
    /// long, has no control characters, and no segment between its `/` is empty, `.` or `..`. Keys of 8 printable ASCII
    /// characters and a number are taken whatever their segments are: earlier releases wrote such ones. Nothing is put
    /// under them any more.
    pub fn parse(text: &str) -> Result<Key> {
        let key = KeyRef::parse(text)?;
        let name = text.get(..key.stem().len() + key.dash().len());
        Ok(Key {
            name: CompactString::new(name.unwrap_or(text)),
            number: key.number(),
        })
    }

    /// Joins a name and a number; a name that has a number ends in `-`.
    pub fn of(name: &str, number: impl Into<Option<u64>>) -> Result<Key> {
        let Some(number) = number.into() else {
            return Key::parse(name);
        };
        if !name.ends_with('-') {
            return Err(Error::KeyBadNumber);
        }
        Key::parse(&format!("{name}{number}"))
    }

    /// The text in front of the number, `-` included, or all of it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number, if the text ends in one.
    pub fn number(&self) -> Option<u64> {
        self.number
    }

    /// The key, borrowed.
    pub fn by_ref(&self) -> KeyRef<'_> {
        let name = self.name.as_bytes();
        match (self.number, name.split_last()) {
            (Some(number), Some((_dash, stem))) => KeyRef::numbered(stem, number),
            _ => KeyRef::named(name),
        }
    }

    /// The bytes of the text.
    pub fn text_bytes(&self) -> usize {
        self.by_ref().text_bytes()
    }
}

impl KeyRef<'_> {
    /// A copy that lives by itself; `None` where the name is reserved.
    pub fn to_key(self) -> Option<Key> {
        let stem = std::str::from_utf8(self.stem()).ok()?;
        let mut name = CompactString::with_capacity(stem.len() + 1);
        name.push_str(stem);
        if self.number().is_some() {
            name.push('-');
        }
        let number = self.number();
        Some(Key { name, number })
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        self.by_ref().cmp(&other.by_ref())
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Key {
    /// As the key, borrowed, so that it is found by that.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.by_ref().hash(state);
    }
}

impl Equivalent<Key> for KeyRef<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        *self == key.by_ref()
    }
}

impl<'a> From<&'a Key> for KeyRef<'a> {
    fn from(key: &'a Key) -> KeyRef<'a> {
        key.by_ref()
    }
}

impl FromStr for Key {
    type Err = Error;

    fn from_str(text: &str) -> Result<Key> {
        Key::parse(text)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.by_ref().fmt(f)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?})", self.to_string())
    }
}

//! The keys between two edges.

use std::cmp::{max, min};

use crate::key::Key;
use crate::key_ref::KeyRef;

/// Greater than every byte that a name has, and the first one of reserved names.
const BEHIND_NAMES: u8 = KeyRef::RESERVED;

/// Less than every byte that a name has, and greater than every terminator of the ordered form.
const BEHIND_NUMBERS: u8 = 0x1F;

/// A place between keys: behind all that are less than its name and number, and before all others. The name need not be
/// one that a key can have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// INVARIANT: it ends in `-` where there is a number.
    name: Vec<u8>,
    number: Option<u64>,
}

impl Edge {
    /// Before every key.
    pub const fn first() -> Edge {
        Edge {
            name: Vec::new(),
            number: None,
        }
    }

    /// Behind every key that is not reserved.
    pub fn last() -> Edge {
        Edge::behind_names(b"")
    }

    /// Behind everything, reserved keys included.
    pub fn end() -> Edge {
        Edge::behind_names(&[KeyRef::RESERVED])
    }

    /// Before a key.
    pub fn before(key: KeyRef<'_>) -> Edge {
        Edge {
            name: [key.stem(), key.dash()].concat(),
            number: key.number(),
        }
    }

    /// Behind a key, and before the next one that there can be.
    pub fn after(key: KeyRef<'_>) -> Edge {
        let mut edge = Edge::before(key);
        edge.number = match key.number() {
            Some(number) => number.checked_add(1),
            None if edge.name.ends_with(b"-") => Some(0),
            // No number follows such a name.
            None => None,
        };
        if edge.number.is_none() {
            edge.name.push(BEHIND_NUMBERS);
        }
        edge
    }

    /// Before the names that begin so.
    pub fn before_names(beginning: &[u8]) -> Edge {
        Edge::before(KeyRef::named(beginning))
    }

    /// Behind the names that begin so.
    pub fn behind_names(beginning: &[u8]) -> Edge {
        let mut name = beginning.to_vec();
        name.push(BEHIND_NAMES);
        Edge { name, number: None }
    }

    /// The edge as what a key is compared with: those that are not less lie behind it.
    pub fn by_ref(&self) -> KeyRef<'_> {
        match (self.number, self.name.split_last()) {
            (Some(number), Some((_dash, stem))) => KeyRef::numbered(stem, number),
            _ => KeyRef::named(&self.name),
        }
    }

    /// The bytes of the name, which need not be one that a key can have.
    pub fn name(&self) -> &[u8] {
        &self.name
    }
}

/// The keys from one edge to another. Edges the wrong way round hold no key between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where the keys begin.
    pub from: Edge,
    /// Where they end.
    pub to: Edge,
}

impl Span {
    /// Every key that is not reserved.
    pub fn all() -> Span {
        Span {
            from: Edge::first(),
            to: Edge::last(),
        }
    }

    /// Every key, reserved ones included.
    pub fn everything() -> Span {
        Span {
            from: Edge::first(),
            to: Edge::end(),
        }
    }

    /// The keys of one name, given without its `-`, that have a number from `first` to `last`.
    pub fn numbers(stem: &[u8], first: u64, last: u64) -> Span {
        Span {
            from: Edge::before(KeyRef::numbered(stem, first)),
            to: Edge::after(KeyRef::numbered(stem, last)),
        }
    }

    /// Whether no key lies between the edges.
    pub fn is_empty(&self) -> bool {
        self.from >= self.to
    }

    /// Whether a key lies between the edges.
    pub fn contains(&self, key: KeyRef<'_>) -> bool {
        self.from.by_ref() <= key && key < self.to.by_ref()
    }

    /// What is in both.
    #[must_use]
    pub fn and(&self, other: &Span) -> Span {
        Span {
            from: max(&self.from, &other.from).clone(),
            to: min(&self.to, &other.to).clone(),
        }
    }

    /// What lies behind a key.
    #[must_use]
    pub fn after(&self, key: &Key) -> Span {
        Span {
            from: max(Edge::after(key.by_ref()), self.from.clone()),
            to: self.to.clone(),
        }
    }

    /// What lies before a key.
    #[must_use]
    pub fn before(&self, key: &Key) -> Span {
        Span {
            from: self.from.clone(),
            to: min(Edge::before(key.by_ref()), self.to.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_a_key_is_before_the_next_one_and_so_is_the_ordered_form() {
        let texts = [
            "a",
            "a-",
            "a-0",
            "a-1",
            "a-18446744073709551614",
            "a-18446744073709551615",
            "a- ",
            "a-x",
            "ab",
            "я",
        ];
        let keys = texts.map(|text| Key::parse(text).unwrap());
        let ordered = |edge: &Edge| edge.by_ref().to_ordered();
        for (index, key) in keys.iter().enumerate() {
            let (before, after) = (Edge::before(key.by_ref()), Edge::after(key.by_ref()));
            assert!(before < after && ordered(&before) < ordered(&after), "{key}");
            for other in &keys[index + 1..] {
                let other = Edge::before(other.by_ref());
                assert!(after <= other && ordered(&after) <= ordered(&other), "{key} {other:?}");
            }
            assert!(Span::all().contains(key.by_ref()));
        }
        assert!(!Span::all().contains(KeyRef::named(b"\xFFkeys")));
    }
}

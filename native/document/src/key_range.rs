//! Which keys a cursor walks over.

use std::ops::{Bound, RangeBounds};

use crate::error::{Error, Result};
use crate::key::{Key, check_printable};

/// A range of keys in key order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyRange {
    from: Bound<Key>,
    to: Bound<Key>,
}

impl KeyRange {
    /// Every key.
    pub const fn all() -> KeyRange {
        KeyRange {
            from: Bound::Unbounded,
            to: Bound::Unbounded,
        }
    }

    /// The keys whose ASCII half starts with `prefix`: 0 to 8 printable ASCII characters.
    pub fn prefix(prefix: &str) -> Result<KeyRange> {
        if prefix.is_empty() {
            return Ok(KeyRange::all());
        }
        let bytes = prefix.as_bytes();
        if bytes.len() > Key::PREFIX_BYTES || check_printable(bytes, bytes.len()).is_err() {
            return Err(Error::PrefixInvalid);
        }
        let fill = |edge: Key| {
            let mut key = *edge.as_bytes();
            key.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            Key::from_bytes(key).ok_or(Error::PrefixInvalid)
        };
        Ok(KeyRange {
            from: Bound::Included(fill(Key::MIN)?),
            to: Bound::Included(fill(Key::MAX)?),
        })
    }

    /// The keys between two bounds. Bounds the wrong way round make an empty range, not an error.
    pub fn from_bounds(bounds: impl RangeBounds<Key>) -> KeyRange {
        KeyRange {
            from: bounds.start_bound().cloned(),
            to: bounds.end_bound().cloned(),
        }
    }

    /// Whether the range holds this key.
    pub fn contains(&self, key: &Key) -> bool {
        (self.from, self.to).contains(key)
    }

    /// The keys that are in both ranges.
    #[must_use]
    pub fn and(&self, other: &KeyRange) -> KeyRange {
        let inner = |a: Bound<Key>, b: Bound<Key>, keeps_a: fn(&Key, &Key) -> bool| match (a, b) {
            (Bound::Unbounded, bound) | (bound, Bound::Unbounded) => bound,
            (Bound::Included(x) | Bound::Excluded(x), Bound::Included(y) | Bound::Excluded(y)) => {
                // At one key, the bound that leaves it out is the inner one.
                let same_and_out = x == y && matches!(a, Bound::Excluded(_));
                if keeps_a(&x, &y) || same_and_out { a } else { b }
            }
        };
        KeyRange {
            from: inner(self.from, other.from, |x, y| x > y),
            to: inner(self.to, other.to, |x, y| x < y),
        }
    }

    /// The bounds for an engine, or `None` where no key fits: ordered maps panic on bounds the wrong way round.
    pub fn bounds(&self) -> Option<(Bound<Key>, Bound<Key>)> {
        let possible = match (self.from, self.to) {
            (Bound::Included(from), Bound::Included(to)) => from <= to,
            (Bound::Included(from) | Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => from < to,
            _ => true,
        };
        possible.then_some((self.from, self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::parse(text).unwrap()
    }

    #[test]
    fn a_prefix_holds_the_keys_that_start_with_it_and_no_others() {
        let range = KeyRange::prefix("abc").unwrap();
        for inside in ["abc!!!!!-0", "abcdefgh-42", "abc~~~~~-18446744073709551615"] {
            assert!(range.contains(&key(inside)), "{inside}");
        }
        for outside in ["abb~~~~~-18446744073709551615", "abd!!!!!-0", "ABCDEFGH-1"] {
            assert!(!range.contains(&key(outside)), "{outside}");
        }
        assert!(KeyRange::prefix("").unwrap().contains(&Key::MIN));
        assert!(KeyRange::prefix("abcdefgh").unwrap().contains(&key("abcdefgh-42")));
    }

    #[test]
    fn a_prefix_that_no_key_has_is_refused() {
        for bad in ["abcdefghi", "a b", "é", "a\n", "\u{7f}"] {
            assert_eq!(KeyRange::prefix(bad).unwrap_err().code(), "PREFIX_INVALID", "{bad:?}");
        }
    }

    #[test]
    fn two_ranges_share_the_keys_that_are_in_both() {
        let (one, two, three) = (key("abcdefgh-1"), key("abcdefgh-2"), key("abcdefgh-3"));
        let ranges = [
            KeyRange::all(),
            KeyRange::from_bounds(one..three),
            KeyRange::from_bounds(two..=two),
            KeyRange::from_bounds((Bound::Excluded(two), Bound::Unbounded)),
            KeyRange::from_bounds((Bound::Unbounded, Bound::Excluded(two))),
        ];
        for a in ranges {
            for b in ranges {
                for key in [one, two, three] {
                    let both = a.contains(&key) && b.contains(&key);
                    assert_eq!(a.and(&b).contains(&key), both, "{key} in {a:?} and {b:?}");
                }
            }
        }
    }

    #[test]
    fn bounds_the_wrong_way_round_are_an_empty_range() {
        let (low, high) = (key("abcdefgh-1"), key("abcdefgh-2"));
        assert_eq!(KeyRange::from_bounds(high..low).bounds(), None);
        assert_eq!(KeyRange::from_bounds(low..low).bounds(), None);
        assert!(KeyRange::from_bounds(low..=low).bounds().is_some());
        assert!(KeyRange::from_bounds(low..).bounds().is_some());
    }
}
